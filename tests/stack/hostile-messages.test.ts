import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant, listen, type Listener } from "./listener.ts";
import { factsOf, MESSAGE_TYPES, OWN_FIELDS, send, toldOf, valueAt, withValue, type Message } from "./vapi-messages.ts";

/** Words that occur only in the victim's calls and its assistant's prompt. */
const SECRETS = ["lanterne", "boussole", "grenier"];
const secretsIn = (text: string) => SECRETS.filter((word) => text.toLowerCase().includes(word));
const WAIT = { timeout: 30_000, interval: 50 };
const AT_ONCE = 12;

type Call = { id: string; vapiCallId: string; status: string };
type Tenant = Organization & {
  assistant: { id: string; vapiAssistantId: string };
  /** A live inbound call, a live outbound one, one that has ended, one that is scheduled. */
  calls: Record<"inbound" | "outbound" | "ended" | "scheduled", Call>;
};

let stack: Stack;
let victim: Tenant;
let hostile: Tenant;
let streams: Listener[];

beforeAll(async () => {
  // Short intervals, so that each room asks Vapi again and again during the hostile messages.
  stack = await startStack({
    vars: {
      "allokoli-calls": {
        RECONCILE_AFTER_MS: "400",
        REPORT_AFTER_MS: "400",
      },
    },
  });
  victim = await open({ says: "Le mot est lanterne.", knows: "boussole", hears: "Au grenier ?" });
  hostile = await open(HOSTILE);
  streams = await Promise.all(
    [
      "/v1/calls/live",
      `/v1/calls/${hostile.calls.inbound.id}/listen`,
      `/v1/calls/${hostile.calls.outbound.id}/listen`,
    ].map((path) => listen(stack, path, hostile)),
  );
});
afterAll(async () => {
  for (const stream of streams) stream.cut();
  await stack.close();
});

type Words = Record<"says" | "knows" | "hears", string>;
const HOSTILE: Words = { says: "Bonjour.", knows: "rien", hears: "Allô ?" };
let lines = 100;
/** A number that was not called yet. */
const newNumber = () => `+33611110${(lines += 1)}`;

/** An organization with a call of each kind. */
async function open({ says, knows, hears }: Words): Promise<Tenant> {
  const owner = await stack.newOrganization();
  const assistant = await createAssistant(stack, owner, {
    firstMessage: says,
    systemPrompt: `Le mot de passe est ${knows}.`,
    recordingEnabled: true,
  });
  return { ...owner, assistant, calls: await openCalls(owner, assistant, { says, hears }) };
}

async function openCalls(
  owner: Organization,
  assistant: Tenant["assistant"],
  { says, hears }: Pick<Words, "says" | "hears">,
): Promise<Tenant["calls"]> {
  const short = [{ caller: hears, assistant: says }, { hangUp: true }];
  const long = [{ caller: "Bonjour.", assistant: says }, { stay: true }];
  const from = newNumber();
  await stack.vapi.ring({ assistantId: assistant.vapiAssistantId, from, script: long });
  const [inbound, outbound, ended, scheduled] = await Promise.all([
    find(owner, from, "in-progress"),
    place(owner, assistant, "in-progress", long),
    place(owner, assistant, "ended", short),
    place(owner, assistant, "scheduled", short, { schedule: { earliestAt: "2099-01-01T09:00:00Z" } }),
  ]);
  return { inbound, outbound, ended, scheduled };
}

async function place(
  owner: Organization,
  assistant: Tenant["assistant"],
  status: string,
  script: unknown[],
  more: Record<string, unknown> = {},
): Promise<Call> {
  const number = newNumber();
  await stack.vapi.knob("POST", "/scripts", { customerNumber: number, script });
  const json = { assistantId: assistant.id, customer: { number }, ...more };
  const answer = await stack.api("/v1/calls", { ...owner, method: "POST", json });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return find(owner, number, status);
}

const find = (owner: Organization, number: string, status: string): Promise<Call> =>
  vi.waitFor(async () => {
    const [found] = await stack.sql<Call>(
      `select id, vapi_call_id as "vapiCallId", status from calls where org_id = $1 and customer_number = $2 and status = $3`,
      [owner.organizationId, number, status],
    );
    if (typeof found?.vapiCallId !== "string") throw new Error(`no call ${status} with ${number}`);
    return found;
  }, WAIT);

