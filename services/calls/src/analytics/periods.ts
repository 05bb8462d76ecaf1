import type { STEPS } from "./contract.ts";

type Step = (typeof STEPS)[number];
const DAY_MS = 24 * 60 * 60_000;

/** Dates are `YYYY-MM-DD`; arithmetic treats them as calendar days without hours. */
const toTime = (date: string) => Date.parse(`${date}T00:00:00Z`);
const toDate = (time: number) => new Date(time).toISOString().slice(0, 10);

export const addDays = (date: string, days: number) => toDate(toTime(date) + days * DAY_MS);
/** The number of days from one to the other, both included. */
export const daysBetween = (from: string, to: string) => Math.round((toTime(to) - toTime(from)) / DAY_MS) + 1;

/** The first day of the period that a day is in; weeks begin on Monday, as in Postgres. */
export function periodOf(date: string, step: Step): string {
  if (step === "month") return `${date.slice(0, 7)}-01`;
  if (step === "day") return date;
  const weekday = (new Date(toTime(date)).getUTCDay() + 6) % 7;
  return addDays(date, -weekday);
}

/** The first days of all periods that overlap the range, in order. */
export function periodsIn(from: string, to: string, step: Step): string[] {
  const days = Array.from({ length: daysBetween(from, to) }, (_, index) => addDays(from, index));
  return [...new Set(days.map((day) => periodOf(day, step)))];
}
