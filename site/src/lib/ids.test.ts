import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { canBeNamed, NAMED_BY } from "./ids.ts";

const PAGES = join(import.meta.dirname, "../pages");
/** Looked up by their own pages. */
const OTHERS = ["trade", "...path"];

test("what stands in brackets in an address is checked, or its page looks it up", () => {
  const paths = readdirSync(PAGES, { recursive: true, encoding: "utf8" });
  const names = new Set(paths.flatMap((path) => [...path.matchAll(/\[(.+?)\]/g)].map(([, name]) => String(name))));
  expect([...names].toSorted()).toEqual([...Object.keys(NAMED_BY), ...OTHERS].toSorted());
});

test.each([
  [{ id: "0198c2a4-0000-7000-8000-000000000001" }, true],
  [{ id: "0198C2A4-0000-7000-8000-000000000001", version: "12" }, true],
  [{ trade: "doctor" }, true],
  [{}, true],
  [{ id: "abc" }, false],
  [{ id: undefined }, false],
  [{ suite: "0198c2a4-0000-7000-8000-000000000001", run: "1" }, false],
  [{ id: "0198c2a4-0000-7000-8000-000000000001", version: "0" }, false],
  [{ id: "0198c2a4-0000-7000-8000-000000000001x" }, false],
])("%j: %s", (params, expected) => {
  expect(canBeNamed(params)).toBe(expected);
});
