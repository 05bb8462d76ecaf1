import { expect, test } from "vitest";
import { outlineOf } from "./outline.ts";

const member = (assistantId: string, ...to: string[]) => ({
  assistantId,
  name: assistantId.toUpperCase(),
  handoffs: to.map((target) => ({ to: target, when: `quand ${target}` })),
});

test("the first member answers, and handoffs name their target", () => {
  const [first, second] = outlineOf([member("a", "b"), member("b")]);
  expect(first).toMatchObject({ isFirst: true, isReached: true, handoffs: [{ to: "b", name: "B", when: "quand b" }] });
  expect(second).toMatchObject({ isFirst: false, isReached: true, handoffs: [] });
});

test("a member that no chain of handoffs leads to is told, and circles end", () => {
  const told = outlineOf([member("a", "b"), member("b", "c", "a"), member("c"), member("d", "a")]);
  expect(told.map(({ isReached }) => isReached)).toEqual([true, true, true, false]);
});
