import { DAYS, type Answerer, type OpeningHours } from "./contract.ts";
import { isFrenchHoliday } from "./french-holidays.ts";

const DAY_MS = 86_400_000;
type Interval = { from: string; to: string };

/** Who answers at an instant. Only what the clock on the wall says counts: an hour that a clock change repeats is like itself. */
export const answererAt = (hours: OpeningHours, at: Date): Answerer =>
  isOpenAt(hours, at) ? hours.open : hours.closed;

/** Whether it is open at an instant. An interval belongs to the day on which it begins, also when it ends on the next. */
export function isOpenAt(hours: OpeningHours, at: Date): boolean {
  const { date, time } = wallClock(at, hours.timeZone);
  return (
    intervalsOf(hours, date).some(({ from, to }) => time >= from && (time < to || to < from)) ||
    intervalsOf(hours, dayBefore(date)).some(({ from, to }) => to < from && time < to)
  );
}

/** The intervals that begin on a date: an exception's, none on a public holiday, else the week's. */
function intervalsOf({ exceptions, publicHolidays, weekly }: OpeningHours, date: string): Interval[] {
  const exception = exceptions.find((one) => one.date === date);
  if (exception !== undefined) return exception.open;
  if (publicHolidays === "FR" && isFrenchHoliday(date)) return [];
  const day = weekdayOf(date);
  return weekly.filter(({ days }) => day !== undefined && days.includes(day));
}

/** The date and the time of day there, as `2026-11-22` and `09:30`: texts that sort as they follow each other. */
export function wallClock(at: Date, timeZone: string): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return { date: `${part("year")}-${part("month")}-${part("day")}`, time: `${part("hour")}:${part("minute")}` };
}

// A date without a time is midnight UTC, where no clock ever changes.
const toUtc = (date: string) => new Date(`${date}T00:00:00Z`);
const dayBefore = (date: string) => new Date(toUtc(date).getTime() - DAY_MS).toISOString().slice(0, 10);
const weekdayOf = (date: string) => DAYS[(toUtc(date).getUTCDay() + 6) % 7];
