import { PDF, type PDFPage } from "@libpdf/core";
import type { Block } from "@allokoli/shared/rpc/reader";
import { createBlocks } from "./blocks.ts";
import { MAX_CHARACTERS, MAX_PAGES, MAX_UNPACKED_BYTES } from "./limits.ts";
import { toParagraphs, type PlacedCharacter } from "./pdf-lines.ts";
import { Unreadable } from "./unreadable.ts";
import { inflate } from "./unzip.ts";

/** @throws {Unreadable} `password_protected`, `expands_too_much`, `too_large`, `damaged` */
export async function readPdf(bytes: Uint8Array): Promise<Block[]> {
  await requireBoundedStreams(bytes);
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

const STREAM = "stream";
const END_STREAM = "endstream";

/** Unpacks every deflated stream before the parser does, and stops where they come to more than a Worker holds. */
async function requireBoundedStreams(bytes: Uint8Array): Promise<void> {
  let left = MAX_UNPACKED_BYTES;
  for (let at = find(bytes, STREAM, 0); at !== -1;) {
    const from = at + STREAM.length + (bytes[at + STREAM.length] === 0x0d ? 2 : 1);
    const to = find(bytes, END_STREAM, from);
    if (to === -1) return;
    left -= await unpackedLength(bytes.subarray(from, to), left);
    at = find(bytes, STREAM, to + END_STREAM.length);
  }
}

/** The header of a zlib stream (RFC 1950 §2.2); what only looks like one and is not counts for nothing. */
async function unpackedLength(stream: Uint8Array, maxBytes: number): Promise<number> {
  const [method = 0, flags = 0] = stream;
  if ((method & 0x0f) !== 8 || (method * 256 + flags) % 31 !== 0) return 0;
  try {
    return (await inflate(stream, "deflate", maxBytes)).length;
  } catch (err) {
    if (err instanceof Unreadable && err.code === "expands_too_much") throw err;
    return 0;
  }
}

function find(bytes: Uint8Array, word: string, from: number): number {
  const first = word.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < word.length && bytes[at + length] === word.charCodeAt(length)) length++;
    if (length === word.length) return at;
  }
  return -1;
}