/** Calls that no forgery has touched yet. */
async function renewCalls(): Promise<void> {
  const { inbound, outbound } = hostile.calls;
  for (const { vapiCallId } of [inbound, outbound])
    await stack.vapi.knob("POST", `/calls/${vapiCallId}/hangup`).catch(() => undefined);
  // It may damage its own data: calls that its forged messages keep open may use up its lines.
  await stack.sql("update calls set status = 'ended' where org_id = $1 and status not in ('ended', 'scheduled')", [
    hostile.organizationId,
  ]);
  hostile = { ...hostile, calls: await openCalls(hostile, hostile.assistant, HOSTILE) };
}

const callsOf = ({ calls }: Tenant) => Object.values(calls);

/** The victim's data in requests to Vapi: its calls may be requested, and nothing more. */
async function requireUntouched(): Promise<void> {
  const ids = [...callsOf(victim).map(({ vapiCallId }) => vapiCallId), victim.assistant.vapiAssistantId];
  const touching = (await stack.vapi.requests()).filter((request) => {
    const isAbout = ids.some((id) => JSON.stringify([request.path, request.body ?? null]).includes(id));
    const isQuestion = request.method === "GET" && /^\/(call|assistant)\/[0-9a-f-]{36}$/.test(request.path);
    return isAbout && !isQuestion;
  });
  expect(touching).toEqual([]);
  await stack.vapi.knob("DELETE", "/requests");
}

/** All that the hostile organization can read: its rows in every table, its answers, its streams. */
async function readAll(): Promise<string> {
  const tables = await stack.sql<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'org_id'",
  );
  const rows = await Promise.all(
    tables.map(({ name }) => stack.sql(`select t from "${name}" t where org_id = $1`, [hostile.organizationId])),
  );
  const answers = await Promise.all(
    ["/v1/calls?limit=100", "/v1/events?limit=100", "/v1/logs?limit=100"].map(async (path) =>
      (await stack.api(path, hostile)).text(),
    ),
  );
  return JSON.stringify([rows, answers, streams.map(({ heard }) => heard)]);
}

const requireNothingHeard = async () => expect(secretsIn(await readAll())).toEqual([]);

/** Without the victim's secrets, which the hostile organization does not know and cannot send. */
const withoutSecrets = (message: Message): Message =>
  JSON.parse(JSON.stringify(message), (_, value: unknown) =>
    typeof value === "string" && secretsIn(value).length > 0 ? "…" : value,
  ) as Message;

/**
 * Messages of `type`, each with one fact about a call of the victim and nothing else that could contradict it: one for
 * every fact that Vapi tells of that call, and one with all of them.
 */
async function forgedOf(type: string, { vapiCallId }: Call): Promise<Message[]> {
  const told = await toldOf(stack, vapiCallId);
  const call = (await (await stack.vapi.api(`/call/${vapiCallId}`)).json()) as Message;
  // A scheduled call has no messages yet: Vapi's call object is used instead.
  const source: Message = { ...(told.get(type) ?? told.get("status-update")), call };
  const base = { ...OWN_FIELDS[type], type, timestamp: Date.now() };
  const each = factsOf(source).map((path) => withValue(base, path, valueAt(source, path)));
  return [...each, { ...source, ...base }].map(withoutSecrets);
}

const isNaming = (message: Message) => valueAt(message, ["call", "id"]) !== undefined;

/** Send all of them to the hostile organization's own call, and to none. */
async function forge(type: string, own: Call, of: Call): Promise<string[]> {
  const answers: string[] = [];
  // A message without a call's address and without Vapi's id is about no call.
  const waiting = (await forgedOf(type, of)).flatMap((message) =>
    [own.id, ...(isNaming(message) ? [undefined] : [])].map((address) => ({ message, address })),
  );
  expect(waiting.length).toBeGreaterThan(30);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        answers.push(await send(stack, hostile, next.message, next.address));
    }),
  );
  return answers;
}

/** Waits until the rooms of the hostile organization's live calls have asked Vapi about them since the last forgery. */
const untilLooked = () =>
  vi.waitFor(
    async () => {
      const looked = await stack.vapi.requests({ method: "GET", path: "/call/" });
      for (const { vapiCallId } of [hostile.calls.inbound, hostile.calls.outbound])
        expect(looked.filter(({ path }) => path === `/call/${vapiCallId}`).length).toBeGreaterThan(1);
    },
    { timeout: 30_000, interval: 100 },
  );

