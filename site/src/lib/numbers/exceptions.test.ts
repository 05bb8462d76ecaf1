import { addDays } from "@allokoli/shared/hours/schedule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileExceptions, EMPTY_ROW, readExceptions, rowsOf } from "./exceptions.ts";

type Exceptions = Parameters<typeof rowsOf>[0];

const TODAY = "2026-07-01";
const closed = (date: string, name = "Congés") => ({ date, name, open: [] });

/** The rows as a browser sends them back. */
function sentBack(rows: ReturnType<typeof rowsOf>["rows"]) {
  const form = new FormData();
  for (const [index, row] of rows.entries())
    for (const [field, value] of Object.entries(row)) form.set(`exceptions.${index}.${field}`, value);
  return readExceptions(form);
}

function afterForm(stored: Exceptions, today = TODAY) {
  const { rows, shownUntil } = rowsOf(stored, today);
  return compileExceptions(sentBack(rows), { stored, today, shownUntil });
}

describe("special days", () => {
  test("in one row when they follow each other alike", () => {
    const stored = [closed("2026-08-31"), closed("2026-09-01"), closed("2026-09-02", "Pont")];
    expect(rowsOf(stored, TODAY).rows.map(({ from, to, name }) => [from, to, name])).toEqual([
      ["2026-08-31", "2026-09-01", "Congés"],
      ["2026-09-02", "2026-09-02", "Pont"],
    ]);
  });

  test("a form that is saved unchanged changes none, however many there are and whatever hours they have", () => {
    const time = fc
      .integer({ min: 0, max: 1_439 })
      .map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));
    const interval = fc
      .record({ from: time, to: fc.oneof(time, fc.constant("24:00")) })
      .filter(({ from, to }) => from !== to && to !== "00:00");
    const date = fc.integer({ min: 0, max: 300 }).map((day) => addDays(TODAY, day));
    const day = fc.record(
      { date, name: fc.constantFrom("Congés", "Pont"), open: fc.array(interval, { maxLength: 4 }) },
      { requiredKeys: ["date", "open"] },
    );
    const days = fc.uniqueArray(day, { maxLength: 120, selector: (one) => one.date });
    fc.assert(
      fc.property(days, (stored) => {
        const sorted = stored.toSorted((a, b) => (a.date < b.date ? -1 : 1));
        expect(afterForm(stored)).toEqual({ exceptions: sorted, errors: {} });
      }),
      { numRuns: 100 },
    );
  });

  test("past ones go, and those after the shown rows stay although midnight moved the rows on", () => {
    const stored = Array.from({ length: 40 }, (_, index) => closed(addDays(TODAY, 2 * index)));
    const { rows, shownUntil } = rowsOf(stored, TODAY);
    expect(rows.length).toBeLessThan(stored.length);
    const compiled = compileExceptions(sentBack(rows), { stored, today: addDays(TODAY, 1), shownUntil });
    expect(compiled).toEqual({ exceptions: stored, errors: {} });
    expect(rowsOf(stored, addDays(TODAY, 70)).rows).toHaveLength(5);
  });

  test.each([
    ["an end before its beginning", { from: "2026-08-02", to: "2026-08-01" }],
    ["a day that does not exist", { from: "2026-02-30" }],
    ["hours that are not written", { from: "2026-08-02", kind: "hours" }],
    ["half an interval", { from: "2026-08-02", kind: "hours", "0.from": "09:00" }],
    ["years", { from: "2026-08-02", to: "2028-08-02" }],
    ["a reason without a day", { name: "Pont" }],
  ])("%s is refused in its row", (_what, row) => {
    const rows = [
      { ...EMPTY_ROW, from: "2026-07-02" },
      { ...EMPTY_ROW, ...row },
    ];
    const { errors } = compileExceptions(rows, { stored: [], today: TODAY, shownUntil: "" });
    expect(Object.keys(errors)).toEqual(["1"]);
  });

  test("a day in two rows is refused in the second; a removed row and an empty one are no days", () => {
    const row = { ...EMPTY_ROW, from: "2026-08-01", to: "2026-08-05" };
    const rows = [row, { ...EMPTY_ROW, from: "2026-08-03" }, EMPTY_ROW];
    const given = { stored: [], today: TODAY, shownUntil: "" };
    expect(Object.keys(compileExceptions(rows, given).errors)).toEqual(["1"]);
    expect(compileExceptions([{ ...row, remove: "on" }, EMPTY_ROW], given)).toEqual({ exceptions: [], errors: {} });
  });
});
