import { inflateRawSync } from "node:zlib";
import { MAX_UNPACKED_BYTES } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const MAX_ENTRIES = 10_000;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** The entries of a ZIP archive, unpacked one by one on demand and never beyond the limit. */
export type Archive = { names: string[]; read(name: string): Promise<Uint8Array | undefined> };

type Entry = { method: number; flags: number; packedBytes: number; offset: number };

/**
 * Sizes that the archive claims are not believed (APPNOTE.TXT §4.3): what comes out is counted.
 * @throws {Unreadable} `damaged`, `expands_too_much`, `password_protected`
 */
export function openArchive(bytes: Uint8Array, maxBytes = MAX_UNPACKED_BYTES): Archive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = listEntries(bytes, view);
  let left = maxBytes;
  return {
    names: [...entries.keys()],
    async read(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      if (entry.flags & ENCRYPTED) throw new Unreadable("password_protected");
      const packed = packedOf(bytes, view, entry);
      if (entry.method === STORED) return packed;
      if (entry.method !== DEFLATED) throw new Unreadable("damaged");
      const unpacked = inflate(packed, left);
      left -= unpacked.length;
      return unpacked;
    },
  };
}

function listEntries(bytes: Uint8Array, view: DataView): Map<string, Entry> {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > MAX_ENTRIES) throw new Unreadable("expands_too_much");
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw new Unreadable("damaged");
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    entries.set(name, {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packedBytes: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function findEnd(view: DataView): number {
  const earliest = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = view.byteLength - END_BYTES; at >= earliest; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  throw new Unreadable("damaged");
}

function packedOf(bytes: Uint8Array, view: DataView, { offset, packedBytes }: Entry): Uint8Array {
  if (offset + 30 > bytes.length) throw new Unreadable("damaged");
  const from = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (from + packedBytes > bytes.length) throw new Unreadable("damaged");
  return bytes.subarray(from, from + packedBytes);
}

/**
 * What was deflated, up to `maxBytes` of it. Not by a stream: workerd's unpacks all that is written to it at once.
 * @throws {Unreadable} `expands_too_much` above that, `damaged` when it is not what was deflated
 */
function inflate(packed: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return new Uint8Array(inflateRawSync(packed, { maxOutputLength: Math.max(1, maxBytes) }));
  } catch (err) {
    throw new Unreadable(err instanceof RangeError ? "expands_too_much" : "damaged", { cause: err });
  }
}
