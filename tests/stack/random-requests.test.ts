import { RECEIVE_PATH, SERVER_MESSAGES, vapiServer } from "@allokoli/shared/vapi/server-object";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requests, type RandomRequest } from "../random-request.ts";
import { startStack, type ApiInit, type Stack, type Organization } from "../stack.ts";
import { listOperations, listSchemas, rankInLife, type JsonSchema, type Operation } from "../operations.ts";
import { bodyOfFixtures, makeFixtures, pathOfFixtures, type Fixtures } from "../fixtures.ts";

// Random requests, valid and mangled, to every operation: no answer is a 5xx. ALLOKOLI_RANDOM_REQUESTS is the number for
// each: forty take a minute or two, two thousand an hour. ALLOKOLI_RANDOM_SEED changes the requests.
const REQUESTS_EACH = Number(process.env["ALLOKOLI_RANDOM_REQUESTS"] ?? 25);
const SEED = Number(process.env["ALLOKOLI_RANDOM_SEED"] ?? 20_261_123);
/** Enough to keep two cores busy: with more, some wait too long for Postgres and fail. */
const AT_ONCE = 8;
/** Among so many requests, some are valid. */
const ENOUGH = 100;
const ANSWERED_WITHIN_MS = 30_000;
/** So many that few exceed their requests in a minute. Each has its own fixtures to delete. */
const ORGANIZATIONS = 5;

/** Operations that may always be refused because of the fixtures' state, with the reason. */
const MAY_NEVER_BE_TAKEN: Record<string, string> = {
  acceptInvitation: "nobody here is invited anywhere",
  declineInvitation: "nobody here is invited anywhere",
  addMessage: "the call is over",
  endCall: "the call is over",
  listenIn: "the call is over",
  transferCall: "the call is over",
  addSquadMember: "the assistant is a member already",
  removeSquadMember: "the last member stays",
  deleteAssistant: "it is in the squads that were made before",
  getUnsubscription: "no token is signed",
  unsubscribe: "no token is signed",
  deleteSquad: "numbers that were made before may name it",
};

/** Vapi's messages are described in its own document: this part is enough to be accepted by our check. */
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

/** A text to upload as a file. */
const uploaded = { body: TEXT, example: "Le cabinet est ouvert le samedi." };
const isUpload = ({ operationId }: Operation) => operationId === "uploadFile";
/** The document's hour will be over one day. */
const inAnHour = { example: { at: new Date(Date.now() + 3_600_000).toISOString() } };
const isPlan = ({ operationId }: Operation) => /^plan\w+Publication$/.test(operationId);

/** Calls from Vapi's messages stay open and use up lines. */
const rank = (operation: Operation) => (operation.path === RECEIVE_PATH ? 1 : rankInLife(operation));

// Deletions come last, because the other operations need the fixtures.
const operations = listOperations()
  .map((operation): Operation => {
    if (operation.path === RECEIVE_PATH) return { ...operation, ...told };
    if (isUpload(operation)) return { ...operation, ...uploaded };
    return isPlan(operation) ? { ...operation, ...inAnHour } : operation;
  })
  .toSorted((left, right) => rank(left) - rank(right));
const schemas = listSchemas();

let stack: Stack;
const owners: { owner: Organization; fixtures: Fixtures }[] = [];

beforeAll(async () => {
  stack = await startStack({ strangeAddresses: true });
  const furnished = Array.from({ length: ORGANIZATIONS }, async () => {
    const owner = await stack.newOrganization();
    await stack.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
    return { owner, fixtures: await makeFixtures(stack, owner) };
  });
  owners.push(...(await Promise.all(furnished)));
});
afterAll(() => stack.close());

type Answered = { status: number; fault?: string };

/** Sends a request with the organization's ids instead of the example's. Resolves with the answer, for a 5xx with the log. */
async function send(operation: Operation, asked: RandomRequest): Promise<Answered> {
  const { fixtures } = requireOwner(asked.about);
  const { id, body } = asked;
  const path =
    id === undefined
      ? pathOfFixtures(operation.path, fixtures)
      : operation.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(id));
  const search = new URLSearchParams(asked.query);
  const sent = body === undefined ? undefined : isUpload(operation) ? toForm(body) : withFixtures(body, fixtures);
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
      : await stack.api(`${path}?${search}`, { ...(operation.isPublic ? {} : requireOwner(asked.as).owner), ...init });
  if (answer.status < 500) {
    await answer.body?.cancel();
    return { status: answer.status };
  }
  const requestId = answer.headers.get("x-request-id") ?? "";
  const logged = stack.logs().filter(({ message }) => message.includes(requestId));
  const fault = [`${answer.status} ${await answer.text()}`, ...logged.map(({ message }) => message)].join("\n");
  return { status: answer.status, fault };
}

/** Sends it as Vapi does, with the secret of one organization to the address of another. */
async function tell(as: Organization, about: Organization, { headers, ...init }: ApiInit & { headers: object }) {
  const masterSecret = stack.secrets.vapiWebhookSecret;
  const server = (orgId: string) => vapiServer({ publicApiUrl: stack.urls.api, masterSecret, orgId });
  const [mine, theirs] = await Promise.all([server(as.organizationId), server(about.organizationId)]);
  const { pathname, search } = new URL(theirs.url);
  return stack.api(`${pathname}${search}`, { ...init, headers: { ...headers, ...mine.headers } });
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

function withFixtures(body: string, fixtures: Fixtures): string {
  try {
    return JSON.stringify(bodyOfFixtures(JSON.parse(body), fixtures));
  } catch {
    return body;
  }
}

/** Sends all requests of an operation. Resolves with the count of each status, and the wrong answers. */
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
  it("answers below 500 to any request", { timeout: 120_000 + REQUESTS_EACH * 200 }, async () => {
    const { statuses, faults } = await ask(operation);
    expect(faults).toEqual([]);
    // If all requests were refused by a first check or a limit, the test would prove nothing about the rest.
    expect(statuses.get(429) ?? 0).toBeLessThan(REQUESTS_EACH / 2);
    const taken = [...statuses].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0);
    const isExpected = REQUESTS_EACH >= ENOUGH && MAY_NEVER_BE_TAKEN[operation.operationId] === undefined;
    if (isExpected) expect(taken).toBeGreaterThan(0);
  });
});
