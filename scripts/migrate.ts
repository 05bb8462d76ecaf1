import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { applyBootstrap } from "@allokoli/emulators/supabase-auth/bootstrap";
import { ROOT } from "./paths.ts";

export interface MigrateOptions {
  /** Whether to create what Supabase itself has: only for a plain Postgres server. */
  bootstrap: boolean;
  /** The local password of the Workers' login role, which the migrations create without one. */
  appPassword?: string;
  directory?: string;
}

/** The login role of the Workers; it owns nothing and bypasses nothing. */
export const APP_ROLE = "allokoli_app";

interface Migration {
  version: string;
  name: string;
  file: string;
  sql: string;
  sha256: string;
}

/**
 * Applies the missing files of supabase/migrations, in order, each in its own transaction. Records them where the
 * Supabase CLI does, so that `supabase db push` agrees.
 * @returns the names of the files applied
 * @throws when an applied file was edited, renamed or removed, or a new file comes before it
 */
export async function migrate(url: string, options: MigrateOptions): Promise<string[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    // One migration of a database at a time: the lock is released with the connection.
    await client.query("select pg_advisory_lock(hashtext('allokoli migrate'))");
    if (options.bootstrap) await applyBootstrap(client);
    const pending = await pendingMigrations(client, await migrationFiles(options.directory));
    for (const migration of pending) await apply(client, migration);
    if (options.appPassword !== undefined) await setAppPassword(client, options.appPassword);
    return pending.map((migration) => migration.file);
  } finally {
    await client.end();
  }
}

async function migrationFiles(directory = join(ROOT, "supabase/migrations")): Promise<Migration[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".sql")).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const [, version, name] = /^(\d+)_(.+)\.sql$/.exec(file) ?? [];
      if (version === undefined || name === undefined) {
        throw new Error(`supabase/migrations/${file}: a migration is named <timestamp>_<name>.sql.`);
      }
      const sql = await readFile(join(directory, file), "utf8");
      return { version, name, file, sql, sha256: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function pendingMigrations(client: pg.Client, files: Migration[]): Promise<Migration[]> {
  await client.query(`
    create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (
      version text not null primary key, statements text[], name text);
    create table if not exists supabase_migrations.checksums (
      version text not null primary key references supabase_migrations.schema_migrations on delete cascade,
      sha256 text not null);
  `);
  const { rows } = await client.query<{ version: string; sha256: string | null }>(`
    select version, sha256
    from supabase_migrations.schema_migrations left join supabase_migrations.checksums using (version)
    order by version`);
  for (const [index, landed] of rows.entries()) {
    const file = files[index];
    if (file === undefined || file.version !== landed.version) {
      throw new Error(
        `Migration ${landed.version} has landed in this database, but supabase/migrations has ` +
          `${file ? `${file.file} in its place` : "nothing in its place"}.`,
      );
    }
    if (landed.sha256 !== null && landed.sha256 !== file.sha256) {
      throw new Error(
        `supabase/migrations/${file.file} was edited after it landed: write a new migration instead ` +
          "(a local database can be emptied with `npm run reset`).",
      );
    }
  }
  return files.slice(rows.length);
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query(
      "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, array[$3])",
      [migration.version, migration.name, migration.sql],
    );
    await client.query("insert into supabase_migrations.checksums (version, sha256) values ($1, $2)", [
      migration.version,
      migration.sha256,
    ]);
    await client.query("commit");
  } catch (err) {
    await client.query("rollback");
    throw new Error(`supabase/migrations/${migration.file}: ${describe(err, migration.sql)}`, { cause: err });
  }
}

function describe(err: unknown, sql: string): string {
  if (!(err instanceof pg.DatabaseError)) return String(err);
  const line = err.position ? sql.slice(0, Number(err.position)).split("\n").length : undefined;
  return line === undefined ? err.message : `line ${line}: ${err.message}`;
}

/** Sets the password of the Workers' login role. */
export async function setAppPassword(client: pg.Client, password: string): Promise<void> {
  // Thousands of hash rounds protect people's passwords from guessing. This password is 32 random bytes, and workerd
  // connects for each request, which would take 0.7 ms longer. Postgres has the setting from 16 on.
  await client.query("select set_config(name, '1', false) from pg_settings where name = 'scram_iterations'");
  // ALTER ROLE takes no parameter, so the server itself quotes the password into the statement.
  const { rows } = await client.query<{ statement: string }>(
    "select format('alter role %I login password %L', $1::text, $2::text) as statement",
    [APP_ROLE, password],
  );
  for (const { statement } of rows) await client.query(statement);
}
