import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseChatEvents, type ChatDelta } from "./chat-events.ts";

const encoder = new TextEncoder();

/** The events that are read from a stream in these pieces. */
async function read(pieces: Uint8Array[]): Promise<ChatDelta[]> {
  const rest = [...pieces];
  const deltas: ChatDelta[] = [];
  const reader = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = rest.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  }).getReader();
  for await (const delta of parseChatEvents(reader)) deltas.push(delta);
  return deltas;
}
const event = (delta: unknown, id = "stream_chat-1") =>
  `data: ${JSON.stringify({ id, path: "chat.output[0].content", delta })}\n\n`;

describe("Vapi's chat stream", () => {
  it("has words, and the chat that they belong to", async () => {
    const text = `: ping\n\n${event("Bonjour ")}${event("à vous.")}data: [DONE]\n\n`;
    expect(await read([encoder.encode(text)])).toEqual([
      { chatId: "chat-1", text: "Bonjour " },
      { chatId: "chat-1", text: "à vous." },
    ]);
  });

  it("is read the same however it is cut into pieces, even within a letter", async () => {
    const words = ["Été", " à la", " crèche 🎄", "\n", "."];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("\n", "\r\n"),
        fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 30 }),
        async (newline, sizes) => {
          const bytes = encoder.encode(
            words
              .map((word) => event(word))
              .join("")
              .replaceAll("\n", newline),
          );
          const pieces: Uint8Array[] = [];
          let at = 0;
          for (const size of sizes) {
            pieces.push(bytes.subarray(at, at + size));
            at += size;
          }
          pieces.push(bytes.subarray(at));
          expect((await read(pieces)).map(({ text }) => text)).toEqual(words);
        },
      ),
    );
  });

  it("may have events that we do not use", async () => {
    const odd = [
      "data: {not json}\n\n",
      "data: 1\n\n",
      "event: end\n\n",
      event(""),
      event({ tool: 1 }),
      "data:\n\n",
      "nonsense\n",
    ];
    expect(await read(odd.map((text) => encoder.encode(text)))).toEqual([]);
  });

  it("does not fill memory with an event that never ends", async () => {
    const endless = Array.from({ length: 20 }, () => encoder.encode("x".repeat(8192)));
    await expect(read([encoder.encode("data: "), ...endless])).rejects.toThrow(/exceeded/);
    const lines = Array.from({ length: 20 }, () => encoder.encode(`data: ${"x".repeat(8192)}\n`));
    await expect(read(lines)).rejects.toThrow(/exceeded/);
  });
});
