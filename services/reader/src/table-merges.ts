import { MAX_REPEATED_COLUMNS, MAX_REPEATED_TEXT } from "./limits.ts";
import type { Cell } from "./table-names.ts";

/** Merged cells: the first has the text, the others are empty. Counted from 0. */
export type Merged = { row: number; at: number; rows: number; columns: number };

/** A limit on the cells that a file may claim to be merged. */
const MAX_STEPS = 50_000;

/**
 * The rows of a file's tables in their order, with the text of merged cells in each row and column that they reach, as far as one
 * file may have them reach.
 */
export function createSpread() {
  let steps = MAX_STEPS;
  return (rows: Map<number, Cell[]>, merged: Merged[]): Cell[][] => {
    const last = [...rows.keys()].reduce((most, row) => Math.max(most, row), 0);
    for (const { row, at, rows: down, columns } of merged) {
      const text = rows.get(row)?.find((cell) => cell.at === at)?.text ?? "";
      if (text.trim() === "" || text.length > MAX_REPEATED_TEXT) continue;
      const end = Math.min(row + down, last + 1);
      for (let below = row; below < end && steps > 0; below++) {
        const cells = rows.get(below);
        steps--;
        // A row of which nothing else is filled says nothing again.
        if (cells === undefined) continue;
        for (let column = at; column < at + Math.min(columns, MAX_REPEATED_COLUMNS); column++) {
          steps--;
          if (cells.some((cell) => cell.at === column)) continue;
          cells.push({ at: column, text, across: column > at, down: below > row });
        }
      }
    }
    return [...rows]
      .toSorted(([one], [other]) => one - other)
      .map(([, cells]) => cells.toSorted((one, other) => one.at - other.at));
  };
}
