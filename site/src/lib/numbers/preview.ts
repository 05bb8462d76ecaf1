import { addDays, isSpecialDay, openPartsOf, wallClock } from "@allokoli/shared/hours/schedule";
import { m } from "../../paraglide/messages.js";
import { getLocale } from "../../paraglide/runtime.js";
import type { Hours } from "./answerers.ts";

type Interval = { from: string; to: string };
/** A day as it will be answered. */
export type PreviewDay = {
  date: string;
  isToday: boolean;
  open: Interval[];
  /** Why it is not like the week says. */
  special: "exception" | "holiday" | undefined;
  name: string | undefined;
};

const NEXT_DAYS = 7;
const AHEAD_DAYS = 120;
const MANY = 12;

/** The coming week day by day, then the later days that differ from it, by the code that answers calls. */
export function previewDays(hours: Hours, at: Date): { next: PreviewDay[]; later: PreviewDay[] } {
  const today = wallClock(at, hours.timeZone).date;
  const dates = Array.from({ length: AHEAD_DAYS }, (_, index) => addDays(today, index));
  const toDay = (date: string) => previewDay(hours, date, today);
  const later = dates.slice(NEXT_DAYS).filter((date) => isSpecialDay(hours, date));
  return { next: dates.slice(0, NEXT_DAYS).map(toDay), later: later.slice(0, MANY).map(toDay) };
}

function previewDay(hours: Hours, date: string, today: string): PreviewDay {
  const exception = hours.exceptions.find((one) => one.date === date);
  const special = exception ? "exception" : isSpecialDay(hours, date) ? "holiday" : undefined;
  return { date, isToday: date === today, open: openPartsOf(hours, date), special, name: exception?.name };
}

/** `9 h 30`, `9:30`, `minuit`. */
export function tellTime(time: string): string {
  const [hours = "", minutes = ""] = time.split(":");
  if (hours === "24") return m.hours_midnight();
  const hour = String(Number(hours));
  if (getLocale() !== "fr") return `${hour}:${minutes}`;
  return minutes === "00" ? `${hour}\u202Fh` : `${hour}\u202Fh\u202F${minutes}`;
}

const isWholeDay = ({ from, to }: Interval) => from === "00:00" && to === "24:00";

/** `de 9 h à 12 h 30 et de 14 h à 18 h`; `toute la journée`. */
export function tellIntervals(intervals: Interval[]): string {
  if (intervals.some(isWholeDay)) return m.hours_whole_day();
  const spans = intervals.map(({ from, to }) => m.hours_span({ from: tellTime(from), to: tellTime(to) }));
  return new Intl.ListFormat(getLocale(), { type: "conjunction" }).format(spans);
}

/** `fermé, férié`; `ouvert de 9 h à 12 h 30, Réveillon`. */
export function tellDay({ open, special, name }: PreviewDay): string {
  const hours = open.length === 0 ? m.hours_closed() : m.hours_open({ spans: tellIntervals(open) });
  const why = special === "holiday" ? m.hours_holiday() : special === "exception" ? name || m.hours_exception() : "";
  return why === "" ? hours : m.hours_because({ hours, why });
}
