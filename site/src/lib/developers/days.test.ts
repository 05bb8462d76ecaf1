import { expect, test } from "vitest";
import { endOf, lastDayBefore, momentsOf, underDays } from "./days.ts";

const PARIS = "Europe/Paris";

test("a range of days is whole days on the organization's clock, also where the clock changes", () => {
  expect(momentsOf({ from: "2026-10-25", to: "2026-10-25" }, PARIS)).toEqual({
    from: "2026-10-24T22:00:00.000Z",
    to: "2026-10-25T22:59:59.999Z",
  });
});

test("what is no day filters nothing", () => {
  for (const day of ["", "yesterday", "2026-13-40", "2026-1-1"])
    expect(momentsOf({ from: day, to: day }, PARIS)).toEqual({ from: undefined, to: undefined });
});

test("the last day of a validity is the day that its end closes", () => {
  for (const day of ["2026-03-29", "2026-10-25", "2026-12-31"])
    expect(lastDayBefore(endOf(day, PARIS)?.toISOString() ?? "", PARIS)).toBe(day);
});

test("a list stands under its days, in its own order", () => {
  const moments = ["2026-11-27T23:30:00Z", "2026-11-27T22:30:00Z", "2026-11-26T08:00:00Z"];
  const days = underDays(moments, (moment) => moment, PARIS, new Date("2026-11-28T09:00:00Z"));
  expect(days.map(({ day, items }) => [day, items.length])).toEqual([
    ["2026-11-28", 1],
    ["2026-11-27", 1],
    ["2026-11-26", 1],
  ]);
});
