import { ENDED_FAMILIES } from "@allokoli/shared/ended-reasons/families";
import Papa from "papaparse";
import type { Call } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";
import { getLocale } from "../../paraglide/runtime.js";
import { plainTime } from "../format.ts";
import { dayOf } from "../time-zone.ts";
import { isUrgent } from "./badges.ts";
import { momentOf } from "./by-day.ts";
import { DIRECTION_LABELS } from "./labels.ts";

/** French spreadsheets separate by semicolons, English ones by commas. */
const delimiter = () => (getLocale() === "fr" ? ";" : ",");

const header = () => [
  m.csv_day(),
  m.csv_time(),
  m.csv_direction(),
  m.csv_name(),
  m.csv_number(),
  m.csv_line(),
  m.csv_assistant(),
  m.csv_duration(),
  m.csv_end(),
  m.csv_urgent(),
  m.csv_summary(),
];

function rowOf(call: Call, timeZone: string): (string | number)[] {
  const at = momentOf(call);
  return [
    dayOf(new Date(at), timeZone),
    plainTime(at, timeZone),
    DIRECTION_LABELS[call.direction](),
    call.customer.name ?? "",
    // A number begins with +, which a spreadsheet would take for a sum: the escape below puts a quote before it.
    call.customer.number ?? "",
    call.phoneNumber.number ?? "",
    call.assistant?.name ?? "",
    call.durationMs === null ? "" : Math.round(call.durationMs / 1_000),
    call.endedFamily === null ? "" : ENDED_FAMILIES[call.endedFamily][getLocale()].title,
    isUrgent(call) ? m.yes() : "",
    call.summary ?? "",
  ];
}

/** Lines of a CSV file; the first ones come with the header. Callers' words cannot become formulas. */
export const toCsv = (calls: Call[], timeZone: string, isFirst: boolean): string =>
  Papa.unparse([...(isFirst ? [header()] : []), ...calls.map((call) => rowOf(call, timeZone))], {
    delimiter: delimiter(),
    newline: "\r\n",
    escapeFormulae: true,
  });

/** A line of its own for people, at the end of a file that does not have everything. */
export const csvNote = (text: string) => Papa.unparse([[text]], { delimiter: delimiter(), escapeFormulae: true });
