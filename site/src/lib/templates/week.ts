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
  const weekly = DAYS.flatMap((day) =>
    PARTS.flatMap((part) => {
      const from = times[timeName(day, part, "from")] ?? "";
      const to = times[timeName(day, part, "to")] ?? "";
      return from === "" && to === "" ? [] : [{ days: [day], from, to: endOfDay(to) }];
    }),
  );
  if (weekly.length === 0) return undefined;
  return { timeZone, weekly, publicHolidays: closedOnHolidays ? "FR" : null, exceptions: [] };
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
