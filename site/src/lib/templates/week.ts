import type { WeeklyHours } from "@allokoli/shared/hours/contract";

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
/** Open in the morning and in the afternoon, or once through the day. */
export const PARTS = [0, 1] as const;

/** The week as its form has it: `monday.0.from` → `09:00`, empty where it is closed. */
export type WeekDraft = { times: Record<string, string>; closedOnHolidays: boolean };

export const timeName = (day: Day, part: number, end: "from" | "to") => `${day}.${part}.${end}`;

/** Closed all week: the hours have not been told. */
export const emptyWeek = (): WeekDraft => ({ times: {}, closedOnHolidays: true });

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
  return { times, closedOnHolidays: form.has("hours.closedOnHolidays") };
}

/** Midnight at the end of a day, which a field for times writes like the one at its beginning. */
const endOfDay = (to: string) => (to === "00:00" ? "24:00" : to);

/** The week as the API takes it; undefined when no time was told. Half an interval is sent as it is, to be refused. */
export function hoursOf({ times, closedOnHolidays }: WeekDraft, timeZone: string): WeeklyHours | undefined {
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
  return { timeZone, weekly: [...weekly.values()], publicHolidays: closedOnHolidays ? "FR" : null, exceptions: [] };
}

/** The form's week for hours that it can show, or undefined when it would lose something of them. */
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
  // A week without times would be told as none.
  return Object.keys(times).length === 0 ? undefined : { times, closedOnHolidays: publicHolidays === "FR" };
}

/** An interval that lacks an end, or has none in between. */
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
