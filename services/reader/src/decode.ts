import { Unreadable } from "./unreadable.ts";

// What each has from 0x80 on; ASCII before it is the same in all of them. Of windows-1252, from 0xa0 on it is latin-1.
const LATIN_1 = Array.from({ length: 96 }, (_, index) => String.fromCharCode(0xa0 + index)).join("");
/** Encodings of one byte a letter: Windows', DOS's, and that of Excel for Mac. */
const ENCODINGS = {
  "windows-1252": `€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ${LATIN_1}`,
  cp850:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
  macintosh:
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
};
/** Between two small letters stands one of these, or the encoding is another. */
const IN_WORDS = /[àâäçéèêëîïôöùûüœæñáíóú’]/;
/** Who has a good many letters of none of them writes in what we do not know. */
const LEAST_SHARE = 0.5;
const FEW = 10;
/** Accents stand alone. Where so many letters beyond ASCII follow each other, the alphabet is another: of them all, Arabic is read. */
const MOST_IN_ROW = 0.4;
const ARABIC = "windows-1256";
/** Its article, in windows-1256, is one letter in fifty or more. */
const ARABIC_ARTICLE = /\xc7\xe1/g;
const LEAST_ARTICLES = 0.02;

const SAMPLE_BYTES = 4096;
/** In UTF-16 text of any Latin or Arabic language, most of the high bytes, or none of the low ones, are nearly alike. */
const MOSTLY = 0.7;

/**
 * The text of bytes that somebody's editor wrote: UTF-8, UTF-16, or an older encoding; undefined when it is no text.
 * @throws {Unreadable} `garbled` when it is in an encoding that cannot be told
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  if (encoding === undefined) return undefined;
  const text = encoding === "one byte" ? decodeLetters(bytes) : new TextDecoder(encoding).decode(bytes);
  return isText(text) ? text : undefined;
}

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | "one byte" | undefined {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (bytes.subarray(0, SAMPLE_BYTES).includes(0)) return unmarkedUtf16(bytes.subarray(0, SAMPLE_BYTES));
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    return "utf-8";
  } catch {
    return "one byte";
  }
}

function unmarkedUtf16(sample: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const isHigh = (byte: number) => byte === 0 || byte === 0x06 || byte === 0x20;
  const share = (parity: number) => {
    const half = sample.filter((_, index) => index % 2 === parity);
    return half.filter(isHigh).length / Math.max(1, half.length);
  };
  if (share(1) >= MOSTLY && share(0) < 1 - MOSTLY) return "utf-16le";
  if (share(0) >= MOSTLY && share(1) < 1 - MOSTLY) return "utf-16be";
  return undefined;
}

/** In the encoding that gives the most words with accents; in windows-1252 where nothing tells. */
function decodeLetters(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += SAMPLE_BYTES) {
    parts.push(String.fromCharCode(...bytes.subarray(from, from + SAMPLE_BYTES)));
  }
  const raw = parts.join("");
  const beyond = raw.match(/[\x80-\xff]/g)?.length ?? 0;
  if (beyond >= FEW && (raw.match(/(?<=[\xc0-\xff])[\xc0-\xff]/g)?.length ?? 0) > MOST_IN_ROW * beyond) {
    if ((raw.match(ARABIC_ARTICLE)?.length ?? 0) < LEAST_ARTICLES * beyond) throw new Unreadable("garbled");
    return new TextDecoder(ARABIC).decode(bytes);
  }
  const between = raw.match(/(?<=[a-z])[\x80-\xff](?=[a-z])/g) ?? [];
  const [best] = Object.values(ENCODINGS)
    .map((letters) => ({ letters, fits: between.filter((letter) => IN_WORDS.test(toLetter(letters, letter))).length }))
    .toSorted((one, other) => other.fits - one.fits);
  if (best === undefined) return raw;
  if (between.length >= FEW && best.fits < LEAST_SHARE * between.length) throw new Unreadable("garbled");
  return raw.replaceAll(/[\x80-\xff]/g, (letter) => toLetter(best.letters, letter));
}

const toLetter = (letters: string, raw: string) => letters[raw.charCodeAt(0) - 0x80] ?? raw;

/** Control characters have no place in text; a few slip into what was copied together. */
function isText(text: string): boolean {
  const controls = text.match(/[^\P{Cc}\t\n\v\f\r\u0085]/gu)?.length ?? 0;
  return controls <= text.length / 1000;
}
