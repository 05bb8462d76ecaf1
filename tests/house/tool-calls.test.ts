import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHouse, type House, type Organization } from "../house.ts";

/** Within a second of ours, and what the way there and back takes on a busy machine. */
const ANSWERED_MS = 2000;
type Server = { url: string; headers: Record<string, string> };
type Result = { toolCallId: string; name: string; result?: string; error?: string };

let house: House;
let owner: Organization;
let stranger: Organization;
/** As Vapi has them: the tool of the assistant, and the same of another's organization. */
let ours: Server;
let theirs: Server;

beforeAll(async () => {
  house = await startHouse();
  [owner, stranger] = await Promise.all([house.newOrganization(), house.newOrganization()]);
  [ours, theirs] = await Promise.all([serverOf(owner), serverOf(stranger)]);
});
afterAll(() => house.close());

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
  const made = await house.api("/v1/assistants", { ...as, method: "POST", json });
  const { vapiAssistantId } = (await made.json()) as { vapiAssistantId: string };
  const there = await house.vapi.api(`/assistant/${vapiAssistantId}`);
  const { model } = (await there.json()) as { model: { tools: { server?: Server }[] } };
  const server = model.tools.find((tool) => tool.server !== undefined)?.server;
  if (server === undefined) throw new Error("Vapi has no tool with a server.");
  return server;
}

/** As Vapi asks: the answer, and how long it took. */
async function ask(toolCallList: unknown, { url, headers }: Server = ours) {
  const message = { type: "tool-calls", toolCallList, call: { id: crypto.randomUUID() } };
  const body = typeof toolCallList === "string" ? toolCallList : JSON.stringify({ message });
  const began = performance.now();
  const answer = await house.api(url, {
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
  const answer = await house.api("/v1/caller-messages", as);
  const { items } = (await answer.json()) as { items: { body: string }[] };
  return items.map(({ body }) => body).toSorted();
};

describe("whatever a message of Vapi's asks for", () => {
  it("each call has its result by its exact id, one line each, and what is wrong with one harms no other", async () => {
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
    expect(results.map(({ toolCallId }) => toolCallId)).toEqual(["a", " é\u0301/💥 ", "c", "d", "e", "f", "g"]);
    expect(results.map((one) => typeof one.result)).toEqual([
      "string",
      "string",
      "undefined",
      "string",
      "undefined",
      "undefined",
      "string",
    ]);
    for (const { result, error } of results) expect(result ?? error).toMatch(/^[^\r\n]+$/);
    const [taken] = await bodies(owner);
    expect(taken).toHaveLength(5000);
  });

  it("is answered 200, also when its arguments are as deep as JSON goes", async () => {
    const depth = 50_000;
    const values = `{"message":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    const list = `[{"id":"a","function":{"name":"acces","arguments":${values}}}]`;
    const { status, results } = await ask(`{"message":{"type":"tool-calls","toolCallList":${list}}}`);
    expect(status).toBe(200);
    expect(results).toMatchObject([{ toolCallId: "a" }]);
  });

  it("is another organization's neither with our secret at their address nor by an assistant of theirs", async () => {
    const list = [toolCall("x", "take_message", newMessage("à la porte"))];
    expect((await ask(list, { ...ours, url: theirs.url })).status).toBe(401);
    const url = new URL(ours.url);
    url.searchParams.set("assistant", new URL(theirs.url).searchParams.get("assistant") ?? "");
    expect(await ask(list, { ...ours, url: url.href })).toMatchObject({
      status: 200,
      results: [{ toolCallId: "x", error: expect.any(String) }],
    });
    expect(await bodies(stranger)).toEqual([]);
    expect(await bodies(owner)).not.toContain("à la porte");
  });
});

describe("while Postgres is away, or slow", () => {
  it.each([
    ["away", () => house.postgres.cut(), () => house.postgres.heal()],
    ["slow", () => (house.postgres.roundTripMs = 8000), () => (house.postgres.roundTripMs = 0)],
  ])("every call is answered in time, and none is said to have been done: %s", async (how, begin, end) => {
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
