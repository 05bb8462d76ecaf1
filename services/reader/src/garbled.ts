import { Unreadable } from "./unreadable.ts";

/** A few list signs or icons among words are normal; with more than this, the text is not what a person sees. */
const MOST_UNKNOWN = 0.15;

/**
 * Refuses text with too many unknown letters: from a font without a character map, or in another encoding.
 * @throws {Unreadable} `garbled`
 */
export function requireNotGarbled(text: string): void {
  const known = text.match(/[\p{L}\p{N}\p{P}\p{Sc}]/gu)?.length ?? 0;
  const unknown = text.match(/[\ufffd\p{Co}\p{Cn}\p{Cs}]|(?!\s)\p{Cc}/gu)?.length ?? 0;
  if (unknown > MOST_UNKNOWN * (known + unknown)) throw new Unreadable("garbled");
}
