import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import { expect, test } from "vitest";
import { groupTypes, pageOf, tellsOfEnd } from "./event-types.ts";

test("every type of event stands in one group, also one that nobody knows yet", () => {
  const types = [...EVENT_TYPES, "door.opened"].map((type) => ({ type }));
  const grouped = groupTypes(types).flatMap((group) => group.types.map(({ type }) => type));
  expect(grouped.toSorted()).toEqual(types.map(({ type }) => type).toSorted());
});

test("things have a page while they are there", () => {
  expect(pageOf({ type: "call", id: "1" })).toBe("/calls/1");
  expect(pageOf({ type: "call", id: null })).toBeUndefined();
  expect(pageOf({ type: "constructor", id: "1" })).toBeUndefined();
  expect(pageOf({ type: "assistant", id: "1" }, tellsOfEnd("assistant.deleted"))).toBeUndefined();
});
