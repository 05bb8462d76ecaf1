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
/** The intervals of a day: morning and afternoon, or one for the whole day. */
export const PARTS = [0, 1] as const;

/** The week as its form has it: `monday.0.from` → `09:00`, empty where it is closed. */
export type WeekDraft = {
  times: Record<string, string>;
  /** The place whose public holidays are closed days. */
  holidays: HolidayPlace | null;
};

export const timeName = (day: Day, part: number, end: "from" | "to") => `${day}.${part}.${end}`;

/** A week without times: the hours are not set. */
export const emptyWeek = (timeZone: string): WeekDraft => ({ times: {}, holidays: placeOfZone(timeZone) });

export function readWeek(form: FormData): WeekDraft {
  const times: WeekDraft["times"] = {};
  for (const day of DAYS) {
    for (const part of PARTS) {
      for (const end of ["from", "to"] as const) {
        const name = timeName(day, part, end);
        const value = form.get(`hours.${name}`);
        times[name] = typeof value === "string" ? value.trim() : "";
      }
    }
  }
  return { times, holidays: readPlace(form.get("hours.holidays")) };
}

/** Midnight at the end of a day, which a time field writes like midnight at its beginning. */
const endOfDay = (to: string) => (to === "00:00" ? "24:00" : to);

/** The week in the form of the API; undefined without any time. Half an interval is sent, and the API refuses it. */
export function hoursOf({ times, holidays }: WeekDraft, timeZone: string): WeeklyHours | undefined {
  const weekly = new Map<string, WeeklyHours["weekly"][number]>();
  for (const day of DAYS) {
    for (const part of PARTS) {
      const from = times[timeName(day, part, "from")] ?? "";
      const to = endOfDay(times[timeName(day, part, "to")] ?? "");
      if (from === "" && to === "") continue;
      const days = weekly.get(`${from} ${to}`)?.days ?? [];
      weekly.set(`${from} ${to}`, { days: [...days, day], from, to });
    }
  }
  if (weekly.size === 0) return undefined;
  return { timeZone, weekly: [...weekly.values()], publicHolidays: holidays, exceptions: [] };
}

/** The form's week for opening hours, or undefined when it cannot show all of them. */
export function weekOf({ weekly, publicHolidays, exceptions }: WeeklyHours): WeekDraft | undefined {
  if (exceptions.length > 0) return undefined;
  const times: WeekDraft["times"] = {};
  for (const day of DAYS) {
    const intervals = weekly.filter(({ days }) => days.includes(day)).toSorted((a, b) => (a.from < b.from ? -1 : 1));
    if (intervals.length > PARTS.length) return undefined;
    for (const [part, { from, to }] of intervals.entries()) {
      times[timeName(day, part, "from")] = from;
      times[timeName(day, part, "to")] = to === "24:00" ? "00:00" : to;
    }
  }
  // A week without times would be sent as none.
  return Object.keys(times).length === 0 ? undefined : { times, holidays: publicHolidays };
}

/** An interval that lacks an end, or is empty. */
export function isFaulty({ times }: WeekDraft, day: Day, part: number): boolean {
  const from = times[timeName(day, part, "from")] ?? "";
  const to = times[timeName(day, part, "to")] ?? "";
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
