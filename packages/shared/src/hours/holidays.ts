import table from "./holidays.json" with { type: "json" };
import type { HolidayPlace } from "./places.ts";

const moving: Record<string, (string | null)[]> = table.moving;

/**
 * Whether a date, `2026-12-25`, is a public holiday somewhere. Written by scripts/holidays.ts from the package
 * date-holidays, for forty years; nothing is known of others.
 */
export function isHoliday(place: HolidayPlace, date: string): boolean {
  const year = Number(date.slice(0, 4)) - table.firstYear;
  if (year < 0 || year >= table.years) return false;
  const day = date.slice(5);
  // A day that moves goes by the name of its rule.
  return table.places[place].some((name) => name === day || moving[name]?.[year] === day);
}
