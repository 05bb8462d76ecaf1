import { organizationSecret } from "@allokoli/shared/crypto/hmac";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ToolCallRequest } from "../../services/assistants/src/own-functions/contract.ts";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { listSchemas, sentBody } from "../operations.ts";
import { isSigned, startReceiver, type Received, type Receiver } from "../receiver.ts";
import { differences } from "../shape.ts";
import { openTelephony, PATIENCE } from "./telephony-api.ts";

// Vapi sends a tool server the whole call, with our secrets. So Vapi never gets a tenant's address: we call the server.
type Json = Record<string, unknown>;
const PROMPT = "Tu es la secrétaire du cabinet Moreau, et voici ce que personne ne doit lire.";
const RDV_KEY = "cle-du-rendez-vous-0f3c9a7b";
const STOCK_KEY = "cle-du-stock-e2d14c58be77";
const PARAMETERS = { type: "object", properties: { jour: { type: "string" } }, required: ["jour"] };

let stack: Stack;
let owner: Organization;
let outsider: Organization;
/** The organization's own servers. */
let servers: Receiver;
let made: { rdv: Json; stock: Json; assistant: Json; workflow: Json; theirs: Json };
let number: { id: string; vapiPhoneNumberId: string };
let inlineSecret: string;

beforeAll(async () => {
  servers = await startReceiver();
  stack = await startStack();
  stack.allowEgress(servers.url);
  [owner, outsider] = await Promise.all([stack.newOrganization(), stack.newOrganization()]);
  const telephony = openTelephony(stack, owner);
  const { answer } = await telephony.order("twilio");
  number = await telephony.active(answer.body.id);
  const [rdv, stock] = [await toolServer("rdv", RDV_KEY), await toolServer("stock", STOCK_KEY)];
  const address = await make("/v1/functions", {
    name: "adresse",
    description: "Une adresse",
    settings: {
      kind: "apiRequest",
      method: "POST",
      url: `${servers.url}/adresse`,
      headers: [{ name: "Authorization", value: `Bearer ${RDV_KEY}` }],
      parameters: PARAMETERS,
    },
  });
  const assistant = await make("/v1/assistants", {
    name: "Accueil",
    systemPrompt: PROMPT,
    functionIds: [rdv["id"], stock["id"], address["id"]],
    tools: [inlineTool("au_comptoir")],
  });
  const workflow = await make("/v1/workflows", { name: "Agenda", ...graph() });
  const theirs = await make("/v1/assistants", { name: "Voisin", tools: [inlineTool("voisin")] }, outsider);
  made = { rdv, stock, assistant, workflow, theirs };
  inlineSecret = String((await make(`/v1/assistants/${String(assistant["id"])}/rotate-secret`, undefined))["secret"]);
  for (const path of ["/rdv", "/stock", "/au_comptoir", "/adresse", "/agenda/lundi", "/voisin"]) {
    servers.answer(path, () => ({ status: 200, body: '{"result":"Mardi à 9 h"}' }));
  }
});
afterAll(async () => {
  await stack.close();
  await servers.close();
});

