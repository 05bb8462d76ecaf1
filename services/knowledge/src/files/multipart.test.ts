import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { receiveFile } from "./multipart.ts";

const encoder = new TextEncoder();

function streamOf(bytes: Uint8Array, cuts: number[]): ReadableStream<Uint8Array> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1))), 0, bytes.length].toSorted((a, b) => a - b);
  return new ReadableStream({
    start(controller) {
      for (const [index, from] of places.entries()) controller.enqueue(bytes.subarray(from, places[index + 1] ?? from));
      controller.close();
    },
  });
}

const formOf = (content: Uint8Array, disposition = 'name="file"; filename="a.txt"') =>
  Uint8Array.from([
    ...encoder.encode(`--limit\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: text/plain\r\n\r\n`),
    ...content,
    ...encoder.encode("\r\n--limit--\r\n"),
  ]);

async function receive(form: Uint8Array, cuts: number[] = []) {
  const { name, content } = await receiveFile("multipart/form-data; boundary=limit", streamOf(form, cuts));
  const bytes: number[] = [];
  for await (const chunk of content) bytes.push(...chunk);
  return { name, bytes };
}

describe("a file in a form", () => {
  it("arrives as it was sent, however the body is cut up and whatever it holds", async () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .array(fc.constantFrom("\r\n", "--", "--limit", "\r\n--limi", "x"), { maxLength: 30 })
        .map((parts) => parts.join(""))
        // RFC 2046 §5.1.1: a boundary must not stand in what it bounds.
        .filter((text) => !`\r\n${text}`.includes("\r\n--limit"))
        .map((text) => encoder.encode(text)),
    );
    await fc.assert(
      fc.asyncProperty(content, fc.array(fc.nat(600), { maxLength: 20 }), async (bytes, cuts) => {
        expect(await receive(formOf(bytes), cuts)).toEqual({ name: "a.txt", bytes: [...bytes] });
      }),
    );
  });

  it.each([
    ['name="file"; filename="C:\\Documents\\tarifs.pdf"', "tarifs.pdf"],
    ['name="file"; filename="../../etc/passwd"', "passwd"],
    ['name="file"; filename="l\'%22accueil%22.txt"', 'l\'"accueil".txt'],
    ['name="file"; filename="x"; filename*=UTF-8\'\'%C3%A9t%C3%A9.pdf', "été.pdf"],
    [`name="file"; filename="${"é".repeat(300)}.pdf"`, `${"é".repeat(251)}.pdf`],
  ])("is named by %s", async (disposition, name) =>
    expect((await receive(formOf(encoder.encode("x"), disposition))).name).toBe(name),
  );

  it.each([
    ["another field", formOf(encoder.encode("x"), 'name="folder"'), "validation_failed"],
    ["no name", formOf(encoder.encode("x"), 'name="file"; filename=""'), "validation_failed"],
    ["no end", formOf(encoder.encode("x")).slice(0, -14), "bad_request"],
    ["no beginning", encoder.encode("hello"), "bad_request"],
    ["a header without end", encoder.encode(`--limit\r\n${"x".repeat(20_000)}`), "bad_request"],
  ])("with %s is refused", async (_what, form, code) => {
    await expect(receive(form)).rejects.toMatchObject({ code });
  });

  it("is no form when the header says something else", async () => {
    await expect(receiveFile("application/json", null)).rejects.toMatchObject({ code: "unsupported_media_type" });
    await expect(receiveFile("multipart/form-data", null)).rejects.toMatchObject({ code: "unsupported_media_type" });
  });
});
