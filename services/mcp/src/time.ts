import { addDays, wallClock } from "@allokoli/shared/hours/schedule";

const PERIOD = /^(?:today|yesterday|\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)$/;

/** Whether a text is a day or a moment as a model may write it: where the organization is, if it says no offset. */
export const isPeriod = (text: string): boolean =>
  PERIOD.test(text) && (!/^\d/.test(text) || !Number.isNaN(Date.parse(text)));

/** `2026-11-28T09:12:05+01:00`: the time on the clock at the place, and its offset. */
export function toLocal(moment: string, timeZone: string): string {
  const at = new Date(moment);
  const local = new Date(at.getTime() + offsetMs(at, timeZone));
  const minutes = offsetMs(at, timeZone) / 60_000;
  const pad = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  const offset = `${minutes < 0 ? "-" : "+"}${pad(Math.abs(minutes) / 60)}:${pad(Math.abs(minutes) % 60)}`;
  return `${local.toISOString().slice(0, 19)}${offset}`;
}

/** The day that a text names. */
export function dayOf(text: string, timeZone: string, now: Date): string {
  const today = wallClock(now, timeZone).date;
  if (text === "today") return today;
  return text === "yesterday" ? addDays(today, -1) : text.slice(0, 10);
}

/** The first moment that a text names, in UTC. */
export const beginningOf = (text: string, timeZone: string, now: Date): string =>
  text.includes("T") ? momentOf(text, timeZone) : toUtc(dayOf(text, timeZone, now), timeZone);

/** The last: of a day it is the end. */
export function endOf(text: string, timeZone: string, now: Date): string {
  if (text.includes("T")) return momentOf(text, timeZone);
  const nextDay = new Date(toUtc(addDays(dayOf(text, timeZone, now), 1), timeZone));
  return new Date(nextDay.getTime() - 1).toISOString();
}

const momentOf = (text: string, timeZone: string): string =>
  /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? new Date(text).toISOString() : toUtc(text, timeZone);

/** A local date, or date and time, in UTC. An hour that a change of the clock skips is the one after. */
function toUtc(local: string, timeZone: string): string {
  const asUtc = new Date(`${local.length === 10 ? `${local}T00:00` : local}Z`);
  // The offset at the moment itself: that of the first guess differs on the days when the clock changes.
  const guess = new Date(asUtc.getTime() - offsetMs(asUtc, timeZone));
  return new Date(asUtc.getTime() - offsetMs(guess, timeZone)).toISOString();
}

function offsetMs(at: Date, timeZone: string): number {
  const { date, time } = wallClock(at, timeZone);
  return new Date(`${date}T${time}Z`).getTime() - Math.floor(at.getTime() / 60_000) * 60_000;
}
