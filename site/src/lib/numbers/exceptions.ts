import { addDays } from "@allokoli/shared/hours/schedule";
import { readRows } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import type { Hours } from "./answerers.ts";

type Exception = Hours["exceptions"][number];
type Interval = Exception["open"][number];

/** A row of days that are not like the week: `kept` has intervals that the form cannot show, those of that stored day. */
export type ExceptionRow = {
  from: string;
  to: string;
  name: string;
  kind: string;
  kept: string;
  remove: string;
  "0.from": string;
  "0.to": string;
  "1.from": string;
  "1.to": string;
};

export const EMPTY_ROW: ExceptionRow = {
  from: "",
  to: "",
  name: "",
  kind: "closed",
  kept: "",
  remove: "",
  "0.from": "",
  "0.to": "",
  "1.from": "",
  "1.to": "",
};

/** So many rows are shown; later days are kept as they are. */
const SHOWN_ROWS = 25;
/** The API's limit for one number. */
const MAX_DAYS = 200;
const PARTS = [0, 1] as const;

const likeness = ({ name, open }: Exception) => JSON.stringify([name ?? "", open]);

/** Stored days as rows, those that follow each other alike in one; `shownUntil` is the last day that the rows have. */
export function rowsOf(exceptions: Exception[], today: string): { rows: ExceptionRow[]; shownUntil: string } {
  const groups: Exception[][] = [];
  const coming = exceptions.filter(({ date }) => date >= today);
  for (const day of coming.toSorted((a, b) => (a.date < b.date ? -1 : 1))) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group && before && addDays(before.date, 1) === day.date && likeness(before) === likeness(day)) group.push(day);
    else groups.push([day]);
  }
  const shown = groups.slice(0, SHOWN_ROWS);
  return { rows: shown.map(toRow), shownUntil: shown.length < groups.length ? (shown.at(-1)?.at(-1)?.date ?? "") : "" };
}

function toRow(group: Exception[]): ExceptionRow {
  const [first] = group;
  const { date = "", name = "", open = [] } = first ?? {};
  const kind = open.length === 0 ? "closed" : open.length > PARTS.length ? "kept" : "hours";
  const times = open.slice(0, PARTS.length).map(({ from, to }, part) => ({
    [`${part}.from`]: from,
    [`${part}.to`]: to === "24:00" ? "00:00" : to,
  }));
  return Object.assign({ ...EMPTY_ROW, from: date, to: group.at(-1)?.date ?? date, name, kind, kept: date }, ...times);
}

export const readExceptions = (form: FormData): ExceptionRow[] => readRows(form, "exceptions", EMPTY_ROW);

type Compiled = { exceptions: Exception[]; errors: Record<number, string> };

/** The rows as days, with the error of each row that makes none. Past days go: they change nothing any more. */
export function compileExceptions(
  rows: ExceptionRow[],
  { stored, today, shownUntil }: { stored: Exception[]; today: string; shownUntil: string },
): Compiled {
  const kept = shownUntil === "" ? [] : stored.filter(({ date }) => date > shownUntil && date >= today);
  const days = new Map<string, Exception>(kept.map((day) => [day.date, day]));
  const errors: Compiled["errors"] = {};
  for (const [index, row] of rows.entries()) {
    if (row.remove !== "" || isBlank(row)) continue;
    const open = intervalsOf(row, stored);
    const dates = datesOf(row);
    if (dates === undefined) errors[index] = m.exceptions_error_dates();
    else if (open === undefined) errors[index] = m.exceptions_error_times();
    else if (dates.some((date) => days.has(date))) errors[index] = m.exceptions_error_twice();
    else for (const date of dates) days.set(date, { date, ...(row.name !== "" && { name: row.name }), open });
    if (days.size > MAX_DAYS) errors[index] ??= m.exceptions_error_many();
  }
  return { exceptions: [...days.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1)), errors };
}

const isBlank = ({ kept: _kept, kind: _kind, ...fields }: ExceptionRow) =>
  Object.values(fields).every((value) => value === "");

/** Undefined for what is no date, or ends before it begins. */
function datesOf({ from, to }: ExceptionRow): string[] | undefined {
  const last = to === "" ? from : to;
  if (!isDate(from) || !isDate(last) || last < from) return undefined;
  const dates: string[] = [];
  for (let date = from; date <= last && dates.length <= MAX_DAYS; date = addDays(date, 1)) dates.push(date);
  return dates;
}

const isDate = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text;

/** Undefined for half an interval, an empty one, or none where hours were promised. */
function intervalsOf(row: ExceptionRow, stored: Exception[]): Interval[] | undefined {
  if (row.kind === "closed") return [];
  if (row.kind === "kept") return stored.find(({ date }) => date === row.kept)?.open;
  const written = PARTS.map((part) => ({ from: row[`${part}.from`], to: row[`${part}.to`] })).filter(
    ({ from, to }) => from !== "" || to !== "",
  );
  const open = written.map(({ from, to }) => ({ from, to: to === "00:00" ? "24:00" : to }));
  return open.length === 0 || open.some(({ from, to }) => from === "" || to === "" || from === to) ? undefined : open;
}
