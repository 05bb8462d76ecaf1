import type { Block } from "@allokoli/shared/rpc/reader";
import { MAX_CHARACTERS } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

/** A text on one line, without what no reader sees. */
export const toLine = (text: string) =>
  text
    .replaceAll(/[\u00ad\u200b\u2060\ufeff\0]/g, "")
    .toWellFormed()
    .replaceAll(/\s+/g, " ")
    .trim();

const CELLS = " | ";

/**
 * Collects a document's blocks; what has no text is left out. A name that stands beside each of many values makes more text
 * than the file has: so it is counted as it comes.
 * @throws {Unreadable} `too_large`
 */
export function createBlocks() {
  const blocks: Block[] = [];
  let characters = 0;
  const add = (block: Block) => {
    const text = toLine(block.text);
    characters += text.length;
    if (characters > MAX_CHARACTERS) throw new Unreadable("too_large");
    if (text !== "") blocks.push({ ...block, text });
  };
  return {
    blocks,
    heading: (text: string, level: number) => add({ kind: "heading", text, level }),
    paragraph: (text: string, page?: number) => add({ kind: "paragraph", text, ...(page !== undefined && { page }) }),
    row: (cells: string[], page?: number) => {
      const shown = cells.map(toLine);
      if (shown.some((cell) => cell !== ""))
        add({ kind: "row", text: shown.join(CELLS), ...(page !== undefined && { page }) });
    },
  };
}
