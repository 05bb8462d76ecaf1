import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../http/problem.ts";
import type { Bucket } from "./bucket.ts";
import { storeStream } from "./store-stream.ts";

const PART_BYTES = 5 * 1024 * 1024;

/** A bucket in memory, which shows an upload in parts when it is complete, as R2 does. */
function bucket() {
  const objects = new Map<string, Uint8Array>();
  const open = new Set<object>();
  const storage: Pick<Bucket, "put" | "createMultipartUpload"> = {
    put: async (key, bytes) => objects.set(key, new Uint8Array(bytes)),
    async createMultipartUpload(key) {
      const parts: Uint8Array[] = [];
      const upload = {
        async uploadPart(partNumber: number, bytes: ArrayBuffer) {
          parts[partNumber - 1] = new Uint8Array(bytes);
          return { partNumber, etag: String(partNumber) };
        },
        async complete() {
          objects.set(key, Uint8Array.from(Buffer.concat(parts)));
          open.delete(upload);
        },
        abort: async () => void open.delete(upload),
      };
      open.add(upload);
      return upload;
    },
  };
  return { storage, objects, open };
}

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

describe("bytes that are stored as they come in", () => {
  it("are all there, and told by their SHA-256 before, however they are cut up", async () => {
    const lengths = fc.constantFrom(0, 1, 1000, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 7);
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 300_000, max: 7_000_000 }), async (length, size) => {
        const { storage, objects } = bucket();
        const bytes = new Uint8Array(length).map((_, index) => index * 31 + (index >> 8));
        const told: [string, boolean][] = [];
        const settle = async (digest: string) => void told.push([digest, objects.has("key")]);
        expect(await storeStream(storage, "key", inPieces(bytes, size), settle, 1e9)).toBe(length);
        expect(told).toEqual([[createHash("sha256").update(bytes).digest("hex"), false]]);
        expect(Buffer.compare(objects.get("key") ?? new Uint8Array(1), bytes)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it.each([10, PART_BYTES + 10])("leave what was there when they are not to be stored (%i bytes)", async (length) => {
    const { storage, objects, open } = bucket();
    objects.set("key", Uint8Array.of(1));
    const refuse = () => Promise.reject(new Problem("idempotency_key_reused"));
    const stored = storeStream(storage, "key", inPieces(new Uint8Array(length), 1_000_000), refuse, 1e9);
    await expect(stored).rejects.toMatchObject({ code: "idempotency_key_reused" });
    expect([objects.get("key"), open.size]).toEqual([Uint8Array.of(1), 0]);
  });
});