async function make(path: string, json: Json | undefined, as = owner): Promise<Json> {
  const answer = await stack.api(path, { ...as, method: "POST", ...(json !== undefined && { json }) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Json;
}
const toolServer = (name: string, key: string) =>
  make("/v1/functions", {
    name,
    description: "Demande au serveur",
    settings: {
      kind: "function",
      parameters: PARAMETERS,
      server: { url: `${servers.url}/${name}`, headers: [{ name: "X-Key", value: key }] },
    },
  });
const inlineTool = (name: string) => ({
  type: "function",
  name,
  description: "Demande au serveur",
  parameters: PARAMETERS,
  reply: { serverUrl: `${servers.url}/${name}` },
});
const graph = () => ({
  nodes: [
    { id: "debut", kind: "start", name: "Début" },
    {
      id: "accueil",
      kind: "conversation",
      name: "Accueil",
      prompt: "Demande quel jour.",
      variables: [{ name: "jour", type: "string", description: "Le jour" }],
    },
    { id: "agenda", kind: "apiRequest", name: "Agenda", method: "POST", url: `${servers.url}/agenda/{{jour}}` },
    { id: "fin", kind: "end", name: "Fin" },
  ],
  edges: [
    { id: "e1", from: "debut", to: "accueil" },
    { id: "e2", from: "accueil", to: "agenda" },
    { id: "e3", from: "agenda", to: "fin" },
  ],
});

const ask = (name: string, values: Json = { jour: "lundi" }) => ({ toolCall: { name, arguments: values } });
const SCRIPT = [
  { caller: "Bonjour" },
  ...["rdv", "stock", "au_comptoir", "adresse"].map((name) => ask(name)),
  { hangUp: true },
];

const callAtVapi = async (id: string) => (await (await stack.vapi.api(`/call/${id}`)).json()) as Json;
const ended = (id: string) =>
  vi.waitFor(async () => {
    const call = await callAtVapi(id);
    if (call["status"] !== "ended") throw new Error(`the call is ${String(call["status"])}`);
    return call;
  }, PATIENCE);

async function inbound(): Promise<Json> {
  const { vapiAssistantId } = made.assistant;
  const rung = await stack.vapi.ring({
    phoneNumberId: number.vapiPhoneNumberId,
    assistantId: vapiAssistantId,
    from: "+33698765432",
    script: SCRIPT,
  });
  return ended(String(rung["id"]));
}
async function outbound(): Promise<Json> {
  const customer = { number: "+33612345678" };
  await stack.vapi.knob("POST", "/scripts", { customerNumber: customer.number, script: SCRIPT });
  const { items } = await make("/v1/calls", {
    assistantId: made.assistant["id"],
    phoneNumberId: number.id,
    customer,
  });
  const [{ id }] = items as [{ id: string }];
  const found = await vi.waitFor(async () => {
    const [row] = await stack.sql<{ vapi_call_id: string | null }>("select vapi_call_id from calls where id = $1", [
      id,
    ]);
    if (row?.vapi_call_id == null) throw new Error("the call is not at Vapi yet");
    return row.vapi_call_id;
  }, PATIENCE);
  return ended(found);
}

async function ourIdOf(call: Json): Promise<string> {
  const [row] = await stack.sql<{ id: string }>("select id from calls where vapi_call_id = $1", [call["id"]]);
  if (row === undefined) throw new Error("the call is not stored yet");
  return row.id;
}

/** The data of a call that no tool server may get, by name. */
async function secretsOf(call: Json): Promise<Record<string, string>> {
  const monitor = call["monitor"] as { controlUrl: string; listenUrl: string };
  const { twilio } = stack.numbers.accounts;
  return {
    "the organization's secret": await organizationSecret(stack.secrets.vapiWebhookSecret, owner.organizationId),
    "the control address": monitor.controlUrl,
    "the listening address": monitor.listenUrl,
    "the provider's token": twilio.authToken,
    "the provider's account": twilio.accountSid,
    "the prompt": PROMPT,
    "Vapi's id of the call": String(call["id"]),
    "Vapi's id of the assistant": String(made.assistant["vapiAssistantId"]),
    "Vapi's id of a tool": String(made.stock["vapiToolId"]),
  };
}
/** Secrets that do not belong to the call, and that no tool server may get either. */
const neverNear = async (): Promise<Record<string, string>> => ({
  "our key at Vapi": stack.secrets.vapiApiKey,
  "the master secret": stack.secrets.vapiWebhookSecret,
  "another organization": outsider.organizationId,
  "another organization's secret": await organizationSecret(stack.secrets.vapiWebhookSecret, outsider.organizationId),
  "another organization's assistant": String(made.theirs["id"]),
});
const textOf = ({ path, headers, text }: Received) => JSON.stringify([path, headers]) + text;
const heldBy = (text: string, secrets: Record<string, string>) =>
  Object.entries(secrets).flatMap(([what, secret]) => (text.includes(secret) ? [what] : []));

describe.each([
  ["inbound", inbound],
  ["outbound", outbound],
])("a tool server, in an %s call", (direction, play) => {
  it("gets the data in docs/functions.md, signed, and nothing else that Vapi sent us", async () => {
    servers.received.length = 0;
    const call = await play();
    const secrets = await secretsOf(call);
    // The test finds the secrets if they are there: Vapi sent us all of them with the same tool calls.
    const told = JSON.stringify(await stack.vapi.deliveries({ callId: String(call["id"]), type: "tool-calls" }));
    const server = JSON.stringify(
      await (await stack.vapi.api(`/assistant/${secrets["Vapi's id of the assistant"]}`)).json(),
    );
    expect(heldBy(told + server, secrets)).toEqual(Object.keys(secrets));

    expect(servers.received.map(({ path }) => path)).toEqual(["/rdv", "/stock", "/au_comptoir", "/adresse"]);
    const ours = await vi.waitFor(() => ourIdOf(call), PATIENCE);
    const isTaken = ours === call["id"];
    // A call that came in has Vapi's id as ours (docs/decisions.md).
    expect(isTaken).toBe(direction === "inbound");
    const forbidden = Object.fromEntries(
      Object.entries({ ...secrets, ...(await neverNear()) }).filter(([, secret]) => !isTaken || secret !== ours),
    );
    for (const one of servers.received) expect(heldBy(textOf(one), forbidden)).toEqual([]);
    const others: Record<string, string[]> = {
      "/rdv": [STOCK_KEY, "/stock", "/au_comptoir", "/adresse"],
      "/stock": [RDV_KEY, "/rdv", "/au_comptoir", "/adresse"],
      "/au_comptoir": [RDV_KEY, STOCK_KEY, "/rdv", "/stock", "/adresse"],
      "/adresse": [STOCK_KEY, "/rdv", "/stock", "/au_comptoir"],
    };
    for (const one of servers.received) {
      for (const other of others[one.path] ?? []) expect(textOf(one)).not.toContain(other);
    }

    const [rdv, stock, inline] = servers.received as [Received, Received, Received];
    expect(rdv.headers["x-key"]).toBe(RDV_KEY);
    expect(rdv.body).toEqual({
      toolCallId: expect.stringMatching(/^call_/),
      function: { id: made.rdv["id"], name: "rdv" },
      arguments: { jour: "lundi" },
      // A call that came in is stored a moment after it began.
      call: direction === "outbound" ? { id: ours } : expect.toSatisfy((it) => it === null || it.id === ours),
      caller: { number: direction === "outbound" ? "+33612345678" : "+33698765432" },
      assistant: { id: made.assistant["id"], name: "Accueil" },
      organization: { id: owner.organizationId },
      isTest: false,
    });
    expect(inline.body).toMatchObject({ function: { id: null, name: "au_comptoir" } });
    const published = sentBody("toolCall");
    for (const { body } of [rdv, stock, inline]) {
      const compared = { example: published.example, answer: body };
      expect(differences(published.schema, listSchemas(), compared)).toEqual([]);
      expect(ToolCallRequest.safeParse(body).error?.issues ?? []).toEqual([]);
    }
    const keys = [made.rdv["secret"], made.stock["secret"], inlineSecret].map(String);
    const signed = [rdv, stock, inline].map((one) => keys.map((key) => isSigned(one, key)));
    expect(signed).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ]);
  });
});