/** Try every action of the API on a call. */
async function actOn(id: string): Promise<void> {
  tried.add(id);
  const act = (method: string, path: string, json?: unknown) =>
    stack.api(`/v1/calls/${id}${path}`, { ...hostile, method, ...(json !== undefined && { json }) });
  await act("POST", "/messages", { action: "say", text: "Je suis dans votre appel." });
  const recording = await act("GET", "/recording");
  expect(callsOf(victim).some((call) => call.id === id) && recording.ok).toBe(false);
  await recording.body?.cancel();
  await act("PATCH", "", { name: "pris" });
  await act("POST", "/end");
  await act("DELETE", "");
}

/** The calls of the hostile organization on which it has not acted yet. */
async function idsToTry(): Promise<string[]> {
  const rows = await stack.sql<{ id: string }>("select id from calls where org_id = $1", [hostile.organizationId]);
  return rows.map(({ id }) => id).filter((id) => !tried.has(id));
}
const tried = new Set<string>();

const ENDING = new Set(["end-of-call-report", "call.deleted"]);

describe("an organization that knows its own secret and a victim's ids", () => {
  it.each(Object.keys(OWN_FIELDS).map((type, turn) => ({ type, turn })))(
    "changes nothing of the victim's and hears nothing, whatever fact of $type it forges",
    async ({ type, turn }) => {
      await renewCalls();
      await stack.vapi.knob("DELETE", "/requests");
      const theirs = callsOf(victim);
      const pairs = callsOf(hostile).map((own, index) => ({ own, of: theirs[(index + turn) % theirs.length] ?? own }));
      const answers = await Promise.all(pairs.map(({ own, of }) => forge(type, own, of)));
      expect(secretsIn(JSON.stringify(answers))).toEqual([]);
      if (!ENDING.has(type)) await untilLooked();
      await requireNothingHeard();
      for (const id of await idsToTry()) await actOn(id);
      await requireUntouched();
      await requireNothingHeard();
    },
    120_000,
  );

  it.each(MESSAGE_TYPES.filter((type) => !(type in OWN_FIELDS)))("moves nothing with %s", async (type) => {
    await stack.vapi.knob("DELETE", "/requests");
    const answers = await forge(type, hostile.calls.inbound, victim.calls.inbound);
    expect(secretsIn(JSON.stringify(answers))).toEqual([]);
    await requireUntouched();
    await requireNothingHeard();
  });

  it("has no access to a call by the victim's ids either", async () => {
    await stack.vapi.knob("DELETE", "/requests");
    for (const { id, vapiCallId } of callsOf(victim)) for (const known of new Set([id, vapiCallId])) await actOn(known);
    await requireUntouched();
  });

  it("causes one or two requests to Vapi for an id, however often it sends it", async () => {
    const { vapiCallId } = victim.calls.ended;
    await stack.vapi.knob("DELETE", "/requests");
    const told = await toldOf(stack, vapiCallId);
    const message = withoutSecrets(told.get("status-update") ?? {});
    const unaddressed = withValue(message, ["call"], { id: vapiCallId, type: "inboundPhoneCall" });
    for (let times = 0; times < 30; times += 1) await send(stack, hostile, unaddressed);
    const asked = await stack.vapi.requests({ method: "GET", path: `/call/${vapiCallId}` });
    expect(asked.length).toBeLessThanOrEqual(2);
    const refusals = stack
      .logs()
      .filter(({ message }) => message.includes("another organization") && message.includes(hostile.organizationId));
    expect(refusals.length).toBeGreaterThan(0);
  });

  it("does not affect the victim's calls: they go on, are ended, and are complete in the history", async () => {
    const mine = async (id: string) =>
      (await (await stack.api(`/v1/calls/${id}`, victim)).json()) as Call & { hasRecording: boolean };
    for (const call of [victim.calls.inbound, victim.calls.outbound]) {
      expect(await mine(call.id)).toMatchObject({ status: "in-progress", vapiCallId: call.vapiCallId });
      expect((await stack.api(`/v1/calls/${call.id}/end`, { ...victim, method: "POST" })).status).toBe(202);
      await vi.waitFor(async () => expect(await mine(call.id)).toMatchObject({ status: "ended" }), WAIT);
    }
    expect(await mine(victim.calls.scheduled.id)).toMatchObject({ status: "scheduled" });
    const { ended } = victim.calls;
    await vi.waitFor(async () => expect((await mine(ended.id)).hasRecording).toBe(true), WAIT);
    expect((await stack.api(`/v1/calls/${ended.id}/recording`, victim)).status).toBe(200);
    const { items } = (await (await stack.api("/v1/calls?limit=100", victim)).json()) as { items: Call[] };
    expect(items.map(({ id }) => id).toSorted()).toEqual(
      callsOf(victim)
        .map(({ id }) => id)
        .toSorted(),
    );
  });
});
