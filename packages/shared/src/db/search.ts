import { ilike, inArray, sql, type Column } from "drizzle-orm";
import { calls } from "./schema/calls.ts";

/** A condition: the column has this text somewhere, capitals or not. Its `%`, `_` and `\\` are characters like others. */
export const contains = (column: Column, text: string) => ilike(column, `%${text.replace(/[\\%_]/g, "\\$&")}%`);

/**
 * A condition: the column begins with this text. Unlike LIKE, `^@` is leakproof, so that Postgres may use an index of
 * `text_pattern_ops` before it has checked every row's policy.
 */
export const begins = (column: Column, text: string) => sql`${column} ^@ ${text}`;

/**
 * A condition on `calls`: these words were said in it. Accents and word endings do not matter, `"…"` is a phrase, `-`
 * excludes, the last word may be only begun. For people only: the system's role cannot search.
 */
export const wereSaid = (orgId: string, words: string) =>
  inArray(calls.id, sql`(select app.calls_saying(${orgId}, ${words}))`);
