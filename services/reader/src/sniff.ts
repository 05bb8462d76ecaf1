import type { FileKind } from "@allokoli/shared/rpc/reader";
import { isCalendar, isContacts } from "./calendar.ts";
import { decodeText } from "./decode.ts";
import { isEmail } from "./email.ts";
import { withoutFrontMatter } from "./markdown.ts";
import { isRtf } from "./rtf.ts";
import { delimiterOf } from "./table.ts";
import { Unreadable } from "./unreadable.ts";
import { COMMENTS, isPicture, isXml, START_CHARACTERS } from "./xml-document.ts";

type Archived = "docx" | "xlsx" | "odt" | "ods";
type Text = Exclude<FileKind, "pdf" | Archived>;
/** The format of a file by its content, whatever its name and its sender say. */
export type Content =
  | { kind: "pdf" | "zip" | "ole"; bytes: Uint8Array }
  | { kind: Text; text: string; bytes: Uint8Array }
  | { kind: "unknown" };

type Family = "pdf" | "text" | Archived;
const FAMILIES: Record<Family, string> = {
  pdf: "pdf",
  docx: "docx docm dotx",
  xlsx: "xlsx xlsm xltx",
  odt: "odt ott",
  ods: "ods ots",
  text: "html htm xhtml md markdown txt text csv tsv json rtf eml vcf ics xml log",
};
const FAMILY_OF_NAME = new Map(
  Object.entries(FAMILIES).flatMap(([family, endings]) =>
    endings.split(" ").map((ending) => [ending, family as Family]),
  ),
);

/** The family of formats that the name stands for; undefined when we read none of that name. */
export const familyOfName = (name: string): Family | undefined =>
  FAMILY_OF_NAME.get(/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "");

/** @throws {Unreadable} `type_mismatch` when the name says a type that the content is not. */
export function requireAsNamed(name: string, kind: FileKind): void {
  const family = familyOfName(name);
  const found: Family = kind === "pdf" || isArchived(kind) ? kind : "text";
  if (family !== undefined && family !== found) throw new Unreadable("type_mismatch");
}

const isArchived = (kind: FileKind): kind is Archived =>
  kind === "docx" || kind === "xlsx" || kind === "odt" || kind === "ods";

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
  if (text === undefined || isPicture(text)) return { kind: "unknown" };
  return { kind: kindOfText(text), text, bytes };
}

const startsWith = (bytes: Uint8Array, magic: number[]) => magic.every((byte, index) => bytes[index] === byte);

const HTML = new RegExp(
  String.raw`^\s*(?:<\?xml[^>]*>\s*)?${COMMENTS}<(?:!doctype\s+html|html|head|body|div|section|article|main|table|h1|p)\b[^>]*>`,
  "i",
);
// Each bounded, so that a line of a million brackets takes no longer than others.
const MARKDOWN =
  /^#{1,6} \S|^```|^[\t ]{0,20}[-*+] \S[^\n]{0,2000}\n[\t ]{0,20}[-*+] \S|^[^\n]{1,2000}\n(={3,}|-{3,})[\t ]*$|\[[^\]\n]{1,300}\]\([^)\n]{1,300}\)|\*\*[^*\n]{1,300}\*\*/m;
/** The line below the names of a table's columns. */
const MARKDOWN_TABLE = /^ {0,3}\|?[\t ]{0,20}:?-+:?[\t ]{0,20}\|[-:| \t]{0,2000}\r?$/m;
const SAMPLE_CHARACTERS = 200_000;

/** What a text begins with says more than what it looks like. */
function kindOfText(text: string): Text {
  if (isRtf(text)) return "rtf";
  if (isCalendar(text)) return "calendar";
  if (isContacts(text)) return "contacts";
  if (isEmail(text)) return "email";
  if (HTML.test(text.slice(0, START_CHARACTERS))) return "html";
  if (isXml(text)) return "xml";
  if (/^\s*[[{]/.test(text) && isJson(text)) return "json";
  if (withoutFrontMatter(text) !== text) return "markdown";
  if (MARKDOWN_TABLE.test(text.slice(0, SAMPLE_CHARACTERS))) return "markdown";
  if (delimiterOf(text) !== undefined) return "csv";
  return MARKDOWN.test(text.slice(0, SAMPLE_CHARACTERS)) ? "markdown" : "text";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
