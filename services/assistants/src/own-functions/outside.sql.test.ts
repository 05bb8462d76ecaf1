import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { call, openRuns, type Runs } from "../testing/runs.ts";

const VAPI_CALL = "6f1d2d0e-1111-4222-8333-444455556666";

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterEach(() => runs.clear());
afterAll(() => runs.close());

const run: Runs["run"] = (...given) => runs.run(...given);
const make: Runs["make"] = (...given) => runs.make(...given);
const makeFunction: Runs["makeFunction"] = (...given) => runs.makeFunction(...given);
const textOf = (init: RequestInit | undefined) => (typeof init?.body === "string" ? init.body : "");

describe("a tool server", () => {
  const SERVER = "https://outils.example.com/rdv";
  const parameters = {
    type: "object",
    properties: { jour: { type: "string" }, nombre: { type: "integer" } },
    required: ["jour"],
  };
  const inline = { type: "function", name: "rdv", description: "x", parameters, reply: { serverUrl: SERVER } };
  const ofFunction = (more: object = {}) => ({
    kind: "function",
    parameters,
    server: { url: SERVER, headers: [], timeoutSeconds: 60, ...more },
  });
  let sent: { url: string; init: RequestInit }[];
  let reply: () => Response | Promise<Response>;
  beforeEach(() => {
    sent = [];
    reply = () => Response.json({ result: "Mardi à 9 h" });
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      sent.push({ url, init });
      return reply();
    });
  });
  afterEach(() => void vi.unstubAllGlobals());
  const bodies = () => sent.map(({ init }) => JSON.parse(textOf(init)));

  it("is sent what docs/functions.md says, and nothing else", async () => {
    await makeFunction("rdv", ofFunction());
    const [row] = (await runs.fixture.superuser.query("select id from functions")).rows;
    const assistantId = await make("Accueil", []);
    const known = await runs.fixture.superuser.query(
      "insert into calls (org_id, direction, status, vapi_call_id) values ($1, 'inbound', 'in-progress', $2) returning id",
      [runs.fixture.orgId, VAPI_CALL],
    );
    const values = { jour: "mardi", prix: 0, ["__proto__"]: "x", constructor: "x" };
    const input = { vapiCallId: VAPI_CALL, vapiAssistantId: "vapi-Accueil", customerNumber: "+33612345678" };
    expect(await run([call("rdv", values)], input)).toMatchObject([{ result: "Mardi à 9 h" }]);
    expect(sent[0]?.url).toBe(SERVER);
    expect(bodies()).toEqual([
      {
        toolCallId: "call-0",
        function: { id: row.id, name: "rdv" },
        arguments: { jour: "mardi" },
        call: { id: known.rows[0].id },
        caller: { number: "+33612345678" },
        assistant: { id: assistantId, name: "Accueil" },
        organization: { id: runs.fixture.orgId },
        isTest: false,
      },
    ]);
    await run([call("rdv", values)]);
    expect(bodies()[1]).toMatchObject({ call: null, caller: null, assistant: null });
  });

  it("gets its arguments by their types, however the model writes them", async () => {
    await makeFunction("rdv", ofFunction());
    await run([call("rdv", { jour: 3, nombre: "2", prix: null })]);
    expect(bodies()).toMatchObject([{ arguments: { jour: "3", nombre: 2 } }]);
    expect(await run([{ ...call("rdv"), areArgumentsUnreadable: true }])).toMatchObject([
      { error: expect.stringContaining("JSON") },
    ]);
    expect(sent).toHaveLength(1);
  });

  it("of an assistant's inline tool is asked only by way of that assistant's tool address", async () => {
    const assistantId = await make("Accueil", [inline]);
    await make("Autre", []);
    expect(await run([call("rdv", { jour: "mardi" })], { assistantId })).toMatchObject([{ result: "Mardi à 9 h" }]);
    expect(bodies()).toMatchObject([{ function: { id: null, name: "rdv" }, assistant: { id: assistantId } }]);
    for (const input of [{}, { vapiAssistantId: "vapi-Autre" }]) {
      expect(await run([call("rdv", { jour: "mardi" })], input)).toMatchObject([{ error: expect.any(String) }]);
    }
    expect(sent).toHaveLength(1);
  });

  it("gets one id for the same tool call, and another for another", async () => {
    await makeFunction("rdv", ofFunction());
    await run([call("rdv", { jour: "a" }), call("rdv", { jour: "b" }, 1)]);
    await run([call("rdv", { jour: "a" })]);
    await run([{ ...call("rdv", { jour: "é" }), toolCallId: " é\u0301/💥\r\nx: y" }]);
    const ids = sent.map(({ init }) => new Headers(init.headers).get("webhook-id"));
    expect(ids[2]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
    // A model may use one id twice: in one conversation, and in two.
    await run([call("rdv", { jour: "b" })]);
    await run([call("rdv", { jour: "a" })], { vapiCallId: "one" });
    await run([call("rdv", { jour: "a" })], { chatId: "two" });
    const later = sent.slice(4).map(({ init }) => new Headers(init.headers).get("webhook-id"));
    expect(new Set([...ids, ...later]).size).toBe(6);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("gets no forged signature: a stored header with such a name is not sent", async () => {
    await makeFunction("rdv", ofFunction());
    const headers = { "Webhook-Signature": "v1,forged", "WEBHOOK-ID": "x", "Content-Type": "text/plain", "X-Key": "k" };
    await run(
      [call("rdv", { jour: "a" })],
      {},
      { ...runs.depsOf(), openHeaders: async () => headers, now: () => new Date() },
    );
    const got = new Headers(sent[0]?.init.headers);
    expect([got.get("x-key"), got.get("content-type")]).toEqual(["k", "application/json"]);
    const signed = Object.fromEntries(got.entries());
    expect(() => new Webhook("whsec_c2VjcmV0").verify(textOf(sent[0]?.init), signed)).not.toThrow();
  });

  it("is not asked with wrong arguments or at a forbidden address, and its address is checked each time", async () => {
    await makeFunction("rdv", ofFunction());
    await makeFunction("interne", ofFunction({ url: "https://169.254.169.254/latest" }));
    expect(await run([call("rdv", { nombre: 1.5 })])).toMatchObject([
      { error: expect.stringContaining("arguments.jour is required; arguments.nombre must be of the type integer.") },
    ]);
    expect(await run([call("interne", { jour: "a" })])).toMatchObject([{ error: "The address may not be called." }]);
    expect(sent).toEqual([]);
  });

  it("has its own time-out, no longer than a call can wait, and its lateness is reported", async () => {
    await makeFunction("rdv", ofFunction());
    const timeout = vi.spyOn(AbortSignal, "timeout");
    reply = () => Promise.reject(new DOMException("late", "TimeoutError"));
    expect(await run([call("rdv", { jour: "a" })])).toMatchObject([{ error: expect.stringContaining("in time") }]);
    expect(timeout.mock.calls).toEqual([[12_000]]);
    timeout.mockRestore();
  });

  it("is not asked when the request is not ready within a second", async () => {
    await makeFunction("rdv", ofFunction());
    const signingSecrets = () => {
      runs.beLate();
      return new Promise<string[]>(() => undefined);
    };
    expect(await run([call("rdv", { jour: "a" })], {}, { ...runs.depsOf(), signingSecrets })).toMatchObject([
      { result: expect.stringContaining("pas disponible") },
    ]);
    expect(sent).toEqual([]);
  });

  it.each([
    ['{"result":"a\\nb"}', { result: "a b" }],
    ['{"result":{"n":1}}', { result: '{"n":1}' }],
    ['{"error":"complet"}', { error: "complet" }],
    ['{"error":null,"result":"oui"}', { result: "oui" }],
    ['{"result":null}', { result: "Done." }],
    ["", { result: "Done." }],
    ['["a",\n"b"]', { result: '["a","b"]' }],
    ["d'accord\r\nmardi", { result: "d'accord mardi" }],
  ])("has its answer %j passed on to the model", async (body, told) => {
    await makeFunction("rdv", ofFunction());
    reply = () => new Response(body);
    expect(await run([call("rdv", { jour: "a" })])).toMatchObject([told]);
  });
});

describe("an API request of a workflow", () => {
  it("is asked only by way of its workflow's tool address, with the variables filled in", async () => {
    const fetched: string[] = [];
    vi.stubGlobal("fetch", async (url: string) => {
      fetched.push(url);
      return new Response("ok");
    });
    const node = {
      id: "agenda",
      kind: "apiRequest",
      method: "GET",
      url: "https://agenda.example.com/{{ dossier }}/jours?le={{jour}}",
      parameters: { type: "object", properties: { jour: { type: "string" } } },
    };
    const { rows } = await runs.fixture.superuser.query(
      "insert into workflows (org_id, name, settings) values ($1, 'Agenda', $2) returning id",
      [runs.fixture.orgId, { nodes: [node], edges: [] }],
    );
    const values = { dossier: "A/1", jour: "mardi", jour_2: "2026-11-30", autre: "x" };
    const workflowId = String(rows[0].id);
    expect(await run([call("agenda", values)], { workflowId })).toMatchObject([{ result: "ok" }]);
    expect(await run([call("agenda", { ...values, dossier: ".." })], { workflowId })).toMatchObject([
      { error: "A parameter cannot stand in the address." },
    ]);
    expect(await run([call("agenda", values)])).toMatchObject([{ error: expect.any(String) }]);
    expect(await run([call("agenda", values)], { workflowId }, runs.depsOf(runs.fixture.otherOrgId))).toMatchObject([
      { error: expect.any(String) },
    ]);
    vi.unstubAllGlobals();
    expect(fetched).toEqual(["https://agenda.example.com/A%2F1/jours?le=2026-11-30&jour=mardi"]);
  });
});

describe("an address of the tenant's", () => {
  it("is asked with arguments that its parameters allow; errors in others are told to the model", async () => {
    await makeFunction("reserver", {
      kind: "apiRequest",
      method: "POST",
      url: "https://agenda.example.com/",
      parameters: { type: "object", properties: { nombre: { type: "integer" } }, required: ["nombre"] },
      headers: [],
      timeoutSeconds: 1,
    });
    for (const [values, fault] of [
      [{}, "arguments.nombre is required."],
      [{ nombre: "x\ny" }, "arguments.nombre must be of the type integer."],
    ] as const) {
      expect(await run([call("reserver", values)])).toMatchObject([{ error: expect.stringContaining(fault) }]);
    }
  });

  it("is not asked when it is forbidden", async () => {
    await makeFunction("interne", {
      kind: "apiRequest",
      method: "GET",
      url: "https://169.254.169.254/latest",
      parameters: { type: "object", properties: {} },
      headers: [],
      timeoutSeconds: 1,
    });
    expect(await run([call("interne")])).toMatchObject([{ error: "The address may not be called." }]);
  });
});
