import { RECEIVE_PATH, SERVER_MESSAGES, vapiServer } from "@allokoli/shared/vapi/server-object";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requests, type Asked } from "../asked.ts";
import { startHouse, type ApiInit, type House, type Organization } from "../house.ts";
import { listOperations, listSchemas, type JsonSchema, type Operation } from "../operations.ts";
import { bodyOfThings, makeThings, pathOfThings, type Things } from "../things.ts";

// Random requests, valid and mangled, to every operation: whatever somebody sends, no answer is a 5xx. How many each gets
// is ALLOKOLI_RANDOM_REQUESTS: a hundred take a minute or two, two thousand half an hour. ALLOKOLI_RANDOM_SEED makes others.
const REQUESTS_EACH = Number(process.env["ALLOKOLI_RANDOM_REQUESTS"] ?? 100);
const SEED = Number(process.env["ALLOKOLI_RANDOM_SEED"] ?? 20_261_123);
/** As many as keep two cores busy: of more, some wait so long for Postgres that they are told so. */
const AT_ONCE = 8;
/** Of so many, some are whole. */
const ENOUGH = 100;
const ANSWERED_WITHIN_MS = 30_000;
/** So many that few are over their requests a minute; what is deleted is deleted that often. */
const ORGANIZATIONS = 5;

/** What may fail because of the state that the things made here are in, and why. */
const MAY_NEVER_BE_TAKEN: Record<string, string> = {
  acceptInvitation: "nobody here is invited anywhere",
  declineInvitation: "nobody here is invited anywhere",
  addMessage: "the call is over",
  endCall: "the call is over",
  addSquadMember: "the assistant is a member already",
  removeSquadMember: "the last member stays",
  deleteAssistant: "it is in the squads that were made before",
  deleteSquad: "numbers that were made before may name it",
};

/** What Vapi tells us stands in its own document: here is enough of it to get past the door. */
const ANY: JsonSchema = {};
const TEXT: JsonSchema = { type: "string" };
const CALL: JsonSchema = {
  type: "object",
  properties: { id: { type: "string", format: "uuid" }, metadata: ANY, customer: ANY, type: TEXT, createdAt: TEXT },
  required: ["id"],
};
const MESSAGE: JsonSchema = {
  type: "object",
  properties: {
    type: { enum: [...SERVER_MESSAGES, "assistant-request", "knowledge-base-request", "model-output", "unheard-of"] },
    call: CALL,
    timestamp: { type: "number" },
    ...Object.fromEntries(
      ["status", "role", "transcript", "transcriptType", "endedReason", "startedAt", "endedAt"].map((name) => [
        name,
        TEXT,
      ]),
    ),
    ...Object.fromEntries(
      ["toolCallList", "artifact", "analysis", "assistant", "messages", "costs", "cost", "durationMs"].map((name) => [
        name,
        ANY,
      ]),
    ),
  },
  required: ["type", "call"],
};
const told = {
  body: { type: "object", properties: { message: MESSAGE }, required: ["message"] } satisfies JsonSchema,
  example: {
    message: { type: "status-update", status: "in-progress", call: { id: "0198c2a4-0000-7000-8000-00000000ca11" } },
  },
  query: {},
};

/** A text that is uploaded as a file. */
const uploaded = { body: TEXT, example: "Le cabinet est ouvert le samedi." };
const isUpload = ({ operationId }: Operation) => operationId === "uploadFile";

// Deletions come last: until then there is something to ask about.
const operations = listOperations()
  .map((operation): Operation => {
    if (operation.path === RECEIVE_PATH) return { ...operation, ...told };
    return isUpload(operation) ? { ...operation, ...uploaded } : operation;
  })
  .toSorted((left, right) => rank(left) - rank(right));
const schemas = listSchemas();

let house: House;
const owners: { owner: Organization; things: Things }[] = [];

beforeAll(async () => {
  house = await startHouse({ strangeAddresses: true });
  for (let made = 0; made < ORGANIZATIONS; made++) {
    const owner = await house.newOrganization();
    await house.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
    owners.push({ owner, things: await makeThings(house, owner) });
  }
});
afterAll(() => house.close());

