import type { WeeklyHours } from "./contract.ts";
import { DAYS } from "./days.ts";
import { isHoliday } from "./holidays.ts";

const DAY_MS = 86_400_000;
const LOOK_AHEAD_DAYS = 366;

/** A local date and time at a place: `2026-11-22` and `09:30`. */
export type WallClock = { date: string; time: string };
type Interval = { from: string; to: string };

/**
 * Whether it is open at an instant. Only local time counts: an hour that a clock change repeats is the same both times.
 * An interval belongs to the day on which it begins, also when it ends on the next.
 */
export function isOpenAt(hours: WeeklyHours, at: Date): boolean {
  return endsAround(hours, wallClock(at, hours.timeZone)).length > 0;
}

/** Which of two answers at an instant: the one of the opening hours, or the other. */
export const answererAt = <Answerer>(hours: WeeklyHours & { open: Answerer; closed: Answerer }, at: Date): Answerer =>
  isOpenAt(hours, at) ? hours.open : hours.closed;

/**
 * When it is open on a date, in order, `24:00` for its end: what `isOpenAt` says of each minute of it. An interval that
 * began the day before is part of it, and intervals that touch are one.
 */
export function openPartsOf(hours: WeeklyHours, date: string): Interval[] {
  const changes = [
    "00:00",
    ...intervalsOf(hours, date).flatMap(({ from, to }) => [from, to]),
    ...intervalsOf(hours, addDays(date, -1)).map(({ to }) => to),
  ];
  const times = [...new Set(changes)].filter((time) => time < "24:00").toSorted();
  const parts: Interval[] = [];
  for (const [index, from] of times.entries()) {
    if (endsAround(hours, { date, time: from }).length === 0) continue;
    const to = times[index + 1] ?? "24:00";
    const last = parts.at(-1);
    if (last?.to === from) last.to = to;
    else parts.push({ from, to });
  }
  return parts;
}

/** When it closes, after all intervals that follow each other; undefined when it is closed, or never closes within a week. */
export function closesAt(hours: WeeklyHours, at: Date): WallClock | undefined {
  const now = wallClock(at, hours.timeZone);
  let [end] = endsAround(hours, now);
  while (end !== undefined && end.date <= addDays(now.date, 7)) {
    const [later] = endsAround(hours, end);
    if (later === undefined) return end;
    end = later;
  }
  return undefined;
}

/** When an interval begins next, later than the minute of `at`; undefined when none does within a year. */
export function nextOpening(hours: WeeklyHours, at: Date): WallClock | undefined {
  const now = wallClock(at, hours.timeZone);
  for (let day = 0; day <= LOOK_AHEAD_DAYS; day++) {
    const date = addDays(now.date, day);
    const [time] = intervalsOf(hours, date)
      .map(({ from }) => from)
      .filter((from) => day > 0 || from > now.time)
      .toSorted();
    if (time !== undefined) return { date, time };
  }
  return undefined;
}

/** The ends of the intervals in which a moment lies, the latest first. */
function endsAround(hours: WeeklyHours, { date, time }: WallClock): WallClock[] {
  const nextDay = addDays(date, 1);
  const today = intervalsOf(hours, date)
    .filter(({ from, to }) => time >= from && (time < to || to < from))
    .map(({ from, to }) => (to < from ? { date: nextDay, time: to } : midnightIsNext({ date, time: to }, nextDay)));
  const sinceYesterday = intervalsOf(hours, addDays(date, -1))
    .filter(({ from, to }) => to < from && time < to)
    .map(({ to }) => ({ date, time: to }));
  return [...today, ...sinceYesterday].toSorted((a, b) => (toText(a) < toText(b) ? 1 : -1));
}

const midnightIsNext = (end: WallClock, nextDay: string): WallClock =>
  end.time === "24:00" ? { date: nextDay, time: "00:00" } : end;
const toText = ({ date, time }: WallClock) => `${date} ${time}`;

/** The intervals that begin on a date: an exception's, none on a public holiday, else the week's. */
export function intervalsOf({ exceptions, publicHolidays, weekly }: WeeklyHours, date: string): Interval[] {
  const exception = exceptions.find((one) => one.date === date);
  if (exception !== undefined) return exception.open;
  if (publicHolidays !== null && isHoliday(publicHolidays, date)) return [];
  const day = weekdayOf(date);
  return weekly.filter(({ days }) => day !== undefined && days.includes(day));
}

/** Whether a date may be unlike what the week says. */
export const isSpecialDay = ({ exceptions, publicHolidays }: WeeklyHours, date: string): boolean =>
  exceptions.some((one) => one.date === date) || (publicHolidays !== null && isHoliday(publicHolidays, date));

/** The date and the time of day there, as `2026-11-22` and `09:30`: texts that sort as they follow each other. */
export function wallClock(at: Date, timeZone: string): WallClock {
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
/** The date so many days after another. */
export const addDays = (date: string, days: number) =>
  new Date(toUtc(date).getTime() + days * DAY_MS).toISOString().slice(0, 10);
/** The day of the week of a date. */
export const weekdayOf = (date: string) => DAYS[(toUtc(date).getUTCDay() + 6) % 7];
