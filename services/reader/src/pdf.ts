import { nextStep, withinLimits } from "./pdf-budget.ts";
import { getDocument, PasswordException, type PDFDocumentProxy, type PDFPageProxy } from "unpdf/pdfjs";
import type { Block } from "@allokoli/shared/rpc/reader";
import { createBlocks } from "./blocks.ts";
import { MAX_CHARACTERS, MAX_PAGES, PDF_LIMITS } from "./limits.ts";
import { fieldsOf } from "./pdf-fields.ts";
import { toReadingOrder } from "./pdf-layout.ts";
import type { Run } from "./pdf-lines.ts";
import { requireNotGarbled } from "./garbled.ts";
import { Unreadable } from "./unreadable.ts";

/** @throws {Unreadable} `password_protected`, `expands_too_much`, `too_large`, `too_slow`, `garbled`, `damaged` */
export async function readPdf(bytes: Uint8Array): Promise<Block[]> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    // Nothing is drawn and nothing is fetched, not even fonts.
    useSystemFonts: true,
    disableFontFace: true,
    useWorkerFetch: false,
    useWasm: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    verbosity: 0,
  });
  try {
    return await withinLimits(PDF_LIMITS, async () => readPages(await opened(task.promise)));
  } finally {
    await task.destroy();
  }
}

async function opened(document: Promise<PDFDocumentProxy>): Promise<PDFDocumentProxy> {
  try {
    return await document;
  } catch (err) {
    throw new Unreadable(err instanceof PasswordException ? "password_protected" : "damaged", { cause: err });
  }
}

async function readPages(document: PDFDocumentProxy): Promise<Block[]> {
  if (document.numPages > MAX_PAGES) throw new Unreadable("too_large");
  const { blocks, paragraph, row } = createBlocks();
  let left = MAX_CHARACTERS;
  for (let number = 1; number <= document.numPages; number++) {
    nextStep();
    const page = await document.getPage(number);
    const runs = await runsOf(page, left);
    left -= runs.reduce((sum, { text }) => sum + text.length, 0);
    for (const read of toReadingOrder([...runs, ...(await fieldsOf(page, runs))])) {
      if (read.kind === "row") row(read.cells, number);
      else paragraph(read.text, number);
    }
    page.cleanup();
    // Others have their turn, and the clock goes on.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  nextStep();
  return blocks;
}

/** pdf.js waits until what it has found is taken, so that it does not find more than may be read. */
async function runsOf(page: PDFPageProxy, maxCharacters: number): Promise<Run[]> {
  const runs: Run[] = [];
  let characters = 0;
  const reader = page.streamTextContent({ disableNormalization: true }).getReader();
  for (;;) {
    const { done, value } = (await reader.read()) as ReadableStreamReadResult<{ items: TextItem[] }>;
    if (done) break;
    for (const item of value.items) {
      characters += item.str.length + 1;
      if (item.str.trim() !== "") runs.push(toRun(item, runs.length));
    }
    if (characters > maxCharacters) throw new Unreadable("too_large");
  }
  requireNotGarbled(runs.map(({ text }) => text).join(""));
  return runs;
}

type TextItem = { str: string; width: number; transform: number[] };

/** Text that stands upright on the page is laid down: what is drawn in one direction is read in one direction. */
function toRun({ str, width, transform }: TextItem, order: number): Run {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = transform;
  const [x, y] = Math.abs(a) >= Math.abs(b) ? (a >= 0 ? [e, f] : [-e, -f]) : b > 0 ? [f, -e] : [-f, e];
  return { text: str, x, y, width, size: Math.hypot(c, d), order };
}
