import { DatabaseSync } from "node:sqlite";
import type { RoomStorage } from "../room/store.ts";

/** A Durable Object's storage in memory. It counts the rows that were read. */
export class MemoryStorage {
  readonly kept = new Map<string, unknown>();
  rowsRead = 0;
  #database = new DatabaseSync(":memory:");

  readonly storage = {
    sql: {
      exec: (query: string, ...values: (string | number)[]) => {
        const rows = this.#run(query, values);
        return { toArray: () => rows };
      },
    },
    kv: {
      get: (key: string) => this.kept.get(key),
      // As at Cloudflare, a stored value does not change with the object.
      put: (key: string, value: unknown) => void this.kept.set(key, structuredClone(value)),
      delete: (key: string) => this.kept.delete(key),
    },
    sync: () => Promise.resolve(),
    transactionSync: (work: () => void) => work(),
    deleteAll: () => {
      this.kept.clear();
      this.#database = new DatabaseSync(":memory:");
      return Promise.resolve();
    },
    // The cursor's other methods are not used.
  } as unknown as RoomStorage;

  /** Without values it may be several statements, as in `exec` at Cloudflare. */
  exec(query: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return this.#run(query, values);
  }

  #run(query: string, values: (string | number)[]): Record<string, unknown>[] {
    if (values.length === 0 && query.trimEnd().endsWith(";")) {
      this.#database.exec(query);
      return [];
    }
    const rows = this.#database.prepare(query).all(...values);
    this.rowsRead += rows.length;
    return rows;
  }
}

/** The content of a Durable Object's storage: values under keys, and tables. */
export type StoredObject = {
  values: Record<string, unknown>;
  tables: Record<string, Record<string, string | number>[]>;
};

const COLUMNS: Record<string, string> = {
  events: "seq integer primary key, key text not null unique, at text not null, body text not null",
  turns: "position integer primary key, turn text not null",
  feed_queue: "id integer primary key autoincrement, entry text not null",
  entries: "id integer primary key autoincrement, key text not null unique, event text not null, data text not null",
  live: "call_id text primary key, seq integer not null, call text not null",
};

/** The storage as an earlier release left it, in the tables that it created. */
export function fillStorage(memory: MemoryStorage, { values, tables }: StoredObject): void {
  for (const [key, value] of Object.entries(values)) memory.kept.set(key, value);
  for (const [table, rows] of Object.entries(tables)) {
    memory.exec(`create table ${table} (${COLUMNS[table] ?? ""});`);
    for (const row of rows) {
      const names = Object.keys(row);
      memory.exec(
        `insert into ${table} (${names.join()}) values (${names.map(() => "?").join()})`,
        ...Object.values(row),
      );
    }
  }
}