it("an API request of a workflow has its variables, and nothing else of the call", async () => {
  servers.received.length = 0;
  const rung = await stack.vapi.ring({
    squadId: made.workflow["vapiSquadId"],
    phoneNumberId: number.vapiPhoneNumberId,
    script: [{ caller: "Lundi" }, { handoff: "Agenda", extracted: { jour: "lundi" } }, ask("agenda"), { hangUp: true }],
  });
  const call = await ended(String(rung["id"]));
  expect(servers.received).toMatchObject([{ path: "/agenda/lundi", text: "{}" }]);
  const forbidden = { ...(await secretsOf(call)), ...(await neverNear()) };
  for (const one of servers.received) expect(heldBy(textOf(one), forbidden)).toEqual([]);
});

it("the tenant's own server at Vapi would get all of it: the test can find the secrets", async () => {
  const server = { url: `${servers.url}/rdv`, headers: { "X-Key": RDV_KEY } };
  const path = `/tool/${String(made.rdv["vapiToolId"])}`;
  const before = (await (await stack.vapi.api(path)).json()) as Json;
  await stack.vapi.api(path, { method: "PATCH", json: { server } });
  servers.received.length = 0;
  const call = await inbound();
  const [first] = servers.at("/rdv");
  expect(heldBy(first === undefined ? "" : textOf(first), await secretsOf(call))).toEqual(
    expect.arrayContaining(["the organization's secret", "the control address", "the provider's token", "the prompt"]),
  );
  await stack.vapi.api(path, { method: "PATCH", json: { server: before["server"] } });
});

