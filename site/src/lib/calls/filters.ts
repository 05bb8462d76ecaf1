import { daysBefore, toInstant } from "../time-zone.ts";

const NAMES = [
  "view",
  "status",
  "assistantId",
  "squadId",
  "workflowId",
  "number",
  "direction",
  "endedFamily",
  "from",
  "to",
  "text",
  "noted",
] as const;

/** The filters as the address and the form have them: days are calendar days of the organization. */
export type CallFilterValues = Record<(typeof NAMES)[number], string>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The views that stand above the list; `view` is one of them, or empty for all calls. */
export const VIEWS = ["", "live", "to-call-back", "scheduled"] as const;

export const readFilters = (query: URLSearchParams): CallFilterValues =>
  // One value for each of NAMES.
  Object.fromEntries(NAMES.map((name) => [name, query.get(name)?.trim() ?? ""])) as CallFilterValues;

/** The address's query of some filters, without the empty ones. */
export function filtersAddress(values: Partial<CallFilterValues>): string {
  const query = new URLSearchParams();
  for (const name of NAMES) if (values[name]) query.set(name, values[name]);
  return query.size > 0 ? `?${query}` : "";
}

export const hasFilters = (values: CallFilterValues) => NAMES.some((name) => values[name] !== "");

/** The filters in the form of the API: views become statuses, and `to` the end of the day. */
export function filterQuery(values: CallFilterValues, cursor: string | null, timeZone: string) {
  const { view, status, assistantId, squadId, workflowId, direction, endedFamily, number, text, noted } = values;
  const from = DAY.test(values.from) ? toInstant(`${values.from}T00:00`, timeZone) : undefined;
  const to = DAY.test(values.to) ? toInstant(`${daysBefore(values.to, -1)}T00:00`, timeZone) : undefined;
  return {
    cursor: cursor || undefined,
    ...(view === "live" || status === "live" ? { live: "true" } : { status: status || undefined }),
    ...(view === "scheduled" && { status: "scheduled" }),
    ...(view === "to-call-back" && { toCallBack: "true" }),
    assistantId: assistantId || undefined,
    squadId: squadId || undefined,
    workflowId: workflowId || undefined,
    endedFamily: endedFamily || undefined,
    direction: direction || undefined,
    number: number || undefined,
    text: text || undefined,
    noted: noted || undefined,
    from: from?.toISOString(),
    to: to && new Date(to.getTime() - 1).toISOString(),
  };
}
