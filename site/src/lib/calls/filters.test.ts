import { expect, test } from "vitest";
import { filterQuery, filtersAddress, readFilters } from "./filters.ts";

const asked = (query: string) => filterQuery(readFilters(new URLSearchParams(query)), null, "Europe/Paris");

test("days are whole days of the person's own calendar, the last one included", () => {
  expect(asked("from=2026-07-01&to=2026-07-01")).toEqual({
    from: "2026-06-30T22:00:00.000Z",
    to: "2026-07-01T21:59:59.999Z",
  });
});

test("an invalid day is left out", () => {
  expect(asked("from=yesterday&to=2026-99-99x")).toEqual({});
});

test("live means several states", () => {
  expect(asked("status=live")).toEqual({ live: "true" });
  expect(asked("status=ended")).toEqual({ status: "ended" });
});

test("a view is its own filter, and stays in the address with the others", () => {
  expect(asked("view=to-call-back")).toEqual({ toCallBack: "true" });
  expect(asked("view=scheduled&endedFamily=voice")).toEqual({ status: "scheduled", endedFamily: "voice" });
  const values = readFilters(new URLSearchParams("view=live&text=&number=06&evil=//elsewhere"));
  expect(filtersAddress(values)).toBe("?view=live&number=06");
});

test("a number is sent as it was written: the API can read it", () => {
  for (const number of ["06 12 34 56 78", "06.12", "+41 (79) 123-45-67"]) {
    expect(asked(new URLSearchParams({ number }).toString()).number).toBe(number);
  }
});
