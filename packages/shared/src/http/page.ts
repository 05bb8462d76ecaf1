import { z } from "zod";
import { Moment, toUtc } from "./moment.ts";
import { Problem } from "./problem.ts";

const Position = z.tuple([Moment, z.uuid()]);

/** Where a page ends in a list ordered by creation, newest first. */
export type Position = { createdAt: string; id: string };

/** Where a row of such a list stands. */
export const positionOf = (row: { createdAt: Date; id: string }): Position => ({
  createdAt: row.createdAt.toISOString(),
  id: row.id,
});

/** A position as the opaque `nextCursor`. */
export const encodeCursor = (position: Position) => btoa(JSON.stringify([position.createdAt, position.id]));

/**
 * The position in a cursor that we gave.
 * @throws {Problem} `validation_failed` naming `cursor`.
 */
export function decodeCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [createdAt, id] = Position.parse(JSON.parse(atob(cursor)));
    return { createdAt: toUtc(createdAt), id };
  } catch (err) {
    throw new Problem("validation_failed", {
      errors: [{ path: "cursor", message: "is not a cursor of this list" }],
      cause: err,
    });
  }
}

/** What the items of a page may have as JSON, in characters: what is whole prompts and settings would be megabytes. */
const MAX_PAGE_CHARACTERS = 512 * 1024;

/**
 * Cut `rows` (read with limit + 1) to a page and say where the next begins. A page ends before `limit` where its items
 * would be more than half a megabyte of JSON; one item is always in it.
 */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  toItem: (row: Row) => Item,
  positionOf: (row: Row) => Position,
) {
  const items: Item[] = [];
  let characters = 0;
  for (const item of rows.slice(0, limit).map(toItem)) {
    characters += JSON.stringify(item).length;
    if (items.length > 0 && characters > MAX_PAGE_CHARACTERS) break;
    items.push(item);
  }
  const last = rows.length > items.length ? rows[items.length - 1] : undefined;
  return {
    items,
    nextCursor: last === undefined ? null : encodeCursor(positionOf(last)),
  };
}
