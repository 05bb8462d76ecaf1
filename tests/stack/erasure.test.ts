import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startReceiver, type Receiver } from "../receiver.ts";
import { startStack, type Organization, type Stack } from "../stack.ts";
import { createAssistant } from "./listener.ts";
import { textOfObjects } from "./stored-objects.ts";

// A caller who wants to be forgotten, in every store there is.
const PATIENCE = { timeout: 30_000, interval: 200 };
const NUMBER = "+33612009988";
const OTHER = "+33612009977";
/** In no other text of the stack. */
const SAID = "barquelonnette";

type Json = Record<string, unknown>;
type Listed = { items: { id: string; vapiCallId: string; customer: { number: string } }[] };

let stack: Stack;
let owner: Organization;
let receiver: Receiver;
/** A message that somebody wrote down by hand. */
let noted: Json;
let vapiAssistantId: string;

beforeAll(async () => {
  const vars = {
    "allokoli-calls": {
      MISSED_CALLS_EVERY_MS: "2000",
      LEAVE_ALONE_MS: "2000",
    },
    "allokoli-deliveries": { RETRY_PACE: "1" },
  };
  [stack, receiver] = await Promise.all([startStack({ vars }), startReceiver()]);
  stack.allowEgress(receiver.url);
  owner = await stack.newOrganization();
  const assistant = await createAssistant(stack, owner, { tools: [{ type: "takeMessage" }] });
  ({ vapiAssistantId } = assistant);
  await ask("POST", "/v1/webhooks", { url: `${receiver.url}/hook` });
  // What is waiting to be sent again has a body too.
  await ask("POST", "/v1/webhooks", { url: `${receiver.url}/broken` });
  receiver.answer("/broken", () => ({ status: 500 }));
  await ring(NUMBER, `Je voudrais une ${SAID}.`);
  await ring(OTHER, "Bonjour, êtes-vous ouverts samedi ?");
  const place = { assistantId: assistant.id, phoneNumberId: stack.vapi.phoneNumberId, customer: { number: NUMBER } };
  await ask("POST", "/v1/calls", place, { "idempotency-key": "rappel" });
  await vi.waitUntil(async () => (await reports()) === 3, PATIENCE);
  const { items } = (await ask("GET", `/v1/calls?number=${encodeURIComponent(NUMBER)}`)).body as { items: Json[] };
  noted = { callId: items[0]?.["id"], body: `Une ${SAID} à la main.` };
  await ask("POST", "/v1/caller-messages", noted, { "idempotency-key": "note" });
  await ask("POST", "/v1/blocked-numbers", { number: NUMBER, note: `Une ${SAID}` }, { "idempotency-key": "blocage" });
});
afterAll(async () => {
  await stack.close();
  await receiver.close();
});

async function ask(method: string, path: string, json?: unknown, headers?: Record<string, string>, who = owner) {
  const init = { ...who, method, ...(json !== undefined && { json }), ...(headers && { headers }) };
  const answer = await stack.api(path, init);
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Json };
}
const ring = (from: string, text: string) =>
  stack.vapi.ring({
    assistantId: vapiAssistantId,
    from,
    script: [
      { caller: text },
      {
        toolCall: { name: "take_message", arguments: { message: text, callerName: "Mme Barque" }, say: "C’est noté." },
      },
      { hangUp: true },
    ],
  });
const reports = async () => receiver.at("/hook").filter(({ body }) => body.type === "call.report").length;
const listed = async () => ((await ask("GET", "/v1/calls")).body as unknown as Listed).items;

/** The places in which each text is found: tables, objects, files, the Workers' log. The Workers are stopped meanwhile. */
async function placesOf(...texts: string[]): Promise<string[][]> {
  await stack.stopWorkers();
  const tables = await stack.sql<{ name: string }>(
    `select schemaname || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema', 'auth')`,
  );
  const objects = textOfObjects(stack);
  const files = globSync(join(stack.stateDir, "workers/r2/**/*")).filter((file) => statSync(file).isFile());
  const log = JSON.stringify(stack.logs());
  const found = texts.map(async (text) => {
    const places: string[] = [];
    for (const { name } of tables) {
      const counted = `select count(*)::int as count from ${name} t where position($1 in t::text) > 0`;
      const [row] = await stack.sql<{ count: number }>(counted, [text]);
      if (row?.count !== 0) places.push(name);
    }
    if (objects.includes(text)) places.push("objects");
    if (files.some((file) => readFileSync(file).includes(text))) places.push("files");
    if (log.includes(text)) places.push("log");
    return places;
  });
  const all = await Promise.all(found);
  await stack.startWorkers();
  return all;
}

