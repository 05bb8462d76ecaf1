import { expect, test } from "vitest";
import { filterQuery, readFilters, toSearchedNumber } from "./filters.ts";

const asked = (query: string) => filterQuery(readFilters(new URLSearchParams(query)), null, "Europe/Paris").toString();

test("days are whole days of the person's own calendar, the last one included", () => {
  const query = new URLSearchParams(asked("from=2026-07-01&to=2026-07-01"));
  expect(query.get("from")).toBe("2026-06-30T22:00:00.000Z");
  expect(query.get("to")).toBe("2026-07-01T21:59:59.999Z");
});

test("a day that is none is left out", () => {
  expect(asked("from=yesterday&to=2026-99-99x")).toBe("");
});

test("live is a word for several states", () => {
  expect(asked("status=live")).toBe("live=true");
  expect(asked("status=ended")).toBe("status=ended");
});

test("a number is searched as it is kept, however it is written", () => {
  expect(toSearchedNumber("06 12 34 56 78")).toBe("+33612345678");
  expect(toSearchedNumber("06.12")).toBe("+33612");
  expect(toSearchedNumber("+41 (79) 123-45-67")).toBe("+41791234567");
});
