export type ChatDelta = { chatId: string | null; text: string };

/** A line longer than this is not one of Vapi's. */
const MAX_LINE_CHARACTERS = 64 * 1024;
/** Vapi's stream is named after the chat it makes. */
const STREAM_PREFIX = /^stream_/;

/**
 * The words in Vapi's chat stream (reference: `data: {"id", "path": "chat.output[0].content", "delta"}`), piece by piece.
 * What it cannot read, such as a comment, `[DONE]` or an event without words, it passes over.
 * @throws when a line has no end, or the stream breaks
 */
export async function* parseChatEvents(
  reader: Pick<ReadableStreamDefaultReader<Uint8Array>, "read">,
): AsyncGenerator<ChatDelta, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += value === undefined ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = done ? "" : (lines.pop() ?? "");
    if (rest.length > MAX_LINE_CHARACTERS) throw new Error("a line of the chat stream does not end");
    for (const line of lines) {
      const delta = toDelta(line);
      if (delta !== undefined) yield delta;
    }
    if (done) return undefined;
  }
}

function toDelta(line: string): ChatDelta | undefined {
  if (!line.startsWith("data:")) return undefined;
  const data = parseJson(line.slice("data:".length));
  if (typeof data !== "object" || data === null || !("delta" in data)) return undefined;
  if (typeof data.delta !== "string" || data.delta === "") return undefined;
  const id = "id" in data && typeof data.id === "string" ? data.id.replace(STREAM_PREFIX, "") : null;
  return { chatId: id, text: data.delta };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
