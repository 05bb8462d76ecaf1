import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "./json.ts";
import { objectsAt, textAt } from "./json.ts";
import type { TestEmulator } from "./testing/emulator.ts";
import { openEmulator } from "./testing/emulator.ts";

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await openEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => {
  emulator.receiver.received.length = 0;
  emulator.receiver.answer = () => ({});
});

const handoff = (name: string, extra: JsonObject = {}) => ({
  type: "handoff",
  destinations: [{ type: "assistant", assistantName: name, description: `for ${name}`, ...extra }],
});
const inline = (name: string, ...tools: unknown[]) => ({
  name,
  firstMessage: `Ici ${name}.`,
  server: { url: emulator.receiver.url },
  serverMessages: ["assistant.started", "transfer-update", "tool-calls", "end-of-call-report"],
  model: {
    provider: "openai",
    model: "gpt-4.1",
    messages: [{ role: "system", content: `${name} pour {{motif}}.` }],
    tools,
  },
});

describe("tools", () => {
  it("are kept, changed and deleted through the SDK", async () => {
    const { client } = emulator;
    const tool = await client.tools.create({
      type: "function",
      function: { name: "horaires", description: "Quand c’est ouvert" },
    });
    expect(await client.tools.get({ id: tool.id })).toMatchObject({ type: "function", function: { name: "horaires" } });
    await client.tools.update({ id: tool.id, body: { function: { name: "heures" } } } as never);
    expect((await client.tools.list()).map(({ id }) => id)).toContain(tool.id);
    await client.tools.delete({ id: tool.id });
    await expect(client.tools.get({ id: tool.id })).rejects.toMatchObject({ statusCode: 404 });
  });

  it("are refused when Vapi's schema does not know them", async () => {
    expect((await emulator.rest("POST", "/tool", { type: "telepathy" })).status).toBe(400);
    const nameless = await emulator.rest("POST", "/tool", { type: "function", function: { description: "x" } });
    expect(nameless.status).toBe(400);
  });

  it("are an assistant's that names them by id", async () => {
    const { body } = await emulator.rest("POST", "/tool", {
      type: "function",
      function: { name: "horaires" },
      server: { url: emulator.receiver.url },
    });
    emulator.receiver.answer = (message) =>
      message["type"] === "tool-calls"
        ? {
            body: {
              results: objectsAt(message, "toolCallList").map(({ id }) => ({
                toolCallId: id,
                result: "Dès neuf heures.",
              })),
            },
          }
        : {};
    const assistantId = await emulator.assistant({
      model: { provider: "openai", model: "gpt-4.1", toolIds: [textAt(body, "id") ?? ""] },
    });
    const call = await emulator.over(
      await emulator.ring({ assistantId, script: [{ toolCall: { name: "horaires" } }] }),
    );
    expect(JSON.stringify(call["messages"])).toContain("Dès neuf heures.");
  });
});

describe("squads", () => {
  it("are kept and refused as Vapi does", async () => {
    const created = await emulator.rest("POST", "/squad", { name: "Accueil", members: [{ assistant: inline("Un") }] });
    expect(created.status).toBe(201);
    const id = textAt(created.body, "id") ?? "";
    expect(await emulator.client.squads.get({ id })).toMatchObject({ name: "Accueil" });
    expect((await emulator.client.squads.list({})).map((squad) => squad.id)).toContain(id);
    for (const members of [
      [],
      [{ assistantId: "0198c2a4-0000-7000-8000-00000000dead" }],
      [{ assistant: inline("Un") }, { assistant: inline("Un") }],
    ]) {
      expect((await emulator.rest("POST", "/squad", { members })).status).toBe(400);
    }
    await emulator.client.squads.delete({ id });
    expect((await emulator.rest("GET", `/squad/${id}`)).status).toBe(404);
  });

  it("hand a call over, with what was extracted, to members that the speaking one may hand it to, and to no other", async () => {
    const plan = { variableExtractionPlan: { schema: { type: "object", properties: { motif: { type: "string" } } } } };
    const { body } = await emulator.rest("POST", "/squad", {
      members: [
        { assistant: inline("Un", handoff("Deux", plan)) },
        { assistant: inline("Deux") },
        { assistant: inline("Trois") },
      ],
    });
    const script = [
      { handoff: "Trois" },
      { handoff: "Deux", extracted: { motif: "un vaccin" } },
      { handoff: "Un" },
      { hangUp: true },
    ];
    const call = await emulator.over(await emulator.ring({ squadId: textAt(body, "id"), script }));
    const started = emulator.receiver.received.filter(({ message }) => message["type"] === "assistant.started");
    expect(started.map(({ message }) => textAt(message, "newAssistant", "name"))).toEqual(["Un", "Deux"]);
    const said = JSON.stringify(call["messages"]);
    expect(said).toContain("Deux pour un vaccin.");
    expect(said).toContain("Ici Deux.");
    expect(said.match(/No handoff destination returned/g)).toHaveLength(2);
  });
});