/** Calls that Vapi tells of stay open and use up lines. A thing goes after all that is in it, an assistant after all that name it, and the membership after everything. */
function rank({ method, path }: Operation): number {
  if (path === RECEIVE_PATH) return 1;
  if (method !== "DELETE") return 0;
  if (path.includes("/organization/members")) return 100;
  return path.startsWith("/v1/assistants") || path.startsWith("/v1/telephony") ? 50 : 50 - path.split("/").length;
}

type Answered = { status: number; fault?: string };

/** What was answered, with the log when it is a 5xx; the things of the organization are put where the example has ids of its own. */
async function send(operation: Operation, asked: Asked): Promise<Answered> {
  const { things } = requireOwner(asked.about);
  const { id, body } = asked;
  const path =
    id === undefined
      ? pathOfThings(operation.path, things)
      : operation.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(id));
  const search = new URLSearchParams(asked.query);
  const sent = body === undefined ? undefined : isUpload(operation) ? toForm(body) : withThings(body, things);
  const headers = { ...(typeof sent === "string" && { "content-type": "application/json" }), ...asked.headers };
  const init = {
    method: operation.method,
    headers,
    ...(sent !== undefined && { body: sent }),
    signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
  };
  const answer =
    operation.path === RECEIVE_PATH
      ? await tell(requireOwner(asked.as).owner, requireOwner(asked.about).owner, init)
      : await house.api(`${path}?${search}`, { ...(operation.isPublic ? {} : requireOwner(asked.as).owner), ...init });
  if (answer.status < 500) {
    await answer.body?.cancel();
    return { status: answer.status };
  }
  const requestId = answer.headers.get("x-request-id") ?? "";
  const logged = house.logs().filter(({ message }) => message.includes(requestId));
  const fault = [`${answer.status} ${await answer.text()}`, ...logged.map(({ message }) => message)].join("\n");
  return { status: answer.status, fault };
}

/** As Vapi does, with the secret of one organization to the address of another. */
async function tell(as: Organization, about: Organization, { headers, ...init }: ApiInit & { headers: object }) {
  const masterSecret = house.secrets.vapiWebhookSecret;
  const server = (orgId: string) => vapiServer({ publicApiUrl: house.urls.api, masterSecret, orgId });
  const [mine, theirs] = await Promise.all([server(as.organizationId), server(about.organizationId)]);
  const { pathname, search } = new URL(theirs.url);
  return house.api(`${pathname}${search}`, { ...init, headers: { ...headers, ...mine.headers } });
}

function requireOwner(index: number) {
  const owner = owners[index];
  if (owner === undefined) throw new Error("nobody asks");
  return owner;
}

function toForm(text: string): FormData {
  const form = new FormData();
  form.append("file", new File([text], "horaires.txt"));
  return form;
}

function withThings(body: string, things: Things): string {
  try {
    return JSON.stringify(bodyOfThings(JSON.parse(body), things));
  } catch {
    return body;
  }
}

/** Every request of an operation, some at once; how often each status was answered, and what should not have been. */
async function ask(operation: Operation) {
  const waiting = fc.sample(requests(operation, schemas, ORGANIZATIONS), { numRuns: REQUESTS_EACH, seed: SEED });
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const askOn = async () => {
    for (let asked = waiting.pop(); asked !== undefined; asked = waiting.pop()) {
      const { status, fault } = await send(operation, asked);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (fault !== undefined) faults.push(`${JSON.stringify(asked).slice(0, 2000)}\n${fault}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
  return { statuses, faults };
}

describe.each(operations)("$method $path", (operation) => {
  it("answers below 500, whatever it is asked", { timeout: 120_000 + REQUESTS_EACH * 200 }, async () => {
    const { statuses, faults } = await ask(operation);
    expect(faults).toEqual([]);
    // Requests that all stop at the door, or at a limit, would prove nothing about what is behind.
    expect(statuses.get(429) ?? 0).toBeLessThan(REQUESTS_EACH / 2);
    const taken = [...statuses].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0);
    const isExpected = REQUESTS_EACH >= ENOUGH && MAY_NEVER_BE_TAKEN[operation.operationId] === undefined;
    if (isExpected) expect(taken).toBeGreaterThan(0);
  });
});
