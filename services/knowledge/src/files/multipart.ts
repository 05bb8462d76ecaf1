import { Problem } from "@allokoli/shared/http/problem";

const MAX_HEADER_BYTES = 8 * 1024;
const CRLF = "\r\n";

/** One file that arrives as `multipart/form-data` (RFC 7578), read as it comes in. */
export type IncomingFile = {
  name: string;
  /** The content type that the form names; empty when it names none. */
  type: string;
  /** Its bytes, which can be read once; throws a `Problem` when the body ends too early or holds another part. */
  content: AsyncIterable<Uint8Array>;
};

/**
 * The file in a form whose one field is `file`. Nothing but the header has been read when it resolves.
 * @throws {Problem} `unsupported_media_type`, `bad_request`, `validation_failed`
 */
export async function receiveFile(
  contentType: string | undefined,
  body: ReadableStream<Uint8Array> | null,
): Promise<IncomingFile> {
  const boundary = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType ?? "");
  const word = boundary?.[1] ?? boundary?.[2];
  if (word === undefined)
    throw new Problem("unsupported_media_type", { detail: "Send multipart/form-data with one file." });
  if (body === null) throw malformed();
  const bytes = createScanner(body);
  if ((await bytes.upTo(`--${word}${CRLF}`, MAX_HEADER_BYTES)) === undefined) throw malformed();
  const header = await bytes.upTo(CRLF + CRLF, MAX_HEADER_BYTES);
  if (header === undefined) throw malformed();
  const said = new TextDecoder().decode(header);
  const type = /^content-type:(.*)$/im.exec(said)?.[1]?.trim() ?? "";
  return { name: fileNameIn(said), type, content: contentOf(bytes, word) };
}

async function* contentOf(bytes: Scanner, boundary: string): AsyncIterable<Uint8Array> {
  yield* bytes.until(`${CRLF}--${boundary}`);
  const rest = await bytes.upTo("--", 4);
  if (rest === undefined || rest.length > 0) throw invalid("", "may have no part but `file`");
}

function fileNameIn(header: string): string {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(header)?.[1] ?? "";
  const field = parameter(disposition, "name");
  if (field !== "file") throw invalid(field ?? "", "is not a field of this form: send the file as `file`");
  const encoded = /\bfilename\*=utf-8''([^;\s]*)/i.exec(disposition)?.[1];
  const given = (encoded === undefined ? undefined : decodeName(encoded)) ?? parameter(disposition, "filename");
  // Some browsers send the whole path; people know the file by the end of it.
  const name = (given ?? "").split(/[\\/]/).at(-1)?.replaceAll(/\p{C}/gu, "").toWellFormed().trim() ?? "";
  if (name === "") throw invalid("file", "needs a file name");
  return Array.from(name).slice(-255).join("");
}

/** A quoted parameter as browsers write it: they escape the quote and the line ends (HTML §4.10.21.8). */
const parameter = (disposition: string, name: string) =>
  new RegExp(`(?:^|[\\s;])${name}="((?:\\\\"|[^"])*)"`, "i")
    .exec(disposition)?.[1]
    ?.replaceAll('\\"', '"')
    .replaceAll("%22", '"')
    .replaceAll(/%0[da]/gi, " ");

function decodeName(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

const malformed = () => new Problem("bad_request", { detail: "The body is not a whole multipart form." });
const invalid = (path: string, message: string) => new Problem("validation_failed", { errors: [{ path, message }] });

type Scanner = ReturnType<typeof createScanner>;

function createScanner(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  let held: Uint8Array = new Uint8Array(0);
  const more = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    if (done) return false;
    held = concat(held, value);
    return true;
  };
  return {
    /**
     * The bytes before `word`, which is skipped; undefined when there are more than `maxBytes`, or `word` does not
     * come.
     */
    async upTo(word: string, maxBytes: number): Promise<Uint8Array | undefined> {
      for (;;) {
        const at = indexOf(held, word);
        if (at !== -1) {
          const before = held.slice(0, at);
          held = held.subarray(at + word.length);
          return before;
        }
        if (held.length > maxBytes || !(await more())) return undefined;
      }
    },
    /** The same in pieces, however long it is. */
    async *until(word: string): AsyncIterable<Uint8Array> {
      for (;;) {
        const at = indexOf(held, word);
        const safe = at === -1 ? held.length - word.length + 1 : at;
        if (safe > 0) {
          yield held.subarray(0, safe);
          held = held.subarray(safe);
        }
        if (at !== -1) {
          held = held.subarray(word.length);
          return;
        }
        if (!(await more())) throw malformed();
      }
    },
  };
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** `word` is ASCII. */
function indexOf(bytes: Uint8Array, word: string): number {
  const first = word.charCodeAt(0);
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < word.length && bytes[at + length] === word.charCodeAt(length)) length++;
    if (length === word.length) return at;
  }
  return -1;
}
