/** The time zone of most of our customers: for pages that show no organization's times. */
export const DEFAULT_TIME_ZONE = "Europe/Paris";

/** The instant of `2026-11-22T14:30` on a wall clock in a time zone; undefined if it is invalid. */
export function toInstant(wallTime: string, timeZone: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wallTime)) return undefined;
  const asUtc = Date.parse(`${wallTime}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // Near a clock change, the offset at the first guess may differ from that at the result: the second step corrects it.
  const guess = asUtc - offsetMs(asUtc, timeZone);
  return new Date(asUtc - offsetMs(guess, timeZone));
}

/** An instant as the value of a `datetime-local` input in a time zone. */
export function toWallTime(instant: Date, timeZone: string): string {
  const wall = new Date(instant.getTime() + offsetMs(instant.getTime(), timeZone));
  return wall.toISOString().slice(0, "2026-11-22T14:30".length);
}

function offsetMs(instantMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(instantMs);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"), read("second"));
  return wall - Math.trunc(instantMs / 1000) * 1000;
}

const DAY_MS = 86_400_000;

/** The calendar day of an instant where the organization is, `2026-11-27`. */
export const dayOf = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);

/** The day so many days before another. */
export const daysBefore = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, "2026-11-27".length);
