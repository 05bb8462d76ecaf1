import { describe, expect, it } from "vitest";
import { atVapi, create, fault, practice, request } from "./testing/desk.ts";

describe("POST /v1/assistants/:id/chat", () => {
  it("streams words, and ends with the chat to go on with", async () => {
    const { id } = await create({ name: "Accueil", systemPrompt: "Tu es la secrétaire." });
    const first = await request("POST", `/v1/assistants/${id}/chat`, { json: { message: "Bonjour !" } });
    expect(first.status).toBe(200);
    expect(first.headers.get("content-type")).toContain("text/event-stream");
    const events = first.text.trim().split("\n\n");
    expect(events.length).toBeGreaterThan(1);
    expect(events.slice(0, -1).every((event) => event.startsWith('event: delta\ndata: {"text":'))).toBe(true);
    const { chatId } = JSON.parse(/^event: done\ndata: (.*)$/.exec(events.at(-1) ?? "")?.[1] ?? "{}");
    const second = await request("POST", `/v1/assistants/${id}/chat`, {
      json: { message: "Et demain ?", previousChatId: chatId },
    });
    expect(second.text).toContain("event: done");
    // Vapi would go on with any chat of the account, whose ever it is.
    const [vapiChatId] = String(chatId).split(".");
    const { id: other } = await create({ name: "Autre" });
    for (const [assistantId, previousChatId] of [
      [id, vapiChatId],
      [other, chatId],
    ]) {
      const stranger = { json: { message: "Qu'est-ce que j'ai dit ?", previousChatId } };
      expect(await request("POST", `/v1/assistants/${assistantId}/chat`, stranger)).toMatchObject({
        status: 422,
        body: { code: "validation_failed", errors: [{ path: "previousChatId" }] },
      });
    }
  });

  it("answers before the stream when it cannot begin", async () => {
    const { id } = await create();
    const say = (json: object) => request("POST", `/v1/assistants/${id}/chat`, { json });
    expect(await say({ message: "Bonjour", previousChatId: "nowhere" })).toMatchObject({
      status: 422,
      body: { code: "validation_failed" },
    });
    await fault({ method: "POST", path: "/chat", status: 503, times: 9 });
    expect(await say({ message: "Bonjour" })).toMatchObject({ status: 502, body: { code: "vapi_unavailable" } });
    await atVapi("/_emulator/faults", "DELETE");
    await practice.superuser.query("update assistants set vapi_assistant_id = null");
    expect(await say({ message: "Bonjour" })).toMatchObject({
      status: 409,
      body: { code: "conflict", detail: expect.stringMatching(/moment/) },
    });
    expect((await request("POST", `/v1/assistants/${id}/chat`, { json: { message: "a" }, as: "viewer" })).status).toBe(
      403,
    );
  });
});
