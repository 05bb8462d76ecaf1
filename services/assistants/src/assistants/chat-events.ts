import { createParser } from "eventsource-parser";

export type ChatDelta = { chatId: string | null; text: string };

/** An event longer than this is not one of Vapi's. */
const MAX_EVENT_CHARACTERS = 64 * 1024;
/** Vapi's stream is named after the chat it makes. */
const STREAM_PREFIX = /^stream_/;

/**
 * The words in Vapi's chat stream (reference: `data: {"id", "path": "chat.output[0].content", "delta"}`), piece by
 * piece. Anything else is skipped, such as a comment, `[DONE]` or an event without words.
 * @throws when an event has no end, or the stream breaks
 */
export async function* parseChatEvents(
  reader: Pick<ReadableStreamDefaultReader<Uint8Array>, "read">,
): AsyncGenerator<ChatDelta, undefined> {
  const decoder = new TextDecoder();
  const deltas: ChatDelta[] = [];
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARACTERS,
    onEvent: ({ data }) => void deltas.push(...toDeltas(data)),
    onError(err) {
      if (err.type === "max-buffer-size-exceeded") throw err;
    },
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    parser.feed(decoder.decode(value, { stream: true }));
    yield* deltas.splice(0);
  }
}

function toDeltas(text: string): ChatDelta[] {
  const data = parseJson(text);
  if (typeof data !== "object" || data === null || !("delta" in data)) return [];
  if (typeof data.delta !== "string" || data.delta === "") return [];
  const id = "id" in data && typeof data.id === "string" ? data.id.replace(STREAM_PREFIX, "") : null;
  return [{ chatId: id, text: data.delta }];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
