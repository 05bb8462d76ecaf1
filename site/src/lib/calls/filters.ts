import { toInstant } from "../time-zone.ts";

/** The filters as the address and the form have them: days are days on the visitor's wall calendar. */
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

/** The same as the API takes them: `live` and `ended` are the person's words for the statuses, `to` is the day's end. */
export function filterQuery(values: CallFilterValues, cursor: string | null, timeZone: string): URLSearchParams {
  const query = new URLSearchParams();
  if (cursor) query.set("cursor", cursor);
  if (values.status === "live") query.set("live", "true");
  else if (values.status !== "") query.append("status", values.status);
  for (const name of ["assistantId", "direction", "text"] as const)
    if (values[name] !== "") query.set(name, values[name]);
  if (values.number !== "") query.set("number", toSearchedNumber(values.number));
  const from = DAY.test(values.from) ? toInstant(`${values.from}T00:00`, timeZone) : undefined;
  if (from) query.set("from", from.toISOString());
  const to = DAY.test(values.to) ? toInstant(`${nextDay(values.to)}T00:00`, timeZone) : undefined;
  if (to) query.set("to", new Date(to.getTime() - 1).toISOString());
  return query;
}

function nextDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, "2026-11-22".length);
}

/** People write `06 12 34`; numbers are kept as `+33612`. */
export function toSearchedNumber(written: string): string {
  const compact = written.replaceAll(/[\s.()-]/g, "");
  return /^0[1-9]/.test(compact) ? `+33${compact.slice(1)}` : compact;
}
