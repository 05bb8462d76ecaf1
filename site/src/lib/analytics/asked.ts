import { daysBefore } from "../time-zone.ts";

export const RANGES = ["7", "30", "90"] as const;
export const STEPS = ["day", "week", "month"] as const;
/** What the calls can be told apart by; how they ended has a part of the page of its own. */
export const GROUPS = ["assistant", "number", "direction", "outcome"] as const;
export type Step = (typeof STEPS)[number];
export type Group = (typeof GROUPS)[number];

/** What a page of measures was asked for: days are calendar days of the organization, both included. */
export type Asked = {
  /** Undefined when two dates were given. */
  range: (typeof RANGES)[number] | undefined;
  from: string;
  to: string;
  step: Step;
  /** What was chosen; empty when the step follows from the range. */
  chosenStep: Step | "";
  by: Group;
  assistantId: string;
  number: string;
  direction: string;
};

const oneOf = <Value extends string>(values: readonly Value[], value: string | null): Value | undefined =>
  values.find((one) => one === value);

/** Whether a text is a day of the calendar. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

const DAY_MS = 86_400_000;
/** The days from one to the other, both included. */
export const lengthOf = ({ from, to }: { from: string; to: string }) =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

const DEFAULT_DAYS = 30;
/** The most bars that a telephone's screen can show apart. */
const MOST_DAYS = 45;
const MOST_WEEKS_IN_DAYS = 200;

const usualStep = (days: number): Step => (days <= MOST_DAYS ? "day" : days <= MOST_WEEKS_IN_DAYS ? "week" : "month");

export function readAsked(query: URLSearchParams, today: string): Asked {
  const read = (name: string) => query.get(name)?.trim() ?? "";
  const [first, last] = [read("from"), read("to")];
  const hasDates = isDay(first) || isDay(last);
  const range = hasDates ? undefined : (oneOf(RANGES, read("range")) ?? "30");
  const to = isDay(last) ? last : today;
  const from = isDay(first) ? first : daysBefore(to, Number(range ?? DEFAULT_DAYS) - 1);
  const chosenStep = oneOf(STEPS, read("step")) ?? "";
  return {
    range,
    from,
    to,
    step: chosenStep || usualStep(lengthOf({ from, to })),
    chosenStep,
    by: oneOf(GROUPS, read("by")) ?? "assistant",
    assistantId: read("assistantId"),
    number: read("number"),
    direction: read("direction"),
  };
}

/** As many days, right before. */
export function timeBefore({ from, to }: Pick<Asked, "from" | "to">): { from: string; to: string } {
  const days = lengthOf({ from, to });
  return { from: daysBefore(from, days), to: daysBefore(from, 1) };
}

export const isFiltered = ({ assistantId, number, direction }: Asked) => `${assistantId}${number}${direction}` !== "";

/** The query of the API for these calls. */
export const toQuery = ({ from, to, assistantId, number, direction }: Asked) => ({
  from,
  to,
  assistantId: assistantId || undefined,
  number: number || undefined,
  direction: direction || undefined,
});

/** The query of the API for those of them that came in: it tells their hours. */
export const receivedOf = ({ from, to, assistantId, number }: Asked) => ({
  from,
  to,
  assistantId: assistantId || undefined,
  number: number || undefined,
});

/** The page's own query, with some of it changed. */
export function addressOf(asked: Asked, changes: Partial<Record<"range" | "by" | "table", string>> = {}): string {
  const { range, from, to, chosenStep, by, assistantId, number, direction } = asked;
  const days = changes.range === undefined && range === undefined ? { from, to } : { range: range ?? "" };
  const told = { ...days, step: chosenStep, by, assistantId, number, direction, ...changes };
  return `?${new URLSearchParams(Object.entries(told).filter(([, value]) => value !== ""))}`;
}

/** The list of the calls behind a figure, in the words of its filters (`lib/calls/filters.ts`). */
export function callsAddress(asked: Asked, more: Record<string, string> = {}): string {
  const { from, to, assistantId, number, direction } = asked;
  const told = { status: "ended", from, to, assistantId, number, direction, ...more };
  return `/calls?${new URLSearchParams(Object.entries(told).filter(([, value]) => value !== ""))}`;
}

/** The days of a period that are in the range. */
export function daysOf(period: string, asked: Asked): { from: string; to: string } {
  const last = {
    day: () => period,
    week: () => daysBefore(period, -6),
    month: () => daysBefore(`${daysBefore(period, -31).slice(0, 7)}-01`, 1),
  }[asked.step]();
  return { from: period < asked.from ? asked.from : period, to: last > asked.to ? asked.to : last };
}
