import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requireBoundedStreams } from "./pdf-streams.ts";
import { Unreadable } from "./unreadable.ts";

const MAX = 1000;
const text = (length: number) => Buffer.alloc(length, "Le parking. ");
const hex = (bytes: Uint8Array) => Buffer.from(`${Buffer.from(bytes).toString("hex")}>`);

/** ASCII85, as any writer of PDF has it. */
function base85(bytes: Uint8Array): Buffer {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let out = "";
  for (let at = 0; at < padded.length; at += 4) {
    let group = padded.readUInt32BE(at);
    const letters = Array.from({ length: 5 }, () => {
      const letter = String.fromCharCode(0x21 + (group % 85));
      group = Math.floor(group / 85);
      return letter;
    });
    out += letters.toReversed().join("");
  }
  return Buffer.from(`${out.slice(0, out.length - (padded.length - bytes.length))}~>`);
}
const runs = (length: number) => Buffer.from([...Array.from({ length: length / 100 }, () => [157, 0x20]).flat(), 128]);
/** Codes of nine bits: clear, letters one by one, end; no string of the table is ever used. */
function plainLzw(length: number): Buffer {
  const codes = [];
  for (let at = 0; at < length; at++) codes.push(...(at % 200 === 0 ? [256] : []), 0x61);
  const bits = [...codes, 257].map((code) => code.toString(2).padStart(9, "0")).join("");
  return Buffer.from((bits.match(/.{1,8}/g) ?? []).map((octet) => Number.parseInt(octet.padEnd(8, "0"), 2)));
}

const object = (dictionary: string, bytes: Uint8Array) =>
  Buffer.concat([Buffer.from(`4 0 obj\n<<${dictionary}>>\nstream\r\n`), bytes, Buffer.from("\nendstream\nendobj\n")]);
const isRefused = (...pdf: Uint8Array[]) => {
  try {
    requireBoundedStreams(Buffer.concat([Buffer.from("%PDF-1.7\n"), ...pdf]), MAX);
    return false;
  } catch (err) {
    if (err instanceof Unreadable) return true;
    throw err;
  }
};

const packed = (length: number): [string, Uint8Array][] => [
  ["/Filter/FlateDecode", deflateSync(text(length))],
  ["/Filter [/FlateDecode] /Length 3", deflateSync(text(length))],
  ["/Filter/Fl#61teDecode", deflateSync(text(length))],
  ["/Filter[/ASCII85Decode/FlateDecode]", base85(deflateSync(text(length)))],
  ["/Filter[/ASCIIHexDecode /FlateDecode]", hex(deflateSync(text(length)))],
  ["/Filter 9 0 R", deflateSync(text(length))],
  ["/Filter/ASCIIHexDecode/Filter/FlateDecode", deflateSync(text(length))],
  ["/Filter/RunLengthDecode", runs(length)],
  ["/Filter/LZWDecode", plainLzw(length)],
];
const NINE = Buffer.from("9 0 obj\n[/FlateDecode]\nendobj\n");

describe("what is packed in a stream", () => {
  it.each(packed(900))("%s: passes up to the limit", (dictionary, bytes) =>
    expect(isRefused(NINE, object(dictionary, bytes))).toBe(false),
  );
  it.each(packed(1100))("%s: and not beyond", (dictionary, bytes) =>
    expect(isRefused(NINE, object(dictionary, bytes))).toBe(true),
  );

  it("is added up over all streams, but for images, which no text is in", () => {
    const half = deflateSync(text(600));
    expect(isRefused(object("/Filter/FlateDecode", half), object("/Filter/FlateDecode", half))).toBe(true);
    const image = object("/Subtype/Image/Filter/FlateDecode", deflateSync(text(5000)));
    expect(isRefused(object("/Filter/FlateDecode", half), image)).toBe(false);
  });

  it("is counted whatever its checksum says, and where it pretends to end", () => {
    const broken = deflateSync(text(1100));
    broken.writeUInt32BE(1, broken.length - 4);
    expect(isRefused(object("/Filter/FlateDecode", broken))).toBe(true);
    const early = deflateSync(Buffer.concat([Buffer.from("\nendstream\n"), text(1100)]), { level: 0 });
    expect(isRefused(object("/Length 20/Filter/FlateDecode", early))).toBe(true);
  });

  it("twice is not opened at all", () =>
    expect(isRefused(object("/Filter[/FlateDecode/FlateDecode]", deflateSync(deflateSync(text(10)))))).toBe(true));
});

it("any bytes at all are looked at without an accident", () => {
  const filter = fc.constantFrom(
    "/FlateDecode",
    "/LZWDecode",
    "/RunLengthDecode",
    "/ASCII85Decode",
    "/AHx",
    "/DCTDecode",
  );
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 3 }), fc.uint8Array({ maxLength: 300 }), (filters, bytes) => {
      isRefused(object(`/Filter[${filters.join("")}]`, bytes));
    }),
    { numRuns: 300 },
  );
});
