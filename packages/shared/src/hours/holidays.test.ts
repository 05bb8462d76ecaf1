import Holidays from "date-holidays";
import { describe, expect, it } from "vitest";
import { isHoliday } from "./holidays.ts";
import { HOLIDAY_PLACES, type HolidayPlace } from "./places.ts";

const datesOf = (year: number) =>
  Array.from({ length: 366 }, (_, day) => new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10)).filter(
    (date) => date.startsWith(String(year)),
  );
const holidaysOf = (place: HolidayPlace, year: number) => datesOf(year).filter((date) => isHoliday(place, date));
const more = (place: HolidayPlace, year: number) =>
  holidaysOf(place, year)
    .filter((date) => !isHoliday("FR", date))
    .map((date) => date.slice(5));

describe("public holidays", () => {
  it("are the eleven of the Code du travail in metropolitan France", () => {
    const fixed = ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"];
    const [ascension, mondays] = ["2026-05-14", ["2026-04-06", "2026-05-25"]];
    expect(holidaysOf("FR", 2026)).toEqual([...fixed.map((day) => `2026-${day}`), ascension, ...mondays].toSorted());
  });

  it.each([
    ["FR-67", ["04-03", "12-26"]],
    ["RE", ["12-20"]],
    ["MQ", ["04-03", "05-22"]],
    ["GP", ["04-03", "05-27"]],
    ["GF", ["06-10"]],
    ["YT", ["04-27"]],
    ["NC", ["09-24"]],
    ["PF", ["03-05", "04-03", "11-20"]],
  ] as const)("of %s are those of France, and %j in 2026", (place, days) => {
    expect(more(place, 2026)).toEqual(days);
  });

  it.each([
    ["BE", "2026-07-21", true],
    ["BE", "2026-07-14", false],
    ["LU", "2026-06-23", true],
    ["CA-QC", "2026-06-24", true],
    ["CA-QC", "2026-11-11", false],
    ["CH-GE", "2026-09-10", true],
    ["CH-GE", "2026-12-31", true],
    ["CH-VD", "2026-09-10", false],
    ["CH-VD", "2026-09-21", true],
    ["CH-NE", "2026-03-01", true],
    ["CH-JU", "2026-06-23", true],
    // Half a day in Valais.
    ["CH-VS", "2026-12-24", false],
  ] as const)("of %s: %s is %s", (place, date, is) => {
    expect(isHoliday(place, date)).toBe(is);
  });

  it("are those of the package that they were written from, and reach ten years ahead", () => {
    const now = new Date().getUTCFullYear();
    for (const place of HOLIDAY_PLACES) {
      const [country = "", state] = place.split("-");
      for (const year of [now, now + 1, now + 10]) {
        const theirs = new Holidays(country, state ?? "")
          .getHolidays(year)
          .filter(({ type, date }) => type === "public" && date.includes(" 00:00:00"))
          .map(({ date }) => date.slice(0, 10));
        expect(holidaysOf(place, year), `${place} ${year}`).toEqual([...new Set(theirs)].toSorted());
      }
    }
  });

  it("of years that nobody has written down are not known", () => {
    expect(holidaysOf("FR", 2024)).toEqual([]);
    expect(holidaysOf("FR", 2065)).toEqual([]);
  });
});
