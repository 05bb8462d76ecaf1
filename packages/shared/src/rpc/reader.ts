/** What the reader Worker does for the knowledge Worker, over its `ReaderEntrypoint`. */
export type ReaderRpc = {
  /** The text of a file. A file that has none that we can read is a result, not an error. */
  read(input: { content: ReadableStream; name: string; requestId: string }): Promise<Reading>;
};

export const MEDIA_TYPES = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  html: "text/html",
  markdown: "text/markdown",
  text: "text/plain",
  csv: "text/csv",
  json: "application/json",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  rtf: "application/rtf",
  email: "message/rfc822",
  calendar: "text/calendar",
  contacts: "text/vcard",
  xml: "application/xml",
} as const;
export type FileKind = keyof typeof MEDIA_TYPES;

/** A piece of a document's structure, in reading order. Texts are on one line, and never empty. */
export type Block = {
  kind: "heading" | "paragraph" | "row";
  text: string;
  /** 1 is the outermost heading; only headings have one. */
  level?: number;
  /** From 1; only in files that have pages. */
  page?: number;
};

/** Why a file has no passages, in the order in which it is found out. */
export const FAILURES = {
  missing: "The file is no longer in storage. Upload it again.",
  empty: "The file is empty.",
  type_mismatch: "The content is of another type than the name of the file says. Check the file and upload it again.",
  unsupported_type:
    "Files of this type cannot be read. Use PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt, .ods), RTF, HTML, Markdown, text, CSV, JSON, XML, a message (.eml), a calendar (.ics) or contacts as .vcf.",
  password_protected: "The file is protected by a password. Remove the password and upload it again.",
  expands_too_much: "The file unpacks to far more than its size, which is not safe to read.",
  too_slow: "The file takes too long to read. Export it again, or split it, and upload that.",
  garbled:
    "The words in the file cannot be told: its font or its encoding does not say which letters they are. Export it again, or run text recognition on it, and upload that.",
  too_large: "The file holds more text than one file may have. Split it and upload the parts.",
  damaged: "The file is damaged and cannot be read. Export it again and upload that.",
  no_text:
    "There is no text in the file: it may be a scan or an image. Run text recognition on it and upload the result.",
  unreadable: "The file could not be read after several tries. Export it in another format and upload that.",
} as const;
export type FailureCode = keyof typeof FAILURES;

export type Reading =
  | { outcome: "read"; kind: FileKind; blocks: Block[] }
  | { outcome: "failed"; kind: FileKind | null; code: FailureCode };

/** The reader Worker's service binding as its RPC interface. */
// The binding's entrypoint is `ReaderEntrypoint` of services/reader, which is declared to implement this type.
export const readerRpc = (binding: unknown): ReaderRpc => binding as ReaderRpc;
