import { toInstant } from "../time-zone.ts";

/** The filters as the address and the form have them: days are calendar days of the visitor. */
export type CallFilterValues = {
  status: string;
  assistantId: string;
  number: string;
  direction: string;
  from: string;
  to: string;
  text: string;
};

const NAMES = ["status", "assistantId", "number", "direction", "from", "to", "text"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function readFilters(query: URLSearchParams): CallFilterValues {
  const read = (name: string) => query.get(name)?.trim() ?? "";
  return {
    status: read("status"),
    assistantId: read("assistantId"),
    number: read("number"),
    direction: read("direction"),
    from: read("from"),
    to: read("to"),
    text: read("text"),
  };
}

export const hasFilters = (values: CallFilterValues) => NAMES.some((name) => values[name] !== "");

/** The filters in the form of the API: `live` and `ended` become statuses, and `to` the end of the day. */
export function filterQuery(values: CallFilterValues, cursor: string | null, timeZone: string) {
  const { status, assistantId, direction, number, text } = values;
  const from = DAY.test(values.from) ? toInstant(`${values.from}T00:00`, timeZone) : undefined;
  const to = DAY.test(values.to) ? toInstant(`${nextDay(values.to)}T00:00`, timeZone) : undefined;
  return {
    cursor: cursor || undefined,
    ...(status === "live" ? { live: "true" } : { status: status || undefined }),
    assistantId: assistantId || undefined,
    direction: direction || undefined,
    number: number || undefined,
    text: text || undefined,
    from: from?.toISOString(),
    to: to && new Date(to.getTime() - 1).toISOString(),
  };
}

function nextDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, "2026-11-22".length);
}
