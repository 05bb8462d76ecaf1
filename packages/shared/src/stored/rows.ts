import type { Log } from "../log/log.ts";
import { readOrTell } from "./value.ts";
import type { Shape } from "./shape.ts";

type Row = Record<string, string | number>;
/** The SQL of a Durable Object's storage, as far as it is used here, or a stand-in. */
export type Sql = {
  exec<Found extends Record<string, string | number | null>>(
    query: string,
    ...values: (string | number)[]
  ): { toArray(): Found[] };
};

/** As many rows as are kept for a person to look at: the oldest, which say most about what happened. */
const MOST_KEPT = 1_000;

/**
 * Reads what a table of a Durable Object keeps as text, in shapes that have versions. `read` gives undefined for what cannot
 * be read: that is told as an error, the row is copied to the table `set_aside`, and the caller takes it out of its own.
 */
export const rowReader = (sql: Sql, log: Pick<Log, "error">) => ({
  read<T>(shape: Shape<T>, text: string, row: Row): T | undefined {
    const value = readOrTell(shape, parsed(text), log);
    if (value !== undefined) return value;
    sql.exec("create table if not exists set_aside (id integer primary key, what text not null, row text not null)");
    sql.exec(
      "insert into set_aside (what, row) select ?, ? where (select count(*) from set_aside) < ?",
      shape.name,
      JSON.stringify(row),
      MOST_KEPT,
    );
    return undefined;
  },
});

/** Text that is no JSON is of no shape. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
