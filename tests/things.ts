import { vi } from "vitest";
import type { House, Organization } from "./house.ts";
import { fillPath } from "./operations.ts";

/** Name of a resource in an address (`assistants`) → the id of one in the owner's organization, or the key of one that all have. */
export type Things = ReadonlyMap<string, string>;

type Json = Record<string, unknown>;
type Send = (path: string, json: Json) => Promise<Json>;

/** One of each resource that the API has addresses of: a new resource gets its line in a maker here. */
export async function makeThings(house: House, owner: Organization): Promise<Things> {
  const things = new Map<string, string>();
  const create: Send = async (path, json) => {
    const answer = await house.api(path, { ...owner, method: "POST", json });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Json;
  };
  const make = async (name: string, path: string, json: Json) => {
    things.set(name, String((await create(path, json))["id"]));
  };

  await make("assistants", "/v1/assistants", { name: "Accueil", recordingEnabled: true });
  things.set("templates", "doctor");
  await make("squads", "/v1/squads", { name: "Équipe", members: [{ assistantId: things.get("assistants") }] });
  await make("invitations", "/v1/organization/invitations", { email: "camille@cabinet.example", role: "viewer" });
  await make("api-keys", "/v1/api-keys", { name: "Zapier", role: "member" });
  things.set("members", (await house.newMember(owner.organizationId, "member")).user.id);
  const endCall = { name: "raccrocher", description: "Raccroche.", settings: { kind: "endCall" } };
  await make("functions", "/v1/functions", endCall);
  await make("workflows", "/v1/workflows", { name: "Accueil", ...SHORTEST });
  things.set("caller-messages", await takeMessage(house, owner.organizationId));
  await makeCall(house, owner, things, create);
  await makeNumber(house, create, things);
  await makeTestRun(create, things);
  await makeDelivery(house, owner, create, things);
  await make("knowledge-bases", "/v1/knowledge-bases", { name: "Questions des patients" });
  const form = new FormData();
  form.append("file", new File(["Le cabinet est ouvert le samedi."], "horaires.txt"));
  const file = await house.api("/v1/files", { ...owner, method: "POST", body: form });
  things.set("files", String(((await file.json()) as Json)["id"]));
  return things;
}

/** The shortest workflow without a fault. */
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

/** What a caller left; the API has no address that makes one. */
async function takeMessage(house: House, organizationId: string): Promise<string> {
  const [row] = await house.sql<{ id: string }>(
    "insert into caller_messages (org_id, tool_call_id, body) values ($1, 'call_1', 'Rappelez-moi') returning id",
    [organizationId],
  );
  return String(row?.id);
}

/** A call that is over, with a message and a recording. */
async function makeCall(house: House, owner: Organization, things: Map<string, string>, create: Send) {
  const created = await create("/v1/calls", {
    assistantId: things.get("assistants"),
    customer: { number: "+33612345678" },
  });
  const id = String(firstOf(created["items"])["id"]);
  things.set("calls", id);
  const read = async (path: string) => (await (await house.api(path, owner)).json()) as Json;
  const patience = { timeout: 15_000, interval: 200 };
  const message = await vi.waitFor(async () => firstOf((await read(`/v1/calls/${id}/messages`))["items"]), patience);
  things.set("messages", String(message["id"]));
  await vi.waitFor(async () => {
    if ((await read(`/v1/calls/${id}`))["hasRecording"] !== true) throw new Error("the call has no recording yet");
  }, patience);
}

/** A run of one test, with its one attempt. */
async function makeTestRun(create: Send, things: Map<string, string>) {
  const suite = String((await create("/v1/test-suites", { name: "Rendez-vous" }))["id"]);
  const script = "Vous voulez un rendez-vous mardi.";
  const rubrics = [{ text: "Un jour est convenu." }];
  const test = await create(`/v1/test-suites/${suite}/tests`, { name: "Mardi", script, rubrics });
  const run = await create(`/v1/test-suites/${suite}/runs`, { assistantId: things.get("assistants") });
  things.set("test-suites", suite).set("tests", String(test["id"])).set("runs", String(run["id"]));
  things.set("attempts", String(firstOf(run["results"])["id"]));
}

/** A webhook that hears of nothing but the ping that it got. */
async function makeDelivery(house: House, owner: Organization, create: Send, things: Map<string, string>) {
  const address = { url: `${house.urls.numbers}/nobody`, state: "disabled" };
  const webhook = String((await create("/v1/webhooks", address))["id"]);
  const ping = await house.api(`/v1/webhooks/${webhook}/ping`, { ...owner, method: "POST" });
  const delivery = String(((await ping.json()) as Json)["deliveryId"]);
  const kept = await house.api(`/v1/webhooks/${webhook}/deliveries/${delivery}`, owner);
  const event = String(((await kept.json()) as Json)["eventId"]);
  things.set("webhooks", webhook).set("deliveries", delivery).set("events", event);
}

async function makeNumber(house: House, create: Send, things: Map<string, string>) {
  const { accountSid, authToken } = house.numbers.accounts.twilio;
  const twilio = { provider: "twilio", name: "Twilio", accountSid, authToken };
  const credential = String((await create("/v1/telephony-credentials", twilio))["id"]);
  things.set("telephony-credentials", credential).set("credentials", credential);
  const ordered = { provider: "vapi", name: "Accueil", areaCode: "701" };
  things.set("phone-numbers", String((await create("/v1/phone-numbers/provision", ordered))["id"]));
}

function firstOf(items: unknown): Json {
  if (!Array.isArray(items) || items.length === 0) throw new Error("an empty list");
  return items[0] as Json;
}

/** The path of an operation with its ids: `{id}` is that of the resource before it, `{fileId}` that of a file. */
export function pathOfThings(path: string, things: Things): string {
  const segments = path.split("/");
  return fillPath(path, (parameter) => {
    if (!/^key$|(^i|I)d$/.test(parameter)) return "1";
    const resource = segments[segments.indexOf(`{${parameter}}`) - 1] ?? "";
    const id = things.get(pluralOf(parameter)) ?? things.get(resource);
    if (id === undefined) throw new Error(`There is no ${resource} yet: tests/things.ts makes one of each resource`);
    return id;
  });
}

/** The example, with its references to other things (`assistantId`, `fileIds`) led to these, however deep. */
export function bodyOfThings(example: unknown, things: Things): unknown {
  if (Array.isArray(example)) return example.map((item) => bodyOfThings(item, things));
  if (typeof example !== "object" || example === null) return example;
  return Object.fromEntries(
    Object.entries(example).map(([field, value]) => {
      const own = things.get(pluralOf(field.replace(/s$/, "")));
      if (own === undefined || !/Ids?$/.test(field)) return [field, bodyOfThings(value, things)];
      return [field, Array.isArray(value) ? value.map(() => own) : own];
    }),
  );
}

/** `knowledgeBaseId` → `knowledge-bases`. */
const pluralOf = (idField: string) =>
  `${idField.replace(/Id$/, "").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}s`;
