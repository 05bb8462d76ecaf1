import type { File as StoredFile } from "../api/types.ts";
import type { ApiProblem } from "../api/client.ts";
import { m } from "../../paraglide/messages.js";
import { tellProblem } from "../problem-message.ts";

export const STATE_LABELS = {
  processing: m.knowledge_file_processing,
  ready: m.knowledge_file_ready,
  failed: m.knowledge_file_failed,
} satisfies Record<StoredFile["state"], () => string>;

/** Why a file could not be read, and the way out: a new code of the API does not compile without one. */
const FAILURES: Record<NonNullable<StoredFile["failure"]>["code"], () => string> = {
  missing: m.knowledge_failure_missing,
  empty: m.knowledge_failure_empty,
  type_mismatch: m.knowledge_failure_type_mismatch,
  unsupported_type: m.knowledge_failure_unsupported_type,
  password_protected: m.knowledge_failure_password_protected,
  expands_too_much: m.knowledge_failure_expands_too_much,
  too_slow: m.knowledge_failure_too_slow,
  garbled: m.knowledge_failure_garbled,
  too_large: m.knowledge_failure_too_large,
  damaged: m.knowledge_failure_damaged,
  no_text: m.knowledge_failure_no_text,
  unreadable: m.knowledge_failure_unreadable,
};

export const tellFailure = ({ code }: NonNullable<StoredFile["failure"]>): string =>
  (Object.hasOwn(FAILURES, code) ? FAILURES[code] : m.knowledge_failure_unreadable)();

/** Why a file was not taken, in one or two sentences. */
export function tellUploadProblem(problem: ApiProblem): string {
  if (problem.code === "payload_too_large") return m.knowledge_upload_too_large();
  // The only field of the form is the file.
  if (problem.code === "validation_failed") return m.knowledge_upload_none();
  const { title, next } = tellProblem(problem);
  return `${title} ${next}`;
}

const TYPES: [RegExp, () => string][] = [
  [/pdf$/, m.knowledge_type_pdf],
  [/wordprocessingml|opendocument\.text|rtf$/, m.knowledge_type_word],
  [/spreadsheetml|opendocument\.spreadsheet|csv$/, m.knowledge_type_sheet],
  [/html$/, m.knowledge_type_page],
  [/rfc822|calendar|vcard/, m.knowledge_type_mail],
  [/json$|xml$/, m.knowledge_type_data],
  [/^text\//, m.knowledge_type_text],
];

/** A file's type for people; undefined while nobody knows it. */
export const typeLabel = (mediaType: string | null): string | undefined =>
  TYPES.find(([is]) => mediaType !== null && is.test(mediaType))?.[1]();

export const filesLabel = (count: number) =>
  count === 0 ? m.knowledge_files_none() : count === 1 ? m.knowledge_files_one() : m.knowledge_files_many({ count });

export const passagesLabel = (count: number) =>
  count === 1 ? m.knowledge_passages_one() : m.knowledge_passages_many({ count });
