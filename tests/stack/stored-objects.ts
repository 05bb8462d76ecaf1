import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import type { Stack } from "../stack.ts";

export type StoredObject = {
  values: Map<string, unknown>;
  /** Changes each text in a column of one of its tables, if it has that table. */
  rewrite(table: string, column: string, change: (text: string) => string): void;
};

/** Change the stored data of the Durable Objects of a class, in workerd's files. The Workers have to be stopped. */
export function rewriteObjects(stack: Stack, className: string, change: (object: StoredObject) => void): void {
  for (const file of globSync(join(stack.stateDir, "workers/do", className, "*.sqlite"))) {
    if (file.endsWith("metadata.sqlite")) continue;
    const database = new DatabaseSync(file);
    try {
      rewrite(database, change);
    } finally {
      database.close();
    }
  }
}

type Row = Record<string, string | Uint8Array | number | null>;

function rewrite(database: DatabaseSync, change: (object: StoredObject) => void): void {
  const tables = new Set(
    database
      .prepare("select name from sqlite_master")
      .all()
      .map(({ name }) => name),
  );
  if (!tables.has("_cf_KV")) return;
  const kept = database.prepare("select key, value from _cf_KV").all() as Row[];
  const values = new Map(kept.map(({ key, value }) => [String(key), deserialize(value as Uint8Array) as unknown]));
  change({
    values,
    rewrite(table, column, changed) {
      if (!tables.has(table)) return;
      const rows = database.prepare(`select rowid as id, ${column} as text from ${table}`).all() as Row[];
      const update = database.prepare(`update ${table} set ${column} = ? where rowid = ?`);
      for (const { id, text } of rows) update.run(changed(String(text)), Number(id));
    },
  });
  database.exec("delete from _cf_KV");
  const insert = database.prepare("insert into _cf_KV (key, value) values (?, ?)");
  for (const [key, value] of values) insert.run(key, serialize(value));
}

/** Everything that the Durable Objects hold, as text. The Workers have to be stopped. */
export function textOfObjects(stack: Stack): string {
  const texts = globSync(join(stack.stateDir, "workers/do/*/*.sqlite")).map((file) => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
      return tables.map(({ name }) => textOfTable(database, String(name))).join("\n");
    } finally {
      database.close();
    }
  });
  return texts.join("\n");
}

function textOfTable(database: DatabaseSync, table: string): string {
  const all = database.prepare(`select * from "${table}"`);
  // A moment of the runtime's own has nanoseconds.
  all.setReadBigInts(true);
  return (
    all
      .all()
      .flatMap((row) => Object.values(row))
      // A stored value is text between some bytes.
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value)))
      .join("\n")
  );
}
