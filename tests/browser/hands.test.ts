import { expect, test } from "vitest";
import { withoutWhatDiffers } from "./hands.ts";

test.each([
  ["- time: 14 h 30", "- time: 3 h"],
  ["- time: 29 nov. 2026, 0 h 59", "- time: 1 janv. 2027, 1 h"],
  ["- time: 28 nov., 23 h 59", "- time: 0 h"],
  [
    '- link "a":\n  - /url: /calls/6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
    '- link "a":\n  - /url: /calls/00000000-0000-4000-8000-000000000000',
  ],
])("the tree of a page does not tell %j from %j", (one, other) => {
  expect(withoutWhatDiffers(one)).toBe(withoutWhatDiffers(other));
});

test("it tells words apart, and a time from none", () => {
  expect(withoutWhatDiffers("- text: Transféré")).not.toBe(withoutWhatDiffers("- text: En cours"));
  expect(withoutWhatDiffers("- time: 3 h")).not.toBe(withoutWhatDiffers("- time"));
});
