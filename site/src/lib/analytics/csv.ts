import Papa from "papaparse";
import { m } from "../../paraglide/messages.js";
import { getLocale } from "../../paraglide/runtime.js";
import type { CallHours } from "../api/types.ts";
import type { Group } from "./asked.ts";
import type { Item } from "./measures.ts";
import type { Subject } from "./subjects.ts";
import { usedHours, weekOf } from "./hours.ts";
import { familyLabel, GROUP_LABELS, groupItem, hourOfDay, shortWeekdays } from "./words.ts";

export const TABLES = ["period", "endedFamily", "assistant", "number", "direction", "outcome"] as const;
export type Table = (typeof TABLES)[number];
/** What a file's lines are told apart by, as the API names it. */
export const groupOf = (table: Table) => (table === "period" ? "day" : table);

const isGroup = (table: Table): table is Group => table in GROUP_LABELS;

function labelOf(item: Item, table: Table): string {
  if (table === "period") return item.day ?? "";
  return isGroup(table) ? groupItem(item, table).label : familyLabel(item.endedFamily);
}

const delimiter = () => (getLocale() === "fr" ? ";" : ",");

/** A number as the language's spreadsheets read it: `12,5` in French. */
const written = (value: number | null) =>
  value === null ? "" : getLocale() === "fr" ? String(value).replace(".", ",") : value;

const header = (table: Table) => [
  table === "period" ? m.analytics_csv_period() : isGroup(table) ? GROUP_LABELS[table]() : m.analytics_endings(),
  m.analytics_calls(),
  m.analytics_minutes(),
  m.analytics_csv_success(),
  m.analytics_latency_median(),
  m.analytics_latency_p95(),
  m.analytics_csv_cost(),
];

/** All measures of each item. Names cannot become formulas. */
export const toCsv = (items: Item[], table: Table): string =>
  Papa.unparse(
    [
      header(table),
      ...items.map((item) => [
        labelOf(item, table),
        item.calls,
        written(item.minutes),
        written(item.successRate === null ? null : Math.round(item.successRate * 1_000) / 10),
        written(item.latencyMedianMs),
        written(item.latencyP95Ms),
        written(item.costUsd),
      ]),
    ],
    { delimiter: delimiter(), newline: "\r\n", escapeFormulae: true },
  );

/** The week by hours, as the page's table has it. */
export function hoursCsv(hours: CallHours): string {
  const week = weekOf(hours);
  const rows = usedHours(hours).map((hour) => [hourOfDay(hour), ...week.map((cells) => cells[hour]?.calls ?? 0)]);
  return Papa.unparse([[m.analytics_hour(), ...Object.values(shortWeekdays())], ...rows], {
    delimiter: delimiter(),
    newline: "\r\n",
  });
}

/** What callers asked for: a line for each value of each field, with its periods. */
export const subjectsCsv = (subjects: Subject[], days: string[]): string =>
  Papa.unparse(
    [
      [m.analytics_csv_field(), m.analytics_csv_value(), m.analytics_calls(), ...days],
      ...subjects.flatMap(({ title, values }) =>
        values.map(({ label, calls, on }) => [title, label, calls, ...days.map((day) => on.get(day) ?? 0)]),
      ),
    ],
    { delimiter: delimiter(), newline: "\r\n", escapeFormulae: true },
  );
