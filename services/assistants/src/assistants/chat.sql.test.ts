import { describe, expect, it } from "vitest";
import { atVapi, create, fault, fixture, request, useWorker } from "./testing/worker.ts";

useWorker();

describe("POST /v1/assistants/:id/chat", () => {
  it("streams words, and ends with the id that continues the chat", async () => {
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
    // Vapi would continue any chat of the account, whoever owns it.
    const [vapiChatId] = String(chatId).split(".");
    const { id: other } = await create({ name: "Autre" });
    for (const [assistantId, previousChatId] of [
      [id, vapiChatId],
      [other, chatId],
    ]) {
      const outsider = { json: { message: "Qu'est-ce que j'ai dit ?", previousChatId } };
      expect(await request("POST", `/v1/assistants/${assistantId}/chat`, outsider)).toMatchObject({
        status: 422,
        body: { code: "validation_failed", errors: [{ path: "previousChatId" }] },
      });
    }
  });

  it("answers with an error, and no stream, when the chat cannot begin", async () => {
    const { id } = await create();
    const say = (json: object) => request("POST", `/v1/assistants/${id}/chat`, { json });
    expect(await say({ message: "Bonjour", previousChatId: "nowhere" })).toMatchObject({
      status: 422,
      body: { code: "validation_failed" },
    });
    await fault({ method: "POST", path: "/chat", status: 503, times: 9 });
    expect(await say({ message: "Bonjour" })).toMatchObject({ status: 502, body: { code: "vapi_unavailable" } });
    await atVapi("/_emulator/faults", "DELETE");
    await fixture.superuser.query("update assistants set vapi_assistant_id = null");
    expect(await say({ message: "Bonjour" })).toMatchObject({
      status: 409,
      body: { code: "conflict", detail: expect.stringMatching(/moment/) },
    });
    expect((await request("POST", `/v1/assistants/${id}/chat`, { json: { message: "a" }, as: "viewer" })).status).toBe(
      403,
    );
  });
});
