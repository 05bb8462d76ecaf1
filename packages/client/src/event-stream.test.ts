import fc from "fast-check";
import { expect, test } from "vitest";
import { readEventStream } from "./event-stream.ts";

async function read(bytes: Uint8Array, cuts: number[]): Promise<object[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let from = 0;
      for (const cut of cuts.toSorted((one, other) => one - other)) {
        controller.enqueue(bytes.slice(from, cut));
        from = cut;
      }
      controller.enqueue(bytes.slice(from));
      controller.close();
    },
  });
  const events: object[] = [];
  for await (const event of readEventStream(body)) events.push(event);
  return events;
}

const STREAM =
  ': ping\n\nevent: delta\ndata: {"text":"Très"}\n\nevent: delta\ndata: {"text":" bien 🙂"}\n\nevent: done\ndata: {}\n\n';

test("the events are the same wherever the network cuts the bytes", async () => {
  const bytes = new TextEncoder().encode(STREAM);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 8 }), async (cuts) => {
      expect(await read(bytes, cuts)).toEqual([
        { event: "delta", data: '{"text":"Très"}' },
        { event: "delta", data: '{"text":" bien 🙂"}' },
        { event: "done", data: "{}" },
      ]);
    }),
  );
});

test("an incomplete event is ignored", async () => {
  expect(await read(new TextEncoder().encode("data: a\n\ndata: b"), [])).toEqual([{ data: "a" }]);
});
