import { MAX_FIELDS, MAX_VALUES, type Subjects } from "./contract.ts";
import type { Noted } from "./store.ts";

type Field = Subjects["fields"][number];

/** What was noted, by field and value, the most frequent first. */
export function toFields(rows: Noted[]): Field[] {
  const byField = Map.groupBy(rows, ({ field }) => field);
  return [...byField]
    .map(([field, noted]) => ({ field, calls: noted[0]?.fieldCalls ?? 0, values: toValues(noted) }))
    .toSorted((left, right) => right.calls - left.calls || left.field.localeCompare(right.field))
    .slice(0, MAX_FIELDS);
}

function toValues(noted: Noted[]): Field["values"] {
  return [...Map.groupBy(noted, ({ value }) => value)]
    .map(([value, days]) => ({
      value,
      calls: days.reduce((sum, { calls }) => sum + calls, 0),
      periods: days.map(({ day, calls }) => ({ day, calls })),
    }))
    .toSorted((left, right) => right.calls - left.calls || String(left.value).localeCompare(String(right.value)))
    .slice(0, MAX_VALUES);
}
