import { expect, test } from "vitest";
import { moved, withHandoffs, without } from "./members.ts";

const handoff = { to: "b", when: "x" };
const members = [
  { assistantId: "a", handoffs: [handoff] },
  { assistantId: "b", handoffs: [] },
  { assistantId: "c", handoffs: [handoff] },
];
const ids = (some: typeof members) => some.map(({ assistantId }) => assistantId).join("");

test("members go up and down by one place, and not beyond the ends", () => {
  expect(
    [moved(members, "c", -1), moved(members, "a", 1), moved(members, "a", -1), moved(members, "c", 1)].map(ids),
  ).toEqual(["acb", "bac", "abc", "abc"]);
  expect(moved(members, "z", 1)).toBe(members);
});

test("with a member go the handoffs to it, and the last member stays", () => {
  expect(without(members, "b")).toEqual([
    { assistantId: "a", handoffs: [] },
    { assistantId: "c", handoffs: [] },
  ]);
  expect(without(members.slice(1, 2), "b")).toHaveLength(1);
});

test("a member's handoffs are replaced, and no other's", () => {
  expect(withHandoffs(members, "b", [{ to: "a", when: "y" }]).map(({ handoffs }) => handoffs.length)).toEqual([
    1, 1, 1,
  ]);
});
