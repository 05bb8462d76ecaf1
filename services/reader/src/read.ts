import type { Block, FileKind, Reading } from "@allokoli/shared/rpc/reader";
import { openArchive, type Archive } from "./archive.ts";
import { readFields } from "./calendar.ts";
import { isDocx, readDocx } from "./docx.ts";
import { readEmail } from "./email.ts";
import { readHtml } from "./html.ts";
import { MAX_CHARACTERS } from "./limits.ts";
import { readMarkdown, readText } from "./markdown.ts";
import { openDocumentKind, readOds, readOdt } from "./opendocument.ts";
import { readRtf } from "./rtf.ts";
import { familyOfName, requireAsNamed, sniff, type Content } from "./sniff.ts";
import { readCsv, readJson } from "./table.ts";
import { Unreadable } from "./unreadable.ts";
import { isXlsx, readXlsx } from "./xlsx.ts";
import { readXmlDocument } from "./xml-document.ts";

/** The PDF library is large: it is handed in, and loaded only for a PDF. */
export type ReadPdf = (bytes: Uint8Array) => Promise<Block[]>;

/**
 * The text of a file, recognized by its content. Never throws because of what a file holds: an unreadable file is a
 * result too.
 */
export async function readFile(bytes: Uint8Array, name: string, readPdf: ReadPdf): Promise<Reading> {
  let kind: FileKind | null = null;
  try {
    if (bytes.length === 0) throw new Unreadable("empty");
    const document = open(sniff(bytes), name);
    kind = document.kind;
    requireAsNamed(name, kind);
    const blocks = await document.read(readPdf);
    const characters = blocks.reduce((sum, { text }) => sum + text.length, 0);
    if (characters > MAX_CHARACTERS) throw new Unreadable("too_large");
    if (!blocks.some(({ text }) => /[\p{L}\p{N}]/u.test(text)))
      throw new Unreadable(kind === "pdf" ? "no_text" : "empty");
    return { outcome: "read", kind, blocks };
  } catch (err) {
    // A parser that stumbles over a file has found it damaged.
    return { outcome: "failed", kind, code: err instanceof Unreadable ? err.code : "damaged" };
  }
}

type Document = { kind: FileKind; read(readPdf: ReadPdf): Block[] | Promise<Block[]> };

function open(content: Content, name: string): Document {
  switch (content.kind) {
    case "pdf":
      return { kind: "pdf", read: (readPdf) => readPdf(content.bytes) };
    case "zip":
      return openArchived(openArchive(content.bytes), name);
    case "ole":
      throw oldOffice(content.bytes, name);
    case "html":
      return { kind: "html", read: () => readHtml(content.text) };
    case "markdown":
      return { kind: "markdown", read: () => readMarkdown(content.text) };
    case "csv":
      return { kind: "csv", read: () => readCsv(content.text) };
    case "json":
      return { kind: "json", read: () => readJson(content.text) };
    case "xml":
      return { kind: "xml", read: () => readXmlDocument(content.text) };
    case "rtf":
      return { kind: "rtf", read: () => readRtf(content.text) };
    case "email":
      return { kind: "email", read: () => readEmail(content.bytes) };
    case "calendar":
    case "contacts":
      return { kind: content.kind, read: () => readFields(content.text) };
    case "text":
      return { kind: "text", read: () => readText(content.text) };
    default:
      throw notRead(name);
  }
}

/** Word's, Excel's and LibreOffice's files are archives with parts of certain names. */
function openArchived(archive: Archive, name: string): Document {
  if (isDocx(archive)) return { kind: "docx", read: () => readDocx(archive) };
  if (isXlsx(archive)) return { kind: "xlsx", read: () => readXlsx(archive) };
  switch (openDocumentKind(archive)) {
    case "odt":
      return { kind: "odt", read: () => readOdt(archive) };
    case "ods":
      return { kind: "ods", read: () => readOds(archive) };
    default:
      throw notRead(name);
  }
}

/** No format that we read. */
const notRead = (name: string) =>
  new Unreadable(familyOfName(name) === undefined ? "unsupported_type" : "type_mismatch");

/** Office wraps a protected file into the container of its old format, with a stream of this name ([MS-OFFCRYPTO] §2.3.4). */
function oldOffice(bytes: Uint8Array, name: string): Unreadable {
  const names = new TextDecoder("utf-16le").decode(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  if (names.includes("EncryptedPackage")) return new Unreadable("password_protected");
  return notRead(name);
}
