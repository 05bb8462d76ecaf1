/**
 * Writes packages/shared/src/hours/holidays.json from the package date-holidays: the public holidays, year by year, of
 * the places that opening hours can name. The package itself has the whole world's calendars and moment: too large for
 * a Worker. The test beside the file compares it with the package.
 *
 *   node scripts/holidays.ts
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import Holidays from "date-holidays";
import { HOLIDAY_PLACES } from "../packages/shared/src/hours/places.ts";

const FILE = join(import.meta.dirname, "../packages/shared/src/hours/holidays.json");
const FIRST_YEAR = 2025;
const YEARS = 40;

const years = Array.from({ length: YEARS }, (_, index) => FIRST_YEAR + index);
/** The name of each movable holiday, by its dates: the package's rule, such as `easter 1`. */
const names = new Map<string, string>();
const places = Object.fromEntries(
  HOLIDAY_PLACES.map((place) => {
    const [country = "", state] = place.split("-");
    const days = new Map<string, (string | null)[]>();
    for (const [index, year] of years.entries()) {
      for (const { date, rule, type } of new Holidays(country, state ?? "").getHolidays(year)) {
        // A half-day holiday is not a closed day.
        if (type !== "public" || !date.includes(" 00:00:00")) continue;
        const dates = days.get(rule) ?? years.map(() => null);
        dates[index] = date.slice(5, 10);
        days.set(rule, dates);
      }
    }
    return [place, [...days].map(([rule, dates]) => nameOf(rule, dates)).toSorted()];
  }),
);
const moving = Object.fromEntries([...names].map(([dates, name]) => [name, JSON.parse(dates)]));
await writeFile(FILE, `${JSON.stringify({ firstYear: FIRST_YEAR, years: YEARS, places, moving })}\n`);

/** `05-01` for a holiday with that date each year; otherwise the name of its dates. */
function nameOf(rule: string, dates: (string | null)[]): string {
  const [first] = dates;
  if (first !== null && first !== undefined && dates.every((date) => date === first)) return first;
  const key = JSON.stringify(dates);
  // "06-29" alone would mean every year.
  const label = /^\d\d-\d\d$/.test(rule) ? `${rule} in some years` : rule;
  const taken = [...names.values()].filter((name) => name === label || name.startsWith(`${label} #`)).length;
  const name = names.get(key) ?? (taken === 0 ? label : `${label} #${taken + 1}`);
  names.set(key, name);
  return name;
}
