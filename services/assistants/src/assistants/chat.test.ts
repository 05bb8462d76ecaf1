import { Problem } from "@allokoli/shared/http/problem";
import { describe, expect, it } from "vitest";
import { chat } from "./chat.ts";

const encoder = new TextEncoder();
const input = {
  assistant: { assistantId: "vapi-1" },
  message: "Bonjour",
  previousChatId: undefined,
  toTicket: async (id: string) => id,
};
const word = (text: string) => encoder.encode(`data: ${JSON.stringify({ id: "stream_chat-1", delta: text })}\n\n`);
const sse = (body: ReadableStream<Uint8Array>) =>
  new Response(body, { headers: { "content-type": "text/event-stream" } });
const answering = (response: Response) => ({ streamChat: async () => response });

describe("a chat", () => {
  it("tells Vapi to stop when the client leaves", async () => {
    let cancelled: unknown;
    const upstream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(word("encore ")),
      cancel: (reason) => void (cancelled = reason),
    });
    const response = await chat(answering(sse(upstream)), input);
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain("encore");
    await reader?.cancel("gone");
    expect(cancelled).toBe("gone");
  });

  it("is cut when it is too long", async () => {
    let isCancelled = false;
    const upstream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(word("x".repeat(10_000))),
      cancel: () => void (isCancelled = true),
    });
    const text = await (await chat(answering(sse(upstream)), input)).text();
    expect(text.length).toBeLessThan(200_000);
    expect(text).toMatch(/event: error\ndata: \{"code":"vapi_unavailable"\}\n\n$/);
    expect(isCancelled).toBe(true);
  });

  it("reports that it broke off, but not why", async () => {
    let pulls = 0;
    const upstream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pulls++ === 0) controller.enqueue(word("Bon"));
        else controller.error(new Error("ECONNRESET 10.0.0.1"));
      },
    });
    const text = await (await chat(answering(sse(upstream)), input)).text();
    expect(text).toBe('event: delta\ndata: {"text":"Bon"}\n\nevent: error\ndata: {"code":"vapi_unavailable"}\n\n');
  });

  it.each([
    ["a page of a proxy", new Response("<html>", { headers: { "content-type": "text/html" } }), "vapi_unavailable"],
    ["our key", new Response('{"message":"Invalid Key"}', { status: 401 }), "vapi_unavailable"],
    ["an empty account", new Response('{"message":"Purchase credits"}', { status: 402 }), "vapi_unavailable"],
    ["their trouble", new Response("oops", { status: 500 }), "vapi_unavailable"],
    [
      "what was said",
      new Response('{"message":["input must be shorter"]}', { status: 400, headers: { "content-length": "35" } }),
      "vapi_refused",
    ],
  ])("does not begin because of %s", async (_why, response, code) => {
    const refused = await chat(answering(response), input).catch((err: unknown) => err);
    expect(refused).toBeInstanceOf(Problem);
    expect(refused).toMatchObject({ code });
    if (code === "vapi_refused")
      expect(refused).toMatchObject({ errors: [{ path: "message", message: "must be shorter" }] });
  });
});
