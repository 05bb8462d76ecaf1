/**
 * What a message of a conversation says: the text itself, or its parts (`[{ type: "text", text }]`, as OpenAI has them)
 * with a space between. Undefined when nothing is said.
 */
export function spokenText(content: unknown): string | undefined {
  const parts = Array.isArray(content) ? content : [content];
  const texts = parts.flatMap((part) => textOf(part) ?? []).filter((text) => text.trim() !== "");
  return texts.length === 0 ? undefined : texts.join(" ");
}

function textOf(part: unknown): string | undefined {
  if (typeof part === "string") return part;
  if (typeof part !== "object" || part === null || !("text" in part)) return undefined;
  return typeof part.text === "string" ? part.text : undefined;
}
