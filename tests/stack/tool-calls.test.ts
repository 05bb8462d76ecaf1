import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";

/** A second for our answer, and the time of the request on a busy machine; less than a round trip to the slow Postgres. */
const ANSWERED_MS = 6000;
type Server = { url: string; headers: Record<string, string> };
type Result = { toolCallId: string; name: string; result?: string; error?: string };

let stack: Stack;
let owner: Organization;
let outsider: Organization;
/** The ids at Vapi: the tool of the assistant, and the same of another organization. */
let ours: Server;
let theirs: Server;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-assistants": { TOOL_ANSWER_MS: "1000" } } });
  [owner, outsider] = await Promise.all([stack.newOrganization(), stack.newOrganization()]);
  [ours, theirs] = await Promise.all([serverOf(owner), serverOf(outsider)]);
});
afterAll(() => stack.close());

const HOURS = { timeZone: "Europe/Paris", weekly: [{ days: ["monday"], from: "09:00", to: "18:00" }] };

async function serverOf(as: Organization): Promise<Server> {
  const json = {
    name: "Accueil",
    tools: [
      { type: "takeMessage" },
      { type: "openingHours", hours: HOURS },
      { type: "function", name: "acces", description: "L'accès", reply: { text: "Au 2e étage." } },
    ],
  };
  const made = await stack.api("/v1/assistants", { ...as, method: "POST", json });
  const { vapiAssistantId } = (await made.json()) as { vapiAssistantId: string };
  const there = await stack.vapi.api(`/assistant/${vapiAssistantId}`);
  const { model } = (await there.json()) as { model: { tools: { server?: Server }[] } };
  const server = model.tools.find((tool) => tool.server !== undefined)?.server;
  if (server === undefined) throw new Error("Vapi has no tool with a server.");
  return server;
}

/** Sends a request as Vapi does. Resolves with the answer, and its time. */
async function ask(toolCallList: unknown, { url, headers }: Server = ours) {
  const message = { type: "tool-calls", toolCallList, call: { id: crypto.randomUUID() } };
  const body = typeof toolCallList === "string" ? toolCallList : JSON.stringify({ message });
  const began = performance.now();
  const answer = await stack.api(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
  });
  const text = await answer.text();
  const { results = [] } = (answer.status === 200 ? JSON.parse(text) : {}) as { results?: Result[] };
  return { status: answer.status, results, tookMs: performance.now() - began };
}
const toolCall = (id: string, name: string, values: unknown = {}) => ({
  id,
  type: "function",
  function: { name, arguments: values },
});
const newMessage = (text: string) => ({ message: text });
const bodies = async (as: Organization) => {
  const answer = await stack.api("/v1/caller-messages", as);
  const { items } = (await answer.json()) as { items: { body: string }[] };
  return items.map(({ body }) => body).toSorted();
};

describe("a tool-calls message of Vapi", () => {
  it("has a result of one line for each call, with its exact id, and a fault of one does not affect the others", async () => {
    const { status, results } = await ask([
      toolCall("a", "acces"),
      toolCall(" é\u0301/💥 ", "opening_hours", "[]"),
      toolCall("c", "take_message", { message: 3, isUrgent: "peut-être" }),
      toolCall("d", "take_message", { message: `Rappelez-moi.\n${"x".repeat(300_000)}`, callerName: ["Zoé"] }),
      toolCall("e", "toString"),
      toolCall("f", "acces\u0000"),
      toolCall("a", "take_message", newMessage("deux fois le même")),
      { id: "g", function: { name: "acces", arguments: "{" } },
      null,
      "h",
    ]);
    expect(status).toBe(200);
    expect(results.map(({ toolCallId }) => toolCallId)).toEqual(["a", " é\u0301/💥 ", "c", "d", "e", "f", "a", "g"]);
    expect(results.map((one) => typeof one.result)).toEqual([
      "string",
      "string",
      "undefined",
      // Too long to be stored: the model gets an error.
      "undefined",
      "undefined",
      "undefined",
      // The same id as another of the model's calls: it is carried out all the same.
      "string",
      "string",
    ]);
    for (const { result, error } of results) expect(result ?? error).toMatch(/^[^\r\n]+$/);
    expect(await bodies(owner)).toEqual([expect.stringContaining("deux fois le même")]);
  });

  it("is answered 200, also when its arguments are as deep as JSON goes", async () => {
    const depth = 50_000;
    const values = `{"message":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    const list = `[{"id":"a","function":{"name":"acces","arguments":${values}}}]`;
    const { status, results } = await ask(`{"message":{"type":"tool-calls","toolCallList":${list}}}`);
    expect(status).toBe(200);
    expect(results).toMatchObject([{ toolCallId: "a" }]);
  });

  it("has no access to another organization, neither with our secret at their address nor by their assistant", async () => {
    const list = [toolCall("x", "take_message", newMessage("à la porte"))];
    expect((await ask(list, { ...ours, url: theirs.url })).status).toBe(401);
    const url = new URL(ours.url);
    url.searchParams.set("assistant", new URL(theirs.url).searchParams.get("assistant") ?? "");
    expect(await ask(list, { ...ours, url: url.href })).toMatchObject({
      status: 200,
      results: [{ toolCallId: "x", error: expect.any(String) }],
    });
    expect(await bodies(outsider)).toEqual([]);
    expect(await bodies(owner)).not.toContain("à la porte");
  });
});

describe("while Postgres is unavailable, or slow", () => {
  it.each([
    ["away", () => stack.postgres.cut(), () => stack.postgres.heal()],
    ["slow", () => (stack.postgres.roundTripMs = 8000), () => (stack.postgres.roundTripMs = 0)],
  ])("every call is answered in time, and none as carried out: %s", async (how, begin, end) => {
    begin();
    try {
      const list = [toolCall(how, "take_message", newMessage("perdu")), toolCall("2", "opening_hours")];
      const { status, results, tookMs } = await ask(list);
      expect(status).toBe(200);
      expect(results).toEqual([
        { toolCallId: how, name: "take_message", error: expect.any(String) },
        { toolCallId: "2", name: "opening_hours", error: expect.any(String) },
      ]);
      expect(tookMs).toBeLessThan(ANSWERED_MS);
    } finally {
      end();
    }
    expect(await bodies(owner)).not.toContain("perdu");
  });
});
