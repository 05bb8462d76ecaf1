// What windows-1252 has from 0x80 to 0x9f, where latin-1 has control characters. Five places are empty in both.
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const SAMPLE_BYTES = 4096;
/** In UTF-16 text of any Latin or Arabic language, most of the high bytes, or none of the low ones, are nearly alike. */
const MOSTLY = 0.7;

/** The text of bytes that somebody's editor wrote: UTF-8, UTF-16 or windows-1252; undefined when it is no text. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  if (encoding === undefined) return undefined;
  const text = encoding === "windows-1252" ? decodeWindows1252(bytes) : new TextDecoder(encoding).decode(bytes);
  return isText(text) ? text : undefined;
}

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | undefined {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (bytes.subarray(0, SAMPLE_BYTES).includes(0)) return unmarkedUtf16(bytes.subarray(0, SAMPLE_BYTES));
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    return "utf-8";
  } catch {
    return "windows-1252";
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

function decodeWindows1252(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += SAMPLE_BYTES) {
    parts.push(String.fromCharCode(...bytes.subarray(from, from + SAMPLE_BYTES)));
  }
  return parts
    .join("")
    .replaceAll(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character);
}

/** Control characters have no place in text; a few slip into what was copied together. */
function isText(text: string): boolean {
  const controls = text.match(/[^\P{Cc}\t\n\v\f\r\u0085]/gu)?.length ?? 0;
  return controls <= text.length / 1000;
}
