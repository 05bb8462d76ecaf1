import { constants, inflateRawSync } from "node:zlib";
import { MAX_UNPACKED_BYTES } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

const STREAM = "stream";
const END_STREAM = "endstream";
/** A stream's dictionary is shorter; what is longer hides something. */
const MAX_DICTIONARY = 8192;
const ZLIB_HEADER_BYTES = 2;

/** Filters that write bytes as letters, and make them no more; the abbreviations are those of ISO 32000-1, table 94. */
const LETTERS: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  ASCIIHexDecode: fromHex,
  AHx: fromHex,
  ASCII85Decode: fromBase85,
  A85: fromBase85,
};
/** Filters that unpack: how much comes out, counted up to a limit. */
const PACKERS: Record<string, (bytes: Uint8Array, maxBytes: number) => number> = {
  FlateDecode: inflatedLength,
  Fl: inflatedLength,
  LZWDecode: lzwLength,
  LZW: lzwLength,
  RunLengthDecode: runLength,
  RL: runLength,
};

/**
 * Unpacks every stream of a PDF that its text may be in before the parser does, and stops where they come to more than a
 * Worker holds: the parser unpacks without a limit. Each filter knows its own end, so `endstream` and `/Length`, which
 * may lie, are not asked. Images are never unpacked for their text.
 * @throws {Unreadable} `expands_too_much`
 */
export function requireBoundedStreams(pdf: Uint8Array, maxBytes = MAX_UNPACKED_BYTES): void {
  let left = maxBytes;
  for (let at = find(pdf, STREAM, 0); at !== -1; at = find(pdf, STREAM, at + STREAM.length)) {
    if (isWithin(pdf, at, END_STREAM)) continue;
    const from = at + STREAM.length + (pdf[at + STREAM.length] === 0x0d ? 2 : 1);
    const dictionary = textOf(pdf.subarray(Math.max(0, at - MAX_DICTIONARY), at));
    const own = dictionary.slice(Math.max(0, dictionary.lastIndexOf("obj")));
    if (/\/Subtype\s*\/Image\b/.test(own)) continue;
    for (const filters of filtersOf(pdf, own)) left -= unpackedLength(pdf.subarray(from), filters, left);
  }
}

/** The filters of a stream, first to last; more than one list where the dictionary names them more than once. */
function filtersOf(pdf: Uint8Array, dictionary: string): string[][] {
  return Array.from(
    dictionary.matchAll(/\/Filter\s*(\[[^\]]*\]|\/[^\s/<>[\]()%]+|\d+\s+\d+\s+R)/g),
    ([, value = ""]) => {
      const isElsewhere = /^\d/.test(value);
      return namesIn(isElsewhere ? objectOf(pdf, value.replace(/\s+R$/, " obj").replaceAll(/\s+/g, " ")) : value);
    },
  );
}

const namesIn = (text: string) => Array.from(text.matchAll(/\/([^\s/<>[\]()%]+)/g), ([, name = ""]) => name);

/** The beginning of an object that another one names. */
function objectOf(pdf: Uint8Array, name: string): string {
  const at = find(pdf, name, 0);
  return at === -1 ? "" : (textOf(pdf.subarray(at + name.length, at + name.length + 200)).split("endobj", 1)[0] ?? "");
}

/** Latin-1 with the names' escapes (`#20`) undone. */
const textOf = (bytes: Uint8Array) =>
  new TextDecoder("latin1")
    .decode(bytes)
    .replaceAll(/#([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function unpackedLength(stream: Uint8Array, filters: string[], maxBytes: number): number {
  // Nobody packs twice but to hide how much it is.
  if (filters.filter((name) => name in PACKERS).length > 1) throw new Unreadable("expands_too_much");
  let bytes = stream;
  for (const name of filters) {
    const packer = PACKERS[name];
    if (packer !== undefined) return packer(bytes, maxBytes);
    const letters = LETTERS[name];
    // What comes after another filter, such as an image's, is no text.
    if (letters === undefined) return 0;
    bytes = letters(bytes);
    if (bytes.length > maxBytes) throw new Unreadable("expands_too_much");
  }
  return bytes === stream ? 0 : bytes.length;
}

