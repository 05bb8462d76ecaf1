import { connect } from "@allokoli/shared/db/connect";
import { readQueueAges, type QueueAge } from "@allokoli/shared/db/queue-ages";
import { system } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { watchRpc } from "@allokoli/shared/rpc/watch";
import type { GatewayApp, GatewayBindings } from "../env.ts";

/** An isolate looks at most this often, whoever asks. */
const REMEMBERED_MS = 15_000;
const ANSWER_MS = 4_000;
/** A queue that is older than this is late: each is swept every minute, and a try may take half of one. */
const LATE_MS = 300_000;

const WATCHES = { assistants: "ASSISTANTS_VOICE", calls: "CALLS_VOICE", telephony: "TELEPHONY_VOICE" } as const;
type Watched = Pick<GatewayBindings, (typeof WATCHES)[keyof typeof WATCHES]>;

/** How the house does, beyond what everybody may know. */
type House = {
  status: "ok" | "degraded";
  /** Whether a Durable Object of each Worker answers. */
  objects: Record<keyof typeof WATCHES, "up" | "down">;
  /** Null when Postgres could not be asked. */
  queues: (QueueAge & { isLate: boolean })[] | null;
};

export type HouseParts = { now: () => number; readQueues: typeof readQueues };

/** Reads the queues on a connection of its own. */
export async function readQueues(connectionString: string, afterAnswer: (work: Promise<unknown>) => void) {
  const database = connect(connectionString, { connectTimeoutMs: ANSWER_MS, answerTimeoutMs: ANSWER_MS });
  try {
    return await system(database).read(readQueueAges);
  } finally {
    afterAnswer(database.close());
  }
}

/**
 * The operator's page, for whoever has `OPERATOR_KEY`; nobody else learns that it exists. It is no part of the API's
 * document, because it is for none of its users.
 */
export function routeHouse(app: GatewayApp, parts: HouseParts) {
  let seen: { house: House; atMs: number } | undefined;

  app.get("/healthz/house", async (c) => {
    if (!(await isOperator(c.env.OPERATOR_KEY, c.req.header("authorization")))) throw new Problem("not_found");
    if (seen === undefined || parts.now() - seen.atMs >= REMEMBERED_MS) {
      const house = await look(c.env, parts, (work) => c.executionCtx.waitUntil(work));
      seen = { house, atMs: parts.now() };
    }
    return c.json(seen.house, seen.house.status === "ok" ? 200 : 503);
  });
}

async function look(
  env: Watched & Pick<GatewayBindings, "HYPERDRIVE">,
  { readQueues: read }: HouseParts,
  afterAnswer: (work: Promise<unknown>) => void,
): Promise<House> {
  const { HYPERDRIVE } = requireEnv(env, ["HYPERDRIVE"]);
  const [queues, ...objects] = await Promise.all([
    read(HYPERDRIVE.connectionString, afterAnswer).catch(() => null),
    ...Object.entries(WATCHES).map(async ([name, binding]) => [name, await answers(env[binding])] as const),
  ]);
  const judged = queues?.map((queue) => ({ ...queue, isLate: queue.ageMs > LATE_MS })) ?? null;
  const well = judged?.some(({ isLate }) => isLate) === false && objects.every(([, state]) => state === "up");
  return {
    status: well ? "ok" : "degraded",
    objects: Object.fromEntries(objects) as House["objects"],
    queues: judged,
  };
}

async function answers(binding: unknown): Promise<"up" | "down"> {
  const late = new Promise<"down">((resolve) => setTimeout(resolve, ANSWER_MS, "down"));
  const asked = watchRpc(binding)
    .arm()
    .then(() => "up" as const)
    .catch(() => "down" as const);
  return Promise.race([asked, late]);
}

/** Compared as hashes, so that the time it takes says nothing of the key. */
async function isOperator(key: string | undefined, header: string | undefined): Promise<boolean> {
  const given = /^Bearer (.+)$/.exec(header ?? "")?.[1];
  if (key === undefined || key === "" || given === undefined) return false;
  const [mine, theirs] = await Promise.all([key, given].map((text) => crypto.subtle.digest("SHA-256", encode(text))));
  if (mine === undefined || theirs === undefined) return false;
  const left = new Uint8Array(mine);
  const right = new Uint8Array(theirs);
  return left.every((byte, place) => byte === right[place]);
}

const encode = (text: string) => new TextEncoder().encode(text);