it("no text of a tenant can have variables of the call that are not theirs", async () => {
  const spy =
    "{{ transport.callToken }}{{ phoneNumber.twilioAuthToken }}{{ call.monitor.controlUrl }} {{ customer.number }}";
  await make("/v1/assistants", {
    name: "Espion",
    systemPrompt: spy,
    firstMessage: spy,
    endCallMessage: spy,
    summaryPrompt: spy,
    tools: [{ ...inlineTool("espion"), description: spy }],
  });
  const [start, talk, request, end] = graph().nodes;
  const nodes = [
    start,
    { ...talk, prompt: spy },
    { ...request, url: `${servers.url}/agenda/{{ transport.callToken }}` },
    end,
  ];
  await make("/v1/workflows", { name: "Espion", ...graph(), nodes });
  const told = (await stack.vapi.requests()).map(({ body }) => JSON.stringify(body ?? null));
  expect(
    told.filter((body) => /callToken|twilioAuthToken\s*\}|controlUrl/.test(body.replaceAll("withheld.", ""))),
  ).not.toEqual([]);
  expect(
    told.filter((body) =>
      /(?:transport|phoneNumber|call)\s*\./.test(body.replaceAll("transport.conversationType", "")),
    ),
  ).toEqual([]);
});

it("no object at Vapi has an address or a header of a tenant, and no request to Vapi ever had", async () => {
  // One of every other resource that has an address or refers to such a resource.
  await make("/v1/webhooks", { url: `${servers.url}/evenements`, state: "disabled" });
  await make("/v1/squads", { name: "Équipe", members: [{ assistantId: made.assistant["id"] }] });
  const suite = String((await make("/v1/test-suites", { name: "Rendez-vous" }))["id"]);
  const rubrics = [{ text: "Un jour est convenu." }];
  await make(`/v1/test-suites/${suite}/tests`, { name: "Mardi", script: "Vous voulez un rendez-vous.", rubrics });
  await make(`/v1/test-suites/${suite}/runs`, { assistantId: made.assistant["id"] });
  await make(`/v1/functions/${String(made.rdv["id"])}/test`, { arguments: { jour: "lundi" } });
  const lists = ["/assistant", "/tool", "/squad", "/phone-number", "/credential", "/call"];
  const fixtures = await Promise.all(lists.map(async (path) => (await stack.vapi.api(`${path}?limit=1000`)).text()));
  const told = (await stack.vapi.requests()).map(({ body }) => JSON.stringify(body ?? null));
  const host = new URL(servers.url).host;
  for (const secret of [host, RDV_KEY, STOCK_KEY, "whsec_"]) {
    expect(lists.filter((_, index) => fixtures[index]?.includes(secret))).toEqual([]);
    // The test above sent Vapi such an address itself, as the previous release did.
    expect(
      told.filter((body) => body.includes(secret) && !body.includes(`"server":{"url":"${servers.url}/rdv"`)),
    ).toEqual([]);
  }
  expect(fixtures[1]).toContain("/v1/webhooks/receive?org=");
});