describe("a caller who wants to be forgotten", () => {
  it("sees what there is of them", async () => {
    const { status, body } = await ask("GET", `/v1/callers/${encodeURIComponent("06 12 00 99 88")}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ number: NUMBER, nextCursor: null, questions: [] });
    expect(body["calls"]).toHaveLength(2);
    expect(JSON.stringify(body["calls"])).toContain(SAID);
    expect(JSON.stringify(body["callerMessages"])).toContain(SAID);
    expect(body["blocked"]).toMatchObject({ note: `Une ${SAID}`, answer: null });
    expect(JSON.stringify(body)).not.toContain(OTHER);
    const viewer = { ...owner, ...(await stack.newMember(owner.organizationId, "viewer")) };
    expect((await ask("GET", `/v1/callers/${NUMBER}`, undefined, {}, viewer)).status).toBe(403);
  });

  it("is erased by admins only, in their own organization only, and not while on the telephone", async () => {
    const member = { ...owner, ...(await stack.newMember(owner.organizationId, "member")) };
    expect((await ask("DELETE", `/v1/callers/${NUMBER}`, undefined, {}, member)).status).toBe(403);
    const theirs = await ask("DELETE", `/v1/callers/${NUMBER}`, undefined, {}, await stack.newOrganization());
    expect(theirs.body).toMatchObject({ calls: 0, messages: 0, events: 0 });
    expect(await listed()).toHaveLength(3);
    expect((await ask("DELETE", "/v1/callers/personne")).status).toBe(422);
    const rung = await stack.vapi.ring({
      assistantId: vapiAssistantId,
      from: "+33612009966",
      script: [{ stay: true }],
    });
    await vi.waitFor(async () => expect(await listed()).toHaveLength(4), PATIENCE);
    expect((await ask("DELETE", "/v1/callers/+33612009966")).status).toBe(409);
    await stack.vapi.api(`/call/${String(rung["id"])}`, { method: "DELETE" });
  });

  it("has no message that somebody noted in the same moment", async () => {
    const [call] = await stack.sql<{ id: string }>(
      `insert into calls (org_id, direction, status, customer_number) values ($1, 'inbound', 'ended', $2) returning id`,
      [owner.organizationId, "+33612009955"],
    );
    const note = (index: number) =>
      ask("POST", "/v1/caller-messages", { callId: call?.id, body: `Rappeler ${index}.` });
    const [erased, ...tried] = await Promise.all([
      ask("DELETE", "/v1/callers/+33612009955"),
      ...Array.from({ length: 8 }, (_, index) => note(index)),
    ]);
    expect(erased.status).toBe(202);
    for (const { status } of tried) expect([201, 422]).toContain(status);
    const left = await stack.sql("select id from caller_messages where caller_number = $1", ["+33612009955"]);
    expect(left).toEqual([]);
  });

  it("is nowhere any more, and the others are as they were", async () => {
    // Otherwise this would find nothing for another reason.
    expect((await ask("POST", "/v1/caller-messages", noted, { "idempotency-key": "note" })).status).toBe(201);
    const [ofNumber, ofWords] = await placesOf(NUMBER, SAID);
    for (const place of [
      "public.calls",
      "public.events",
      "public.idempotency_keys",
      "public.blocked_numbers",
      "objects",
    ])
      expect(ofNumber).toContain(place);
    for (const place of ["public.calls", "public.messages", "public.caller_messages", "public.events", "objects"])
      expect(ofWords).toContain(place);
    const before = (await listed()).filter(({ customer }) => customer.number === NUMBER);
    const left = (await ask("GET", `/v1/callers/${NUMBER}`)).body["callerMessages"] as unknown[];
    const { status, body } = await ask("DELETE", `/v1/callers/${NUMBER}`);
    expect(status).toBe(202);
    expect(body).toMatchObject({ ending: "88", calls: 2, messages: left.length });
    expect((await listed()).map(({ customer }) => customer.number)).not.toContain(NUMBER);
    await vi.waitFor(async () => {
      expect((await ask("GET", `/v1/erasures/${String(body["id"])}`)).body).toMatchObject({ remaining: 0, calls: 2 });
    }, PATIENCE);
    for (const { vapiCallId } of before) expect((await stack.vapi.api(`/call/${vapiCallId}`)).status).toBe(404);
    // What was on its way when the caller was erased may arrive a moment later.
    await vi.waitFor(async () => expect(await placesOf(NUMBER, SAID)).toEqual([[], []]), {
      timeout: 90_000,
      interval: 2_000,
    });
    const [others] = await placesOf("êtes-vous ouverts samedi");
    expect(others).toEqual(expect.arrayContaining(["public.messages", "objects"]));
    const again = { assistantId: "x", phoneNumberId: stack.vapi.phoneNumberId, customer: { number: NUMBER } };
    expect((await ask("POST", "/v1/calls", again, { "idempotency-key": "rappel" })).status).not.toBe(201);
    const repeated = await ask("POST", "/v1/caller-messages", noted, { "idempotency-key": "note" });
    expect(repeated).toMatchObject({ status: 404, body: { code: "not_found" } });
    const { items } = (await ask("GET", "/v1/logs?action=caller.erased")).body as { items: unknown[] };
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items)).not.toContain("0099");
  });
});

describe("an organization that keeps calls for a month", () => {
  it("has older ones removed, at the voice provider too", async () => {
    const [kept] = await listed();
    await stack.sql("update calls set created_at = now() - interval '31 days' where id = $1", [kept?.id]);
    expect((await ask("PATCH", "/v1/organization", { keepsCallsDays: 29 })).status).toBe(422);
    expect((await ask("PATCH", "/v1/organization", { keepsCallsDays: 30 })).body).toMatchObject({ keepsCallsDays: 30 });
    await vi.waitFor(async () => {
      expect((await listed()).map(({ id }) => id)).not.toContain(kept?.id);
      expect((await stack.vapi.api(`/call/${kept?.vapiCallId}`)).status).toBe(404);
      expect(await stack.sql("select 1 from calls where id = $1", [kept?.id])).toEqual([]);
    }, PATIENCE);
  });
});

describe("an export of the organization", () => {
  it("has a line for each thing, and is an owner's", async () => {
    const admin = await stack.newMember(owner.organizationId, "admin");
    expect((await stack.api("/v1/organization/export", { ...owner, token: admin.token })).status).toBe(403);
    const answer = await stack.api("/v1/organization/export", owner);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
    const kinds = (await answer.text())
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(new Set(kinds)).toEqual(
      expect.objectContaining(new Set(["organization", "member", "assistant", "call", "caller-message", "log-entry"])),
    );
  });
});
