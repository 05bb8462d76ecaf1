import { ilike, inArray, sql, type Column, type SQL } from "drizzle-orm";
import type { Position } from "../http/page.ts";
import { calls } from "./schema/calls.ts";

/** A condition: the column has this text somewhere, capitals or not. Its `%`, `_` and `\\` are characters like others. */
export const contains = (column: Column, text: string) => ilike(column, `%${text.replace(/[\\%_]/g, "\\$&")}%`);

/**
 * A condition: the column begins with this text. Unlike LIKE, `^@` is leakproof, so that Postgres may use an index of
 * `text_pattern_ops` before it has checked every row's policy.
 */
export const begins = (column: Column, text: string) => sql`${column} ^@ ${text}`;

const idIn = (ids: SQL) => inArray(calls.id, sql`(select ${ids})`);

/**
 * A condition on `calls`: these words were said in it. Accents and word endings do not matter, `"…"` is a phrase, `-`
 * excludes, the last word may be only begun. For people only: the system's role cannot search.
 */
export const wereSaid = (orgId: string, words: string) => idIn(sql`app.calls_saying(${orgId}, ${words})`);

/**
 * The same for one page of calls that are listed by nothing else: those that are not deleted, `atMost` of them, the newest
 * before `after`. Among many calls it takes less than half of the time.
 */
export const wereSaidNewest = (orgId: string, words: string, after: Position | undefined, atMost: number) =>
  idIn(
    sql`app.newest_calls_saying(${orgId}, ${words}, ${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}::uuid, ${atMost})`,
  );
