import type { Block } from "@allokoli/shared/rpc/reader";

/** A text on one line, without what no reader sees. */
export const toLine = (text: string) =>
  text
    .replaceAll(/[\u00ad\u200b\u2060\ufeff\0]/g, "")
    .toWellFormed()
    .replaceAll(/\s+/g, " ")
    .trim();

const CELLS = " | ";

/** Collects a document's blocks; what has no text is left out. */
export function createBlocks() {
  const blocks: Block[] = [];
  const add = (block: Block) => {
    const text = toLine(block.text);
    if (text !== "") blocks.push({ ...block, text });
  };
  return {
    blocks,
    heading: (text: string, level: number) => add({ kind: "heading", text, level }),
    paragraph: (text: string, page?: number) => add({ kind: "paragraph", text, ...(page !== undefined && { page }) }),
    row: (cells: string[]) => {
      const shown = cells.map(toLine);
      if (shown.some((cell) => cell !== "")) add({ kind: "row", text: shown.join(CELLS) });
    },
  };
}