/** Without its header and its checksum, which may be wrong and are then ignored by the parser. */
function inflatedLength(stream: Uint8Array, maxBytes: number): number {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: Math.max(1, maxBytes) };
    return inflateRawSync(stream.subarray(ZLIB_HEADER_BYTES), options).length;
  } catch (err) {
    if (err instanceof RangeError) throw new Unreadable("expands_too_much", { cause: err });
    return 0;
  }
}

/** ISO 32000-1 §7.4.5. */
function runLength(stream: Uint8Array, maxBytes: number): number {
  let length = 0;
  for (let at = 0; at < stream.length;) {
    const code = stream[at] ?? 128;
    if (code === 128) break;
    length += code < 128 ? code + 1 : 257 - code;
    if (length > maxBytes) throw new Unreadable("expands_too_much");
    at += code < 128 ? code + 2 : 2;
  }
  return length;
}

const CLEAR = 256;
const END = 257;
const MAX_CODES = 4096;

/** ISO 32000-1 §7.4.4: only the lengths of the table's strings are kept. */
function lzwLength(stream: Uint8Array, maxBytes: number): number {
  let lengths: number[] = [];
  let length = 0;
  let before = 0;
  let width = 9;
  for (let bit = 0; bit + width <= stream.length * 8;) {
    const at = bit >> 3;
    const window = ((stream[at] ?? 0) << 16) | ((stream[at + 1] ?? 0) << 8) | (stream[at + 2] ?? 0);
    const code = (window >> (24 - width - (bit & 7))) & ((1 << width) - 1);
    bit += width;
    if (code === END) break;
    if (code === CLEAR) {
      lengths = [];
      before = 0;
      width = 9;
      continue;
    }
    const said = code < CLEAR ? 1 : (lengths[code - END - 1] ?? before + 1);
    if (before > 0 && lengths.length + END + 1 < MAX_CODES) lengths.push(before + 1);
    before = said;
    length += said;
    if (length > maxBytes) throw new Unreadable("expands_too_much");
    // One code early, as is the rule unless a stream says otherwise.
    width = Math.min(12, Math.max(9, 32 - Math.clz32(lengths.length + END + 2)));
  }
  return length;
}

const upTo = (bytes: Uint8Array, end: number) => {
  const at = bytes.indexOf(end);
  return at === -1 ? bytes : bytes.subarray(0, at);
};

/** Pairs of digits up to `>`; the last may stand alone. */
function fromHex(stream: Uint8Array): Uint8Array {
  const letters = upTo(stream, 0x3e);
  const bytes = new Uint8Array((letters.length + 1) >> 1);
  let digits = 0;
  for (const letter of letters) {
    const digit = Number.parseInt(String.fromCharCode(letter), 16);
    if (Number.isNaN(digit)) continue;
    bytes[digits >> 1] = ((bytes[digits >> 1] ?? 0) | (digit << (digits % 2 === 0 ? 4 : 0))) & 0xff;
    digits++;
  }
  return bytes.subarray(0, (digits + 1) >> 1);
}

const ZERO_GROUP = 0x7a;

/** Five letters for four bytes up to `~`, `z` for four zeros. */
function fromBase85(stream: Uint8Array): Uint8Array {
  const letters = upTo(stream, 0x7e);
  let zeros = 0;
  for (const letter of letters) if (letter === ZERO_GROUP) zeros++;
  const bytes = new Uint8Array(letters.length + 4 * zeros + 4);
  const view = new DataView(bytes.buffer);
  let length = 0;
  let group = 0;
  let count = 0;
  for (const letter of letters) {
    if (letter === ZERO_GROUP && count === 0) length += 4;
    if (letter < 0x21 || letter > 0x75) continue;
    group = group * 85 + (letter - 0x21);
    if (++count < 5) continue;
    view.setUint32(length, group >>> 0);
    length += 4;
    group = 0;
    count = 0;
  }
  if (count > 1) {
    for (let missing = count; missing < 5; missing++) group = group * 85 + 84;
    view.setUint32(length, group >>> 0);
    length += count - 1;
  }
  return bytes.subarray(0, length);
}

const isWithin = (bytes: Uint8Array, at: number, word: string) => {
  const start = at - (word.length - STREAM.length);
  return start >= 0 && Array.from(word, (_, index) => bytes[start + index] === word.charCodeAt(index)).every(Boolean);
};

function find(bytes: Uint8Array, word: string, from: number): number {
  const first = word.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < word.length && bytes[at + length] === word.charCodeAt(length)) length++;
    if (length === word.length) return at;
  }
  return -1;
}
