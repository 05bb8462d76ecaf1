import { createHash } from "node:crypto";
import { Problem } from "../http/problem.ts";
import type { Bucket, MultipartUpload, UploadedPart } from "./bucket.ts";

/** R2 takes no smaller part but the last (https://developers.cloudflare.com/r2/objects/multipart-objects/). */
const PART_BYTES = 5 * 1024 * 1024;

/**
 * Stores bytes whose number nobody knows yet in R2, a part at a time, so that a large file is never whole in memory.
 * When it throws, nothing is stored, and what was there stays.
 * @param settle is told the SHA-256 of all of them, in hexadecimal, before they are stored
 * @returns how many there were
 * @throws {Problem} `payload_too_large`, or what `content` or `settle` threw
 */
export async function storeStream(
  bucket: Pick<Bucket, "put" | "createMultipartUpload">,
  key: string,
  content: AsyncIterable<Uint8Array>,
  settle: (digest: string) => Promise<void>,
  maxBytes: number,
): Promise<number> {
  let upload: MultipartUpload | undefined;
  const parts: UploadedPart[] = [];
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let total = 0;
  const hash = createHash("sha256");
  const sendPart = async () => {
    upload ??= await bucket.createMultipartUpload(key);
    parts.push(await upload.uploadPart(parts.length + 1, await joined(held)));
    held = [];
    heldBytes = 0;
  };
  try {
    for await (const chunk of content) {
      total += chunk.length;
      if (total > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      for (let from = 0; from < chunk.length;) {
        // R2 wants all parts but the last of one size.
        const piece = chunk.subarray(from, from + PART_BYTES - heldBytes);
        held.push(piece.slice());
        heldBytes += piece.length;
        from += piece.length;
        if (heldBytes === PART_BYTES) await sendPart();
      }
    }
    await settle(hash.digest("hex"));
    if (upload === undefined) await bucket.put(key, await joined(held));
    else {
      if (heldBytes > 0) await sendPart();
      await upload.complete(parts);
    }
    return total;
  } catch (err) {
    // An upload that is not completed is no object; R2 itself lets it go after a week.
    await upload?.abort().catch(() => undefined);
    throw err;
  }
}

const joined = (chunks: Uint8Array[]) => new Blob(chunks.map((chunk) => new Uint8Array(chunk))).arrayBuffer();

const tooLarge = (maxBytes: number) =>
  new Problem("payload_too_large", { detail: `A file may have up to ${Math.floor(maxBytes / 1024 / 1024)} MB.` });
