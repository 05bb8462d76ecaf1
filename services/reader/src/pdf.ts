import { PDF, type PDFPage } from "@libpdf/core";
import type { Block } from "@allokoli/shared/rpc/reader";
import { createBlocks } from "./blocks.ts";
import { MAX_CHARACTERS, MAX_PAGES } from "./limits.ts";
import { toParagraphs, type PlacedCharacter } from "./pdf-lines.ts";
import { requireBoundedStreams } from "./pdf-streams.ts";
import { Unreadable } from "./unreadable.ts";

/** @throws {Unreadable} `password_protected`, `expands_too_much`, `too_large`, `damaged` */
export async function readPdf(bytes: Uint8Array): Promise<Block[]> {
  requireBoundedStreams(bytes);
  const pages = await openPages(bytes);
  if (pages.length > MAX_PAGES) throw new Unreadable("too_large");
  const { blocks, paragraph, row } = createBlocks();
  let characters = 0;
  for (const [index, page] of pages.entries()) {
    for (const { text, isRow } of toParagraphs(placedOn(page))) {
      characters += text.length;
      if (isRow) row(text.split(" | "));
      else paragraph(text);
    }
    if (characters > MAX_CHARACTERS) throw new Unreadable("too_large");
    for (const block of blocks) block.page ??= index + 1;
  }
  return blocks;
}

async function openPages(bytes: Uint8Array): Promise<PDFPage[]> {
  let pdf: PDF;
  try {
    pdf = await PDF.load(bytes);
  } catch (err) {
    const isLocked = err instanceof Error && /password|encrypt|credential|security/i.test(`${err.name} ${err.message}`);
    throw new Unreadable(isLocked ? "password_protected" : "damaged", { cause: err });
  }
  if (pdf.isEncrypted && !pdf.isAuthenticated) throw new Unreadable("password_protected");
  return pdf.getPages();
}

function placedOn(page: PDFPage): PlacedCharacter[] {
  const characters = page.extractText().lines.flatMap(({ spans }) => spans.flatMap(({ chars }) => chars));
  return characters.map(({ char, bbox, baseline, fontSize }) => ({
    char,
    x: bbox.x,
    width: bbox.width,
    baseline,
    size: fontSize,
  }));
}
