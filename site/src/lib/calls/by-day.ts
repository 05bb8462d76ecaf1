import type { Call } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";
import { tellDate } from "../format.ts";
import { dayOf, daysBefore } from "../time-zone.ts";

/** When a call began, or is to begin: its place in a list. */
export const momentOf = ({
  startedAt,
  scheduledAt,
  createdAt,
}: Pick<Call, "startedAt" | "scheduledAt" | "createdAt">) => startedAt ?? scheduledAt ?? createdAt;

/** The calls under their days, in the order of the list: « Aujourd'hui », « Hier », « jeudi 26 novembre ». */
export function byDay(
  calls: Call[],
  timeZone: string,
  now = new Date(),
): { day: string; title: string; calls: Call[] }[] {
  const days = Map.groupBy(calls, (call) => dayOf(new Date(momentOf(call)), timeZone));
  return [...days].map(([day, calls]) => ({ day, title: titleOf(day, dayOf(now, timeZone)), calls }));
}

function titleOf(day: string, today: string): string {
  if (day === today) return m.calls_today();
  if (day === daysBefore(today, 1)) return m.calls_yesterday();
  return tellDate(day, day.slice(0, 4) !== today.slice(0, 4));
}
