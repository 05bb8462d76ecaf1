import { vi } from "vitest";
import type { Stack, Organization } from "./stack.ts";
import { fillPath } from "./operations.ts";

/** Name of a resource in an address (`assistants`) → the id of one in the owner's organization, or the key of a shared one. */
export type Fixtures = ReadonlyMap<string, string>;

type Json = Record<string, unknown>;
type Send = (path: string, json: Json) => Promise<Json>;
type SendAny = (method: string, path: string, json: Json) => Promise<void>;

/** One of each resource with an address in the API. A new resource needs a line in one of these functions. */
export async function makeFixtures(stack: Stack, owner: Organization): Promise<Fixtures> {
  const fixtures = new Map<string, string>();
  const create: Send = async (path, json) => {
    const answer = await stack.api(path, { ...owner, method: "POST", json });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Json;
  };
  const send: SendAny = async (method, path, json) => {
    const answer = await stack.api(path, { ...owner, method, json });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const make = async (name: string, path: string, json: Json) => {
    fixtures.set(name, String((await create(path, json))["id"]));
  };

  await make("assistants", "/v1/assistants", { name: "Accueil", recordingEnabled: true });
  fixtures.set("templates", "doctor");
  await make("squads", "/v1/squads", { name: "Équipe", members: [{ assistantId: fixtures.get("assistants") }] });
  await make("invitations", "/v1/organization/invitations", {
    email: `camille-${owner.organizationId}@cabinet.example`,
    role: "viewer",
  });
  await make("api-keys", "/v1/api-keys", { name: "Zapier", role: "member" });
  fixtures.set("members", (await stack.newMember(owner.organizationId, "member")).user.id);
  // The kind with a secret.
  const settings = { kind: "function", server: { url: `${stack.urls.numbers}/nobody` } };
  await make("functions", "/v1/functions", { name: "demander", description: "Demande au serveur.", settings });
  await make("workflows", "/v1/workflows", { name: "Accueil", ...SHORTEST });
  fixtures.set("caller-messages", await takeMessage(stack, owner.organizationId));
  fixtures.set("journal-days", await closeDay(stack, owner.organizationId));
  await makeCall(stack, owner, fixtures, create);
  await stack.sql(
    `insert into function_calls (id, org_id, function_id, vapi_call_id, outcome, status, duration_ms)
     select gen_random_uuid(), org_id, $2, vapi_call_id, 'bad_status', 503, 412 from calls where id = $1`,
    [fixtures.get("calls"), fixtures.get("functions")],
  );
  await makeNumber(stack, create, fixtures);
  await make("blocked-numbers", "/v1/blocked-numbers", { number: "+33948123400" });
  await makeTestRun(create, send, fixtures);
  await makeDelivery(stack, owner, create, fixtures);
  await make("knowledge-bases", "/v1/knowledge-bases", { name: "Questions des patients" });
  fixtures.set("questions", await askBase(stack, owner.organizationId, fixtures.get("knowledge-bases")));
  const form = new FormData();
  form.append("file", new File(["Le cabinet est ouvert le samedi."], "horaires.txt"));
  const file = await stack.api("/v1/files", { ...owner, method: "POST", body: form });
  fixtures.set("files", String(((await file.json()) as Json)["id"]));
  await makeDrafts(send, fixtures);
  fixtures.set("organizations", owner.organizationId);
  fixtures.set("numbers", "+33612345678");
  const erasure = await stack.api("/v1/callers/+33611110198", { ...owner, method: "DELETE" });
  fixtures.set("erasures", String(((await erasure.json()) as Json)["id"]));
  return fixtures;
}

/** A draft of each that can have one, and what a squad and a workflow were before. */
async function makeDrafts(send: SendAny, fixtures: Fixtures): Promise<void> {
  for (const [kind, name] of [
    ["squads", "Équipe"],
    ["workflows", "Accueil"],
  ] as const) {
    const path = `/v1/${kind}/${fixtures.get(kind)}`;
    await send("PATCH", path, { name: `${name} d’avant` });
    await send("PATCH", path, { name });
  }
  for (const kind of ["assistants", "squads", "workflows"])
    await send("PUT", `/v1/${kind}/${fixtures.get(kind)}/draft`, { name: "Accueil du cabinet" });
}

/** The shortest valid workflow. */
export const SHORTEST = {
  nodes: [
    { id: "start", kind: "start", name: "Début" },
    { id: "talk", kind: "conversation", name: "Accueil", prompt: "Demande le motif de l'appel." },
    { id: "end", kind: "end", name: "Fin" },
  ],
  edges: [
    { id: "first", from: "start", to: "talk" },
    { id: "last", from: "talk", to: "end" },
  ],
};

/** A caller's message; the API has no address that creates one. */
async function takeMessage(stack: Stack, organizationId: string): Promise<string> {
  const [row] = await stack.sql<{ id: string }>(
    "insert into caller_messages (org_id, tool_call_id, body) values ($1, 'call_1', 'Rappelez-moi') returning id",
    [organizationId],
  );
  return String(row?.id);
}

/** What a caller asked a knowledge base; calls alone make one. */
async function askBase(stack: Stack, organizationId: string, baseId: string | undefined): Promise<string> {
  const [row] = await stack.sql<{ id: string }>(
    `insert into knowledge_questions (id, org_id, knowledge_base_id, vapi_call_id, text, found)
     values (gen_random_uuid(), $1, $2, 'call', 'Où se garer ?', false) returning id`,
    [organizationId, baseId],
  );
  return String(row?.id);
}

/** A day of the journal that is over; the watch closes one after midnight. */
async function closeDay(stack: Stack, organizationId: string): Promise<string> {
  const [row] = await stack.sql<{ id: string }>(
    `insert into journal_days (org_id, until, calls, previous_hash, hash)
     values ($1, now() - interval '1 day', 0, repeat('0', 64), repeat('1', 64)) returning id`,
    [organizationId],
  );
  return String(row?.id);
}

/** A call that has ended, with a message and a recording. */
async function makeCall(stack: Stack, owner: Organization, fixtures: Map<string, string>, create: Send) {
  const created = await create("/v1/calls", {
    assistantId: fixtures.get("assistants"),
    customer: { number: "+33612345678" },
  });
  const id = String(firstOf(created["items"])["id"]);
  fixtures.set("calls", id);
  const read = async (path: string) => (await (await stack.api(path, owner)).json()) as Json;
  const patience = { timeout: 90_000, interval: 200 };
  const message = await vi.waitFor(async () => firstOf((await read(`/v1/calls/${id}/messages`))["items"]), patience);
  fixtures.set("messages", String(message["id"]));
  await vi.waitFor(async () => {
    if ((await read(`/v1/calls/${id}`))["hasRecording"] !== true) throw new Error("the call has no recording yet");
  }, patience);
}

/** A run of one test, with its one attempt. */
async function makeTestRun(create: Send, send: SendAny, fixtures: Map<string, string>) {
  const suite = String((await create("/v1/test-suites", { name: "Rendez-vous" }))["id"]);
  const script = "Vous voulez un rendez-vous mardi.";
  const rubrics = [{ text: "Un jour est convenu." }];
  const test = await create(`/v1/test-suites/${suite}/tests`, { name: "Mardi", script, rubrics });
  const run = await create(`/v1/test-suites/${suite}/runs`, { assistantId: fixtures.get("assistants") });
  fixtures.set("test-suites", suite).set("tests", String(test["id"])).set("runs", String(run["id"]));
  fixtures.set("attempts", String(firstOf(run["results"])["id"]));
  await send("PUT", `/v1/test-suites/${suite}/schedule`, { assistantId: fixtures.get("assistants"), hour: 3 });
}

/** A webhook that gets no event except a ping. */
async function makeDelivery(stack: Stack, owner: Organization, create: Send, fixtures: Map<string, string>) {
  const address = { url: `${stack.urls.numbers}/nobody`, state: "disabled" };
  const webhook = String((await create("/v1/webhooks", address))["id"]);
  const ping = await stack.api(`/v1/webhooks/${webhook}/ping`, { ...owner, method: "POST" });
  const delivery = String(((await ping.json()) as Json)["deliveryId"]);
  const kept = await stack.api(`/v1/webhooks/${webhook}/deliveries/${delivery}`, owner);
  const event = String(((await kept.json()) as Json)["eventId"]);
  fixtures.set("webhooks", webhook).set("deliveries", delivery).set("events", event);
}

async function makeNumber(stack: Stack, create: Send, fixtures: Map<string, string>) {
  const { accountSid, authToken } = stack.numbers.accounts.twilio;
  const twilio = { provider: "twilio", name: "Twilio", accountSid, authToken };
  const credential = String((await create("/v1/telephony-credentials", twilio))["id"]);
  fixtures.set("telephony-credentials", credential).set("credentials", credential);
  const ordered = { provider: "vapi", name: "Accueil", areaCode: "701" };
  fixtures.set("phone-numbers", String((await create("/v1/phone-numbers/provision", ordered))["id"]));
}

function firstOf(items: unknown): Json {
  if (!Array.isArray(items) || items.length === 0) throw new Error("an empty list");
  return items[0] as Json;
}

/** The path of an operation with ids: `{id}` is that of the resource before it, `{fileId}` that of a file. */
export function pathOfFixtures(path: string, fixtures: Fixtures): string {
  const segments = path.split("/");
  return fillPath(path, (parameter) => {
    if (parameter === "number") return fixtures.get("numbers") ?? "";
    if (!/^key$|(^i|I)d$/.test(parameter)) return "1";
    const resource = segments[segments.indexOf(`{${parameter}}`) - 1] ?? "";
    const id = fixtures.get(pluralOf(parameter)) ?? fixtures.get(resource);
    if (id === undefined) throw new Error(`There is no ${resource} yet: tests/fixtures.ts makes one of each resource`);
    return id;
  });
}

/** The example with its references (`assistantId`, `fileIds`) replaced by the fixtures' ids, at every depth. */
export function bodyOfFixtures(example: unknown, fixtures: Fixtures): unknown {
  if (Array.isArray(example)) return example.map((item) => bodyOfFixtures(item, fixtures));
  if (typeof example !== "object" || example === null) return example;
  return Object.fromEntries(
    Object.entries(example).map(([field, value]) => {
      const own = fixtures.get(pluralOf(field.replace(/s$/, "")));
      if (own === undefined || !/Ids?$/.test(field)) return [field, bodyOfFixtures(value, fixtures)];
      return [field, Array.isArray(value) ? value.map(() => own) : own];
    }),
  );
}

/** `knowledgeBaseId` → `knowledge-bases`. */
const pluralOf = (idField: string) =>
  `${idField.replace(/Id$/, "").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}s`;
