import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EXAMPLE_GRAPH } from "../../services/assistants/src/workflows/examples.ts";
import { startStack, type Stack, type Organization } from "../stack.ts";

const PATIENCE = { timeout: 30_000, interval: 100 };

type Json = Record<string, unknown>;
type Answer = { status: number; body: Json & { errors?: { path: string; code?: string }[] } };

let stack: Stack;
let owner: Organization;
const ids = { assistant: "", function: "", workflow: "", line: "", french: "", trunk: "" };

async function ask(method: string, path: string, json?: Json): Promise<Answer> {
  const answer = await stack.api(path, { ...owner, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
}
async function made(path: string, json: Json): Promise<string> {
  const { status, body } = await ask("POST", path, json);
  expect(status, JSON.stringify(body)).toBe(201);
  return body["id"] as string;
}

const transferTool = (number: string) => ({ tools: [{ type: "transferCall", number }] });
const passing = (number: string) => ({ kind: "transferCall", destinations: [{ number, when: "Urgence" }] });
const graph = (number: string) => ({
  ...EXAMPLE_GRAPH,
  nodes: EXAMPLE_GRAPH.nodes.map((node) => (node.kind === "transfer" ? { ...node, number } : node)),
});
const hours = (when: "open" | "closed", number: string) => ({
  hours: {
    timeZone: "Europe/Paris",
    weekly: [],
    open: { type: "message", text: "Bonjour." },
    closed: { type: "message", text: "C’est fermé." },
    [when]: { type: "transfer", number },
  },
});

beforeAll(async () => {
  stack = await startStack();
  owner = await stack.newOrganization();
  await stack.sql("update organizations set plan = 'business' where id = $1", [owner.organizationId]);
  ids.assistant = await made("/v1/assistants", { name: "Accueil" });
  ids.function = await made("/v1/functions", {
    name: "passer",
    description: "Passe.",
    settings: passing("0184881234"),
  });
  ids.workflow = await made("/v1/workflows", { name: "Accueil", ...graph("0184881234") });
  ids.line = await made("/v1/phone-numbers", { provider: "vapi", name: "Ligne", areaCode: "701" });
  ids.trunk = await made("/v1/telephony-credentials", { provider: "sip", name: "Tronc", gateway: "203.0.113.9" });
  const own = { provider: "sip", name: "Ligne française", credentialId: ids.trunk, number: "01 99 00 12 34" };
  ids.french = await made("/v1/phone-numbers", own);
});
afterAll(() => stack.close());

/** Every field for a number to which a call is transferred: how it is sent, its path in errors, and where it is stored. */
const TRANSFERS: {
  name: string;
  path: string;
  send: (number: string) => Promise<Answer>;
  kept: (body: Json) => unknown;
}[] = [
  {
    name: "a new assistant's tool",
    path: "tools.0.number",
    send: (number) => ask("POST", "/v1/assistants", { name: "Accueil", ...transferTool(number) }),
    kept: ({ tools }) => tools,
  },
  {
    name: "an assistant's tool",
    path: "tools.0.number",
    send: (number) => ask("PATCH", `/v1/assistants/${ids.assistant}`, transferTool(number)),
    kept: ({ tools }) => tools,
  },
  {
    name: "an answer to a template",
    path: "answers.transferNumber",
    send: (number) =>
      ask("POST", "/v1/assistants", {
        template: "doctor",
        language: "fr",
        answers: { name: "Cabinet", doctorName: "Docteur Petit", transferNumber: number },
      }),
    kept: ({ tools }) => tools,
  },
  {
    name: "a new function",
    path: "settings.destinations.0.number",
    send: (number) =>
      ask("POST", "/v1/functions", {
        name: `passer_${crypto.randomUUID().slice(0, 8)}`,
        description: "Passe.",
        settings: passing(number),
      }),
    kept: ({ settings }) => settings,
  },
  {
    name: "a function",
    path: "settings.destinations.0.number",
    send: (number) => ask("PATCH", `/v1/functions/${ids.function}`, { settings: passing(number) }),
    kept: ({ settings }) => settings,
  },
  {
    name: "a new workflow",
    path: "nodes.2.number",
    send: (number) => ask("POST", "/v1/workflows", { name: "Accueil", ...graph(number) }),
    kept: ({ nodes }) => nodes,
  },
  {
    name: "a workflow",
    path: "nodes.2.number",
    send: (number) => ask("PATCH", `/v1/workflows/${ids.workflow}`, { nodes: graph(number).nodes }),
    kept: ({ nodes }) => nodes,
  },
  {
    name: "a number's fallback",
    path: "fallback.number",
    send: (number) => ask("PATCH", `/v1/phone-numbers/${ids.french}`, { fallback: { type: "number", number } }),
    kept: ({ fallback }) => fallback,
  },
  ...(["open", "closed"] as const).map((when) => ({
    name: `who answers when it is ${when}`,
    path: `hours.${when}.number`,
    send: (number: string) => ask("PATCH", `/v1/phone-numbers/${ids.french}`, hours(when, number)),
    kept: (body: Json) => body["hours"],
  })),
];

const CALLS: typeof TRANSFERS = [
  {
    name: "a call",
    path: "customer.number",
    send: (number) => ask("POST", "/v1/calls", { assistantId: ids.assistant, customer: { number } }),
    kept: ({ items }) => items,
  },
  {
    name: "one of several calls",
    path: "customers.0.number",
    send: (number) => ask("POST", "/v1/calls", { assistantId: ids.assistant, customers: [{ number }] }),
    kept: ({ items }) => items,
  },
  {
    name: "a workflow that is executed",
    path: "customer.number",
    send: (number) => ask("POST", `/v1/workflows/${ids.workflow}/execute`, { customer: { number } }),
    kept: ({ items }) => items,
  },
];

const OWN: typeof TRANSFERS = [
  {
    name: "a line of one's own",
    path: "number",
    send: (number) =>
      ask("POST", "/v1/phone-numbers", { provider: "sip", name: "Tronc", credentialId: ids.trunk, number }),
    kept: ({ number }) => ({ number }),
  },
];

describe.each([...TRANSFERS, ...CALLS, ...OWN])("$name", ({ path, send, kept }) => {
  it.each([
    ["+3361234567", "too_short"],
    ["06 12 34 56", "too_short"],
    ["06 12 34 56 78 9", "too_long"],
    ["+999 12 34 56 78", "unknown_country_code"],
    ["00 00 00 00 00", "impossible"],
    ["accueil", "not_a_number"],
  ])("is refused as %s: %s", async (number, code) => {
    const { status, body } = await send(number);
    expect([status, body["code"], body.errors?.map((error) => [error.path, error.code])]).toEqual([
      422,
      "validation_failed",
      [[path, code]],
    ]);
  });

  it.each([
    ["06\u202f12\u00a034\u200956.01", "+33612345601"],
    ["+33 (0)6 12 34 56 02", "+33612345602"],
    ["+330612345603", "+33612345603"],
    ["0692 12 34 04", "+262692123404"],
  ])("%j is stored as E.164", async (written, number) => {
    const { status, body } = await send(written);
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    expect(JSON.stringify(kept(body))).toContain(`"number":"${number}"`);
  });
});

describe.each(TRANSFERS)("$name", ({ path, send, kept }) => {
  it.each([
    ["15", "+3315"],
    ["116 117", "+33116117"],
    ["01 84 88 12 34 poste 12", "+33184881234;ext=12"],
  ])("may be %s", async (written, number) => {
    const { status, body } = await send(written);
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    expect(JSON.stringify(kept(body))).toContain(`"number":"${number}"`);
  });

  it.each(["0899 12 34 56", "36 24"])("may not be %s", async (number) => {
    const { status, body } = await send(number);
    expect([status, body.errors]).toEqual([422, [expect.objectContaining({ path, code: "premium_number" })]]);
  });
});

describe.each(CALLS)("$name", ({ path, send }) => {
  it.each([
    ["15", "emergency_number"],
    ["116 117", "short_number"],
    ["0899 12 34 56", "premium_number"],
    ["01 84 88 12 34 poste 12", "extension"],
  ])("is never placed to %s: %s", async (number, code) => {
    const { status, body } = await send(number);
    expect([status, body.errors]).toEqual([422, [expect.objectContaining({ path, code })]]);
    const asked = await stack.vapi.requests({ method: "POST", path: "/call" });
    const called = asked.map((one) => (one.body as { customer: { number: string } }).customer.number);
    expect(called.filter((one) => !/^\+(?:336123456|2626921234)\d\d$/.test(one))).toEqual([]);
  });
});

it("a number of another country transfers no call to a short number of the organization's country", async () => {
  const fallback = { type: "number", number: "15" };
  const refused = [expect.objectContaining({ path: "fallback.number", code: "short_number_abroad" })];
  const changed = await ask("PATCH", `/v1/phone-numbers/${ids.line}`, { fallback });
  expect([changed.status, changed.body.errors]).toEqual([422, refused]);
  const wanted = { provider: "vapi", name: "Ligne", areaCode: "701", fallback };
  const taken = await ask("POST", "/v1/phone-numbers", wanted);
  expect([taken.status, taken.body.errors]).toEqual([422, refused]);
  const own = { provider: "sip", name: "Tronc belge", credentialId: ids.trunk, number: "+32 2 123 45 67", fallback };
  const belgian = await ask("POST", "/v1/phone-numbers", own);
  expect([belgian.status, belgian.body.errors]).toEqual([422, refused]);
});

it("Vapi gets a short number and an extension in separate fields", async () => {
  const tools = ["15", "01 84 88 12 34 poste 12"].map((number) => ({ type: "transferCall", number }));
  const { body } = await ask("PATCH", `/v1/assistants/${ids.assistant}`, { tools });
  const there = await stack.vapi.api(`/assistant/${String(body["vapiAssistantId"])}`);
  expect(JSON.stringify(await there.json())).toContain(
    JSON.stringify([
      { type: "number", number: "+3315", numberE164CheckEnabled: false },
      { type: "number", number: "+33184881234", extension: "12" },
    ]),
  );
});

it("an import names a number that could not be imported", async () => {
  const node = (name: string, number: string) => ({
    name,
    type: "tool",
    tool: { type: "transferCall", destinations: [{ type: "number", number }] },
  });
  const exported = {
    name: "Repris",
    nodes: [node("garde", "06 12 34 56 78"), node("court", "+3361234567")],
    edges: [],
  };
  const { status, body } = await ask("POST", "/v1/workflows/import", { export: exported });
  expect(status, JSON.stringify(body)).toBe(201);
  expect(JSON.stringify(body["workflow"])).toContain('"number":"+33612345678"');
  expect(body["notCarriedOver"]).toContainEqual({
    node: "court",
    field: "tool.destinations.0",
    message: "What a call is passed on to is too short: digits are missing.",
  });
});

describe("the organization sets", () => {
  const set = async (change: Json) => {
    const { status, body } = await ask("PATCH", "/v1/organization", change);
    expect([status, body], JSON.stringify(body)).toEqual([200, expect.objectContaining(change)]);
  };

  it("in which country it writes numbers", async () => {
    await set({ country: "BE" });
    const { body } = await ask("PATCH", `/v1/assistants/${ids.assistant}`, transferTool("0470 12 34 56"));
    expect(body["tools"]).toEqual([{ type: "transferCall", number: "+32470123456" }]);
    await set({ country: "FR" });
    for (const country of ["fr", "ZZ", "FRA", ""]) {
      const { status, body: wrong } = await ask("PATCH", "/v1/organization", { country });
      expect([status, wrong.errors?.[0]?.path]).toEqual([422, "country"]);
    }
  });

  it("whether numbers may cost extra, which needs an admin", async () => {
    await set({ allowsPremiumNumbers: true });
    const { body } = await ask("PATCH", `/v1/assistants/${ids.assistant}`, transferTool("36 24"));
    expect(body["tools"]).toEqual([{ type: "transferCall", number: "+333624" }]);
    await set({ allowsPremiumNumbers: false });
    const member = await stack.newMember(owner.organizationId, "member");
    const refused = await stack.api("/v1/organization", {
      token: member.token,
      organizationId: owner.organizationId,
      method: "PATCH",
      json: { allowsPremiumNumbers: true },
    });
    expect(refused.status).toBe(403);
  });
});

describe("a caller", () => {
  const ring = async (from: string) => {
    const { vapiPhoneNumberId } = (await ask("GET", `/v1/phone-numbers/${ids.line}`)).body;
    await ask("PATCH", `/v1/phone-numbers/${ids.line}`, { hours: null, assistantId: ids.assistant });
    await stack.vapi.ring({ phoneNumberId: vapiPhoneNumberId, from, speed: 50 });
  };
  const found = async (number: string) => {
    const { status, body } = await ask("GET", `/v1/calls?direction=inbound&number=${encodeURIComponent(number)}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return (body["items"] as { customer: { number: string | null } }[]).map(({ customer }) => customer.number);
  };

  it("whose number the carrier gives without a country is found by every spelling", async () => {
    // The organization's number is American, but the caller's number is read in the organization's country.
    await ring("0612345699");
    await vi.waitFor(async () => expect(await found("+33612345699")).toEqual(["+33612345699"]), PATIENCE);
    for (const looked of ["06 12 34 56 99", "0612", "0033 612", "+33 (0)6 12", "612345699", "33612"]) {
      expect(await found(looked), looked).toEqual(["+33612345699"]);
    }
    expect(await found("0612345698")).toEqual([]);
    expect((await ask("GET", "/v1/calls?number=%25")).body.errors).toEqual([
      expect.objectContaining({ path: "number" }),
    ]);
  });

  it("whose number a trunk gives in a SIP address is found by the number", async () => {
    await ring("sip:0612345677@trunk.ovh.net");
    await vi.waitFor(async () => expect(await found("06 12 34 56 77")).toEqual(["+33612345677"]), PATIENCE);
  });

  it.each(["anonymous", "Restricted", "+266696687"])("who withholds the number (%s) has none", async (from) => {
    const before = (await ask("GET", "/v1/calls?direction=inbound&limit=100")).body["items"] as Json[];
    await ring(from);
    await vi.waitFor(async () => {
      const { items } = (await ask("GET", "/v1/calls?direction=inbound&limit=100")).body as { items: Json[] };
      expect(items).toHaveLength(before.length + 1);
      expect(items[0]?.["customer"]).toEqual({ number: null, name: null });
    }, PATIENCE);
  });
});

it("counts are found by a number in every spelling", async () => {
  for (const number of ["+17015550123", "701 555 01 23", "0612"]) {
    const { status, body } = await ask("GET", `/v1/analytics/calls?number=${encodeURIComponent(number)}`);
    expect(status, JSON.stringify(body)).toBe(200);
  }
});
