import { ENDED_FAMILIES } from "@allokoli/shared/ended-reasons/families";
import { DAYS } from "@allokoli/shared/hours/days";
import { DIRECTION_LABELS } from "../calls/labels.ts";
import { phoneNumber, tellDate } from "../format.ts";
import { m } from "../../paraglide/messages.js";
import { getLocale } from "../../paraglide/runtime.js";
import type { Asked, Group, Step } from "./asked.ts";
import type { Change, Item } from "./measures.ts";

const tag = () => (getLocale() === "fr" ? "fr-FR" : "en-GB");

export const GROUP_LABELS = {
  assistant: m.analytics_by_assistant,
  number: m.analytics_by_number,
  direction: m.analytics_by_direction,
  outcome: m.analytics_by_outcome,
} satisfies Record<Group, () => string>;

export const STEP_LABELS = {
  day: m.analytics_step_day,
  week: m.analytics_step_week,
  month: m.analytics_step_month,
} satisfies Record<Step, () => string>;

const OUTCOME_LABELS = {
  success: m.analytics_outcome_success,
  failure: m.analytics_outcome_failure,
  unknown: m.analytics_outcome_unknown,
} satisfies Record<NonNullable<Item["outcome"]>, () => string>;

export const familyLabel = (family: Item["endedFamily"]) => ENDED_FAMILIES[family ?? "unknown"][getLocale()].title;

/** What an item of a group is called, and the filter of its calls; without one where the list of calls has none. */
export function groupItem(item: Item, by: Group): { label: string; filter: Record<string, string> | undefined } {
  switch (by) {
    case "assistant":
      if (item.assistant === null) return { label: m.analytics_no_assistant(), filter: undefined };
      return item.assistant.name === null
        ? { label: m.analytics_gone_assistant(), filter: undefined }
        : { label: item.assistant.name, filter: { assistantId: item.assistant.id } };
    case "number":
      return item.number === null
        ? { label: m.analytics_no_number(), filter: undefined }
        : { label: phoneNumber(item.number), filter: { number: item.number } };
    case "direction":
      return item.direction === null
        ? { label: m.analytics_outcome_unknown(), filter: undefined }
        : { label: DIRECTION_LABELS[item.direction](), filter: { direction: item.direction } };
    case "outcome":
      return { label: OUTCOME_LABELS[item.outcome ?? "unknown"](), filter: undefined };
  }
}

const dayIn = (day: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(tag(), { timeZone: "UTC", ...options })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(/^1(?= )/, getLocale() === "fr" ? "1er" : "1");

/** `12 nov.`: beside an axis. */
export const shortDay = (day: string, step: Step) =>
  dayIn(day, step === "month" ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" });

/** `lundi 12 novembre`, `semaine du 9 novembre`, `novembre 2026`. */
export function periodLabel(day: string, step: Step): string {
  if (step === "month") return dayIn(day, { month: "long", year: "numeric" });
  if (step === "day") return tellDate(day);
  return m.analytics_week_of({ day: dayIn(day, { day: "numeric", month: "long" }) });
}

export const rangeLabel = ({ from, to }: Pick<Asked, "from" | "to">) => {
  const written = (day: string) => dayIn(day, { day: "numeric", month: "long", year: "numeric" });
  return from === to ? written(from) : m.analytics_from_to({ from: written(from), to: written(to) });
};

export const rate = (value: number) =>
  new Intl.NumberFormat(tag(), { style: "percent", maximumFractionDigits: 0 }).format(value);

const signed = (value: number, options: Intl.NumberFormatOptions = {}) =>
  new Intl.NumberFormat(tag(), { signDisplay: "exceptZero", ...options }).format(value);

/** How a figure differs from the time before; undefined where there is nothing to compare it with. */
export function tellChange(change: Change): string | undefined {
  switch (change.kind) {
    case "none":
      return undefined;
    case "same":
      return m.analytics_change_same();
    case "share":
      return m.analytics_change({ by: signed(change.by / 100, { style: "percent" }) });
    case "points":
      return m.analytics_change_points({ by: signed(change.by) });
  }
}

/** `9 h` in French, `09:00` in English. */
export const hourOfDay = (hour: number) =>
  getLocale() === "fr" ? `${hour}\u202Fh` : `${String(hour).padStart(2, "0")}:00`;

const MONDAY = "2024-01-01";
const DAY_MS = 86_400_000;

/** `lun.`, by the day's name in the API. */
export const shortWeekdays = () =>
  Object.fromEntries(
    DAYS.map((day, index) => {
      const date = new Date(Date.parse(MONDAY) + index * DAY_MS).toISOString().slice(0, MONDAY.length);
      return [day, dayIn(date, { weekday: "short" })];
    }),
  ) as Record<(typeof DAYS)[number], string>;
