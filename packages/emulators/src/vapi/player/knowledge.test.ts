import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { objectsAt, textAt } from "../json.ts";
import type { TestEmulator } from "../testing/emulator.ts";
import { openEmulator } from "../testing/emulator.ts";
import type { Answer } from "../testing/receiver.ts";

const QUESTION = "Quel est le tarif de la consultation ?";
let emulator: TestEmulator;

beforeAll(async () => {
  emulator = await openEmulator();
});
beforeEach(() => {
  emulator.receiver.received.length = 0;
});
afterAll(() => emulator.close());

/** What the assistant said to the question, when the server answers so. */
async function saidAfter(answer: Answer, assistant: JsonObject = {}): Promise<string | undefined> {
  emulator.receiver.answer = (message) => (textAt(message, "type") === "knowledge-base-request" ? answer : {});
  const id = await emulator.ring({
    assistantId: await emulator.assistant(assistant),
    script: [{ knowledge: QUESTION }, { hangUp: true }],
  });
  const call = await emulator.over(id);
  return textAt(objectsAt(call, "messages").at(-1), "message");
}

describe("a question to the knowledge base", () => {
  it("goes to the server with what was said, the question last", async () => {
    await saidAfter({ body: { documents: [] } });
    const [request] = emulator.receiver.of("knowledge-base-request");
    expect(objectsAt(request, "messagesOpenAIFormatted").at(-1)).toEqual({ role: "user", content: QUESTION });
    expect(textAt(request, "call", "id")).toBeDefined();
    expect(emulator.receiver.of("knowledge-base-request")).toHaveLength(1);
  });

  it("is answered from the document that says most of it, else from the most similar", async () => {
    const documents = [
      { content: "Le parking est gratuit.", similarity: 0.2 },
      { content: "Le cabinet est fermé en août. Le tarif de la consultation est de 30 euros.", similarity: 0.9 },
    ];
    expect(await saidAfter({ body: { documents } })).toBe("Le tarif de la consultation est de 30 euros.");
    const besides = [
      { content: "Le parking est gratuit.", similarity: 0.2 },
      { content: "Le cabinet est fermé en août. Et à Noël.", similarity: 0.9 },
    ];
    expect(await saidAfter({ body: { documents: besides } })).toBe("Le cabinet est fermé en août.");
  });

  it("is answered with the server’s own message when it has one", async () => {
    const message = { type: "custom-message", content: "Je vous passe le secrétariat." };
    expect(await saidAfter({ body: { message, documents: [{ content: "Autre.", similarity: 1 }] } })).toBe(
      "Je vous passe le secrétariat.",
    );
  });

  it.each<[string, Answer]>([
    ["no documents", { body: { documents: [] } }],
    ["another status", { status: 503, body: { documents: [{ content: "Trente euros.", similarity: 1 }] } }],
    ["documents without a similarity", { body: { documents: [{ content: "Trente euros." }] } }],
    ["no JSON", { body: "<html>" }],
  ])("is answered from the prompt after %s", async (_what, answer) => {
    const messages = [{ role: "system", content: "Le tarif de la consultation est affiché à l’accueil." }];
    const said = await saidAfter(answer, { model: { provider: "openai", model: "gpt-4o", messages } });
    expect(said).toBe("Le tarif de la consultation est affiché à l’accueil.");
  });

  it("goes to the knowledge base’s own server where the model names one", async () => {
    const knowledgeBase = { provider: "custom-knowledge-base", server: { url: `${emulator.receiver.url}/knowledge` } };
    await saidAfter({ body: {} }, { model: { provider: "openai", model: "gpt-4o", knowledgeBase } });
    const { list } = await emulator.knob("GET", "/deliveries?type=knowledge-base-request");
    expect(Array.isArray(list) ? textAt(list.at(-1), "url") : undefined).toBe(`${emulator.receiver.url}/knowledge`);
  });
});
