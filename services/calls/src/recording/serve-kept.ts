import type { Bucket } from "@allokoli/shared/storage/bucket";
import { parse } from "range-parser";
import type { KeptBytes } from "./store.ts";

/** The answer to a request for a kept recording: all of it, or the part that `Range` asks for (RFC 9110, 14). */
export type Part = { status: 200 | 206; offset: number; length: number } | { status: 416 };

/** A `Range` that is wrong, in another unit or of several parts is ignored, as the RFC allows. */
export function partOf(range: string | undefined, sizeBytes: number): Part {
  const whole = { status: 200, offset: 0, length: sizeBytes } as const;
  if (range === undefined) return whole;
  const { code, type, ranges } = parse(sizeBytes, range);
  if (type !== "bytes" || (code & INVALID) !== 0) return whole;
  const [first, ...more] = ranges;
  if (first === undefined) return { status: 416 };
  if (more.length > 0) return whole;
  return { status: 206, offset: first.start, length: first.end - first.start + 1 };
}
/** The bit of `parse`'s code for a header that is no range. */
const INVALID = 1;

/** Undefined when the bucket does not have it. */
export async function serveKept(
  bucket: Pick<Bucket, "get">,
  key: string,
  { sizeBytes, mediaType }: KeptBytes,
  request: { method: string; range: string | undefined },
): Promise<Response | undefined> {
  const part = partOf(request.range, sizeBytes);
  const headers = new Headers({ "accept-ranges": "bytes", "cache-control": "private, no-store" });
  if (part.status === 416) {
    headers.set("content-range", `bytes */${sizeBytes}`);
    return new Response(null, { status: 416, headers });
  }
  const { status, offset, length } = part;
  headers.set("content-type", mediaType);
  headers.set("content-length", String(length));
  if (status === 206) headers.set("content-range", `bytes ${offset}-${offset + length - 1}/${sizeBytes}`);
  if (request.method === "HEAD" || length === 0) return new Response(null, { status, headers });
  const object = await bucket.get(key, { range: { offset, length } });
  return object === null ? undefined : new Response(object.body, { status, headers });
}
