import type { WeeklyHours } from "@allokoli/shared/hours/contract";
import type { HolidayPlace } from "@allokoli/shared/hours/places";
import { placeOfZone, readPlace } from "./holidays.ts";

type Day = WeeklyHours["weekly"][number]["days"][number];

export const DAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const satisfies readonly Day[];
/** The row that several days share. */
export const USUAL = "usual";
/** The intervals of a day: before and after a break, or one for the whole day. */
export const PARTS = [0, 1] as const;

type RowName = Day | typeof USUAL;

/**
 * The week as its form has it: the usual hours with the days that have them, and the times of days that differ. Times
 * are by their field, `monday.0.from` → `09:00`, empty where it is closed.
 */
export type WeekDraft = {
  times: Record<string, string>;
  /** The days that have the usual hours, unless they have times of their own. */
  usualDays: Day[];
  /** The place whose public holidays are closed days. */
  holidays: HolidayPlace | null;
};

export const timeName = (row: RowName, part: number, end: "from" | "to") => `${row}.${part}.${end}`;

const WORKDAYS = DAYS.slice(0, 5);

/** A week without times: the hours are not set. */
export const emptyWeek = (timeZone: string): WeekDraft => ({
  times: {},
  usualDays: WORKDAYS,
  holidays: placeOfZone(timeZone),
});

export function readWeek(form: FormData): WeekDraft {
  const times: WeekDraft["times"] = {};
  for (const row of [USUAL, ...DAYS] as const) {
    for (const part of PARTS) {
      for (const end of ["from", "to"] as const) {
        const name = timeName(row, part, end);
        const value = form.get(`hours.${name}`);
        times[name] = typeof value === "string" ? value.trim() : "";
      }
    }
  }
  const ticked = form.getAll("hours.days");
  return {
    times,
    usualDays: DAYS.filter((day) => ticked.includes(day)),
    holidays: readPlace(form.get("hours.holidays")),
  };
}

/** Midnight at the end of a day, which a time field writes like midnight at its beginning. */
const endOfDay = (to: string) => (to === "00:00" ? "24:00" : to);

type Interval = { from: string; to: string };

/** The intervals of a row in which anything is written; half of one is kept, so that it can be refused. */
const intervalsOf = ({ times }: WeekDraft, row: RowName): Interval[] =>
  PARTS.map((part) => ({
    from: times[timeName(row, part, "from")] ?? "",
    to: endOfDay(times[timeName(row, part, "to")] ?? ""),
  })).filter(({ from, to }) => from !== "" || to !== "");

/** Whether a day has times of its own. */
export const isOwn = (week: WeekDraft, day: Day) => intervalsOf(week, day).length > 0;

/**
 * The week in the form of the API; undefined without any time. Half an interval, and usual hours of no day, are sent,
 * and the API refuses them.
 */
export function hoursOf(week: WeekDraft, timeZone: string): WeeklyHours | undefined {
  const weekly = new Map<string, WeeklyHours["weekly"][number]>();
  const usual = intervalsOf(week, USUAL);
  const add = ({ from, to }: Interval, ...more: Day[]) => {
    const days = weekly.get(`${from} ${to}`)?.days ?? [];
    weekly.set(`${from} ${to}`, { days: [...days, ...more], from, to });
  };
  for (const day of DAYS) {
    const own = intervalsOf(week, day);
    const intervals = own.length > 0 ? own : week.usualDays.includes(day) ? usual : [];
    for (const interval of intervals) add(interval, day);
  }
  if (week.usualDays.length === 0) for (const interval of usual) add(interval);
  if (weekly.size === 0) return undefined;
  return { timeZone, weekly: [...weekly.values()], publicHolidays: week.holidays, exceptions: [] };
}

/** The form's week for opening hours, or undefined when it cannot show all of them. */
export function weekOf({ weekly, publicHolidays, exceptions }: WeeklyHours): WeekDraft | undefined {
  if (exceptions.length > 0) return undefined;
  const days = DAYS.map((day) => ({
    day,
    intervals: weekly.filter(({ days }) => days.includes(day)).toSorted((a, b) => (a.from < b.from ? -1 : 1)),
  })).filter(({ intervals }) => intervals.length > 0);
  // A week without times would be sent as none.
  if (days.length === 0 || days.some(({ intervals }) => intervals.length > PARTS.length)) return undefined;
  const likeness = ({ intervals }: (typeof days)[number]) => intervals.map(({ from, to }) => `${from}-${to}`).join();
  const alike = Object.values(Object.groupBy(days, likeness));
  const usual = alike.toSorted((a, b) => (b?.length ?? 0) - (a?.length ?? 0))[0] ?? [];
  const times: WeekDraft["times"] = {};
  const write = (row: RowName, intervals: Interval[]) => {
    for (const [part, { from, to }] of intervals.entries()) {
      times[timeName(row, part, "from")] = from;
      times[timeName(row, part, "to")] = to === "24:00" ? "00:00" : to;
    }
  };
  write(USUAL, usual[0]?.intervals ?? []);
  for (const found of days) if (!usual.includes(found)) write(found.day, found.intervals);
  return { times, usualDays: usual.map(({ day }) => day), holidays: publicHolidays };
}

/** An interval that lacks an end, or is empty. */
export function isFaulty({ times }: WeekDraft, row: RowName, part: number): boolean {
  const from = times[timeName(row, part, "from")] ?? "";
  const to = times[timeName(row, part, "to")] ?? "";
  return (from === "") !== (to === "") || (from !== "" && from === endOfDay(to));
}

/** Days in the visitor's language, Monday first. */
export function dayNames(locale: string): Record<Day, string> {
  const format = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  const MONDAY = Date.UTC(2024, 0, 1);
  const names = DAYS.map((day, index) => [day, format.format(MONDAY + index * 86_400_000)]);
  // One name for each of DAYS.
  return Object.fromEntries(names) as Record<Day, string>;
}
