import { describe, expect, it } from "vitest";
import { partOf, serveKept } from "./serve-kept.ts";

const KEPT = { sizeBytes: 10, mediaType: "audio/wav", sha256: "0" };
const BYTES = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
const bucket = {
  get: async (_key: string, options?: { range: { offset: number; length: number } }) => {
    const { offset, length } = options?.range ?? { offset: 0, length: BYTES.length };
    const body = new Response(BYTES.slice(offset, offset + length)).body;
    return body && { body, size: BYTES.length };
  },
};
const ask = (range?: string, method = "GET") => serveKept(bucket, "key", KEPT, { method, range });

describe("the part of a recording", () => {
  it.each([
    [undefined, { status: 200, offset: 0, length: 10 }],
    ["bytes=0-", { status: 206, offset: 0, length: 10 }],
    ["bytes=4-6", { status: 206, offset: 4, length: 3 }],
    ["bytes=8-99", { status: 206, offset: 8, length: 2 }],
    ["bytes=-3", { status: 206, offset: 7, length: 3 }],
    ["bytes=10-", { status: 416 }],
    ["bytes=9-1", { status: 200, offset: 0, length: 10 }],
    ["bytes=0-1,4-5", { status: 200, offset: 0, length: 10 }],
    ["lines=0-1", { status: 200, offset: 0, length: 10 }],
    ["nonsense", { status: 200, offset: 0, length: 10 }],
  ])("for %s", (range, part) => expect(partOf(range, 10)).toEqual(part));

  it("is answered with its place, its length and its bytes", async () => {
    const answer = await ask("bytes=4-6");
    expect([answer?.status, answer?.headers.get("content-range"), answer?.headers.get("content-length")]).toEqual([
      206,
      "bytes 4-6/10",
      "3",
    ]);
    expect(new Uint8Array((await answer?.arrayBuffer()) ?? [])).toEqual(BYTES.slice(4, 7));
  });

  it("is told without its bytes to HEAD, and its length alone where it begins behind the end", async () => {
    const head = await ask(undefined, "HEAD");
    expect([head?.status, head?.headers.get("content-length"), head?.body]).toEqual([200, "10", null]);
    const outside = await ask("bytes=10-");
    expect([outside?.status, outside?.headers.get("content-range")]).toEqual([416, "bytes */10"]);
  });

  it("is undefined when the bucket has nothing", async () =>
    expect(
      await serveKept({ get: async () => null }, "key", KEPT, { method: "GET", range: undefined }),
    ).toBeUndefined());
});
