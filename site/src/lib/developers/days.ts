import { tellDate } from "../format.ts";
import { dayOf, daysBefore, toInstant } from "../time-zone.ts";
import { m } from "../../paraglide/messages.js";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string) => DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** The moment at which a day begins on the organization's clock; undefined for what is no day. */
const beginOf = (day: string, timeZone: string) => (isDay(day) ? toInstant(`${day}T00:00`, timeZone) : undefined);

/** The moment at which a day is over. */
export const endOf = (day: string, timeZone: string) =>
  isDay(day) ? beginOf(daysBefore(day, -1), timeZone) : undefined;

/** The last day that lies wholly before a moment: `endOf` the other way round. */
export const lastDayBefore = (iso: string, timeZone: string) => dayOf(new Date(Date.parse(iso) - 1), timeZone);

/** The first and the last moment of a range of days, both included, as the API filters lists. */
export function momentsOf(days: { from: string; to: string }, timeZone: string) {
  const end = endOf(days.to, timeZone);
  return {
    from: beginOf(days.from, timeZone)?.toISOString(),
    to: end && new Date(end.getTime() - 1).toISOString(),
  };
}

/** A list under its days, in its own order: « Aujourd'hui », « Hier », « jeudi 26 novembre ». */
export function underDays<Item>(
  items: Item[],
  momentOf: (item: Item) => string,
  timeZone: string,
  now = new Date(),
): { day: string; title: string; items: Item[] }[] {
  const today = dayOf(now, timeZone);
  const days = Map.groupBy(items, (item) => dayOf(new Date(momentOf(item)), timeZone));
  return [...days].map(([day, items]) => ({ day, title: titleOf(day, today), items }));
}

function titleOf(day: string, today: string): string {
  if (day === today) return m.calls_today();
  if (day === daysBefore(today, 1)) return m.calls_yesterday();
  return tellDate(day, day.slice(0, 4) !== today.slice(0, 4));
}
