import { expect, test } from "vitest";
import { filterQuery, hasFilters, readFilters, stateHref } from "./filters.ts";

const read = (search: string) => readFilters(new URLSearchParams(search));

test("open messages are shown unless the address says otherwise", () => {
  expect(filterQuery(read(""))).toEqual({ handled: "false", assignedTo: undefined, search: undefined });
  expect(filterQuery(read("state=handled&search= dupont "))).toMatchObject({ handled: "true", search: "dupont" });
  expect(filterQuery(read("state=all&assignedTo=nobody"))).toMatchObject({ handled: undefined, assignedTo: "nobody" });
  expect(filterQuery(read("state=else"))).toMatchObject({ handled: "false" });
  expect([hasFilters(read("state=all")), hasFilters(read("search=x"))]).toEqual([false, true]);
});

test("another state keeps the other filters", () => {
  expect(stateHref(read("search=a b&state=all"), "handled")).toBe("/messages?state=handled&search=a+b");
  expect(stateHref(read("state=all"), "open")).toBe("/messages");
});
