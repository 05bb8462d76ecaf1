import { expect, test } from "vitest";
import { isSound, LISTENERS_AT_ONCE, mayJoin } from "./sound.ts";

test("ten listen at once, two of them the same person", () => {
  const others = (count: number) => Array.from({ length: count }, (_, index) => `authenticated ${index}`);
  expect(mayJoin([], "authenticated a")).toBe(true);
  expect(mayJoin(others(LISTENERS_AT_ONCE - 1), "authenticated a")).toBe(true);
  expect(mayJoin(others(LISTENERS_AT_ONCE), "authenticated a")).toBe(false);
  expect(mayJoin(["authenticated a", "authenticated a"], "authenticated a")).toBe(false);
  expect(mayJoin(["authenticated a", "authenticated a"], "authenticated b")).toBe(true);
});

test("only whole samples of both channels are passed on, a second at most", () => {
  expect([4, 640, 64_000].map((bytes) => isSound(new ArrayBuffer(bytes)))).toEqual([true, true, true]);
  expect([0, 2, 642, 64_004].map((bytes) => isSound(new ArrayBuffer(bytes)))).toEqual([false, false, false, false]);
  expect(isSound("{}")).toBe(false);
});
