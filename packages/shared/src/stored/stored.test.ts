import { expect, test } from "vitest";
import * as z from "zod";
import { asideKey, storedValue } from "./value.ts";
import { shapeOf, Unreadable } from "./shape.ts";

// Three releases: the first kept a bare name, the second a name and a count, the third calls the name a title.
const SHAPE = shapeOf("lane", z.strictObject({ title: z.string(), count: z.int() }), [
  (name: string) => ({ name: name.trim(), count: 0 }),
  ({ name, ...rest }: { name: string; count: number }) => ({ ...rest, title: name }),
]);
const NOW = { title: "Cabinet", count: 2 };

test("what any release before stored is read in today's shape", () => {
  expect(SHAPE.read(" Cabinet ")).toEqual({ title: "Cabinet", count: 0 });
  expect(SHAPE.read({ shapeVersion: 1, value: { name: "Cabinet", count: 2 } })).toEqual(NOW);
  expect(SHAPE.read(SHAPE.write(NOW))).toEqual(NOW);
  expect(SHAPE.write(NOW)).toEqual({ shapeVersion: 2, value: NOW });
});

test("what no release stored, or a later one, is refused without a word of it", () => {
  const secret = "06 12 34 56 78";
  for (const raw of [
    { [secret]: secret },
    7,
    null,
    { shapeVersion: 2, value: { title: 3, count: secret } },
    { shapeVersion: 2, value: { ...NOW, more: secret } },
    { shapeVersion: 3, value: NOW },
  ]) {
    expect(() => SHAPE.read(raw)).toThrow(Unreadable);
    expect(() => SHAPE.read(raw)).not.toThrow(secret);
  }
  expect(() => SHAPE.read({ shapeVersion: 2, value: { title: 3, count: 1 } })).toThrow(
    /version 2 .*title \(invalid_type\)/,
  );
});

test("what cannot be read is set aside and told, and the place is free", async () => {
  const held = new Map<string, unknown>([["lane", { lost: true }]]);
  const told: unknown[] = [];
  const kept = storedValue(
    {
      get: async (key) => held.get(key),
      put: async (key, value) => void held.set(key, value),
      delete: async (key) => held.delete(key),
    },
    "lane",
    SHAPE,
    { error: (message) => void told.push(message) },
  );
  expect(await kept.get()).toBeUndefined();
  expect(told).toEqual(["stored state was set aside"]);
  expect([...held]).toEqual([[asideKey("lane"), { lost: true }]]);
  await kept.put(NOW);
  expect(await kept.get()).toEqual(NOW);
  expect(told).toHaveLength(1);
  await kept.delete();
  expect(await kept.get()).toBeUndefined();
});
