import type { FileKind } from "@allokoli/shared/rpc/reader";
import { decodeText } from "./decode.ts";
import { Unreadable } from "./unreadable.ts";

/** A file's content by what it is, whatever its name and its sender say. */
export type Content =
  | { kind: "pdf" | "zip" | "ole"; bytes: Uint8Array }
  | { kind: Exclude<FileKind, "pdf" | "docx">; text: string }
  | { kind: "unknown" };

type Family = "pdf" | "docx" | "text";
const FAMILY_OF_NAME: Record<string, Family> = {
  pdf: "pdf",
  docx: "docx",
  html: "text",
  htm: "text",
  md: "text",
  markdown: "text",
  txt: "text",
  csv: "text",
  tsv: "text",
  json: "text",
};

/** The family of formats that the name promises; undefined when it promises none that we read. */
export const familyOfName = (name: string): Family | undefined =>
  FAMILY_OF_NAME[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""];

/** @throws {Unreadable} `type_mismatch` when the name says a type that the content is not. */
export function requireAsNamed(name: string, kind: FileKind): void {
  const family = familyOfName(name);
  const found: Family = kind === "pdf" || kind === "docx" ? kind : "text";
  if (family !== undefined && family !== found) throw new Unreadable("type_mismatch");
}

const PDF_WITHIN_BYTES = 1024;
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

export function sniff(bytes: Uint8Array): Content {
  if (startsWith(bytes, ZIP)) return { kind: "zip", bytes };
  if (startsWith(bytes, OLE)) return { kind: "ole", bytes };
  // Some writers put a line before the header (ISO 32000-1, appendix H.3.4.1).
  const start = String.fromCharCode(...bytes.subarray(0, PDF_WITHIN_BYTES));
  if (/%PDF-\d/.test(start)) return { kind: "pdf", bytes };
  const text = decodeText(bytes);
  return text === undefined ? { kind: "unknown" } : { kind: kindOfText(text), text };
}

const startsWith = (bytes: Uint8Array, magic: number[]) => magic.every((byte, index) => bytes[index] === byte);

const HTML =
  /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body|div|section|article|main|table|h1|p)\b[^>]*>/i;
const MARKDOWN =
  /^#{1,6} \S|^```|^\s*[-*+] \S.*\n\s*[-*+] \S|^.+\n(={3,}|-{3,})\s*$|\[[^\]\n]+\]\([^)\n]+\)|\*\*[^*\n]+\*\*/m;

export function kindOfText(text: string): Exclude<FileKind, "pdf" | "docx"> {
  if (HTML.test(text)) return "html";
  if (/^\s*[[{]/.test(text) && isJson(text)) return "json";
  if (delimiterOf(text) !== undefined) return "csv";
  return MARKDOWN.test(text) ? "markdown" : "text";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const SAMPLE_LINES = 50;

/** What separates the columns of a table; undefined when the lines are not one: each has as many of it as the first. */
export function delimiterOf(text: string): string | undefined {
  const lines = text
    .slice(0, 100_000)
    .split(/\r?\n/)
    .map((line) => line.replaceAll(/"[^"]*"/g, ""))
    .filter((line) => line.trim() !== "")
    .slice(0, SAMPLE_LINES);
  if (lines.length < 2) return undefined;
  return [";", "\t", ",", "|"].find((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const [columns = 0] = counts;
    if (columns === 0) return false;
    // A sentence has commas too, and often one: prose is told by its spaces after them.
    const isProse = delimiter === "," && lines.some((line) => (line.match(/,\s/g)?.length ?? 0) > columns / 2);
    return !isProse && counts.filter((count) => count === columns).length / counts.length >= 0.9;
  });
}
