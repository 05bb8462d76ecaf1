import type { Block, FileKind, Reading } from "@allokoli/shared/rpc/reader";
import { isDocx, readDocx } from "./docx.ts";
import { readHtml } from "./html.ts";
import { MAX_CHARACTERS } from "./limits.ts";
import { readMarkdown, readText } from "./markdown.ts";
import { familyOfName, requireAsNamed, sniff, type Content } from "./sniff.ts";
import { readCsv, readJson } from "./table.ts";
import { Unreadable } from "./unreadable.ts";
import { openArchive } from "./unzip.ts";

/** PDF has a library of its own weight: it is handed in, and loaded only for a PDF. */
export type ReadPdf = (bytes: Uint8Array) => Promise<Block[]>;

/** The text of a file, by its content. Never throws for what a file holds: a hostile one is a result like another. */
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
    case "zip": {
      const archive = openArchive(content.bytes);
      if (!isDocx(archive))
        throw new Unreadable(familyOfName(name) === undefined ? "unsupported_type" : "type_mismatch");
      return { kind: "docx", read: () => readDocx(archive) };
    }
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
    case "text":
      return { kind: "text", read: () => readText(content.text) };
    default:
      throw new Unreadable(familyOfName(name) === undefined ? "unsupported_type" : "type_mismatch");
  }
}

/** Word wraps a protected .docx into the container of its old format, with a stream of this name ([MS-OFFCRYPTO] §2.3.4). */
function oldOffice(bytes: Uint8Array, name: string): Unreadable {
  const names = new TextDecoder("utf-16le").decode(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  if (names.includes("EncryptedPackage")) return new Unreadable("password_protected");
  return new Unreadable(familyOfName(name) === undefined ? "unsupported_type" : "type_mismatch");
}
