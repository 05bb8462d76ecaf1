import { Unzip, UnzipInflate, type UnzipFile } from "fflate";
import { MAX_UNPACKED_BYTES } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

const MAX_ENTRIES = 10_000;
/** Unpacked at once, before it is counted: at most a thousand times as much comes out. */
const SLICE_BYTES = 16 * 1024;
const ENCRYPTED = 1;

/** The entries of a ZIP archive, unpacked on demand and never beyond the limit. */
export type Archive = { names: string[]; read(names: string[]): Map<string, Uint8Array> };

/**
 * Sizes that the archive claims are not believed: what comes out is counted as it comes.
 * @throws {Unreadable} `damaged`, `expands_too_much`, `password_protected`
 */
export function openArchive(bytes: Uint8Array, maxBytes = MAX_UNPACKED_BYTES): Archive {
  const names: string[] = [];
  // The flags of the first entry (APPNOTE.TXT §4.3.7): who locks one locks all.
  if ((bytes[6] ?? 0) & ENCRYPTED) throw new Unreadable("password_protected");
  walk(bytes, ({ name }) => {
    if (names.push(name) > MAX_ENTRIES) throw new Unreadable("expands_too_much");
  });
  let left = maxBytes;
  return {
    names,
    read(wanted) {
      const parts = new Map<string, Uint8Array[]>();
      walk(bytes, (file) => {
        if (!wanted.includes(file.name) || parts.has(file.name)) return;
        const chunks: Uint8Array[] = [];
        parts.set(file.name, chunks);
        file.ondata = (err, chunk) => {
          // What is thrown here while it is unpacked comes back here as an error.
          if (err) throw err;
          left -= chunk.length;
          if (left < 0) throw new Unreadable("expands_too_much");
          chunks.push(chunk);
        };
        file.start();
      });
      return new Map(Array.from(parts, ([name, chunks]) => [name, joined(chunks)]));
    },
  };
}

function walk(bytes: Uint8Array, onFile: (file: UnzipFile) => void): void {
  const unzip = new Unzip(onFile);
  unzip.register(UnzipInflate);
  try {
    for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
      unzip.push(bytes.subarray(from, from + SLICE_BYTES), from + SLICE_BYTES >= bytes.length);
    }
  } catch (err) {
    throw err instanceof Unreadable ? err : new Unreadable("damaged", { cause: err });
  }
}

function joined(chunks: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
