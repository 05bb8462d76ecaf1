import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyBootstrap } from "@allokoli/emulators/supabase-auth/bootstrap";
import { createTestDatabase } from "../../../../tests/postgres.ts";
import * as schema from "./schema/index.ts";
import { openFixture, type Fixture } from "./testing/fixture.ts";

const MIGRATIONS = join(import.meta.dirname, "../../../../supabase/migrations");

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

test("the tables are those of the drizzle schema, column by column", async () => {
  const { rows } = await fixture.superuser.query<{ table: string; column: string; type: string; required: boolean }>(`
    select relname as table, attname as column, format_type(atttypid, atttypmod) as type, attnotnull as required
    from pg_attribute join pg_class on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped`);
  const there = rows.map((row) => `${row.table}.${row.column} ${row.type}${row.required ? " not null" : ""}`);
  const wanted = Object.values<unknown>(schema)
    .filter((value) => is(value, PgTable))
    .map((table) => getTableConfig(table))
    .flatMap(({ name, columns, primaryKeys }) => {
      const keys = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
      return columns.map((column) => {
        const required = column.notNull || column.primary || keys.includes(column.name);
        return `${name}.${column.name} ${postgresName(column.getSQLType())}${required ? " not null" : ""}`;
      });
    });
  expect(there.toSorted()).toEqual(wanted.toSorted());
});

const postgresName = (type: string) =>
  type.replace("timestamp (3) with time zone", "timestamp(3) with time zone").replace(", ", ",");

test("the migrations run as Supabase's own migration role, which is no superuser", async () => {
  const { url, drop } = await createTestDatabase();
  const superuser = new pg.Client(url);
  await superuser.connect();
  const role = `supabase_postgres_${crypto.randomUUID().slice(0, 8)}`;
  try {
    // What Supabase gives it: https://supabase.com/docs/guides/database/postgres/roles-superuser
    await applyBootstrap(superuser);
    await superuser.query(`create role ${role} nologin createrole createdb bypassrls`);
    await superuser.query(
      `grant usage on schema auth, extensions to ${role}; grant all on schema public, extensions to ${role} with grant option`,
    );
    await superuser.query(`grant create on database ${new URL(url).pathname.slice(1)} to ${role}`);
    await superuser.query(`grant select, references, trigger on auth.users to ${role}`);
    // The roles are there already, made by another; as in a project that was restored.
    await superuser.query(`grant allokoli_app, allokoli_member, allokoli_system to ${role} with admin option`);
    // Before October 2026 a project granted every new table to PostgREST's roles.
    await superuser.query(
      `alter default privileges for role ${role} in schema public grant all on tables to anon, authenticated, service_role`,
    );
    await superuser.query(`set role ${role}`);
    for (const file of (await readdir(MIGRATIONS)).toSorted()) {
      await superuser.query("begin");
      await superuser.query(await readFile(join(MIGRATIONS, file), "utf8"));
      await superuser.query("commit");
    }
    await superuser.query("reset role");
    await superuser.query("insert into auth.users (id, email) values (gen_random_uuid(), 'first@example.fr')");
    expect((await superuser.query("select role from memberships")).rows).toEqual([{ role: "owner" }]);
    const granted = await superuser.query(`
      select table_name from information_schema.role_table_grants
      where table_schema = 'public' and grantee in ('anon', 'authenticated', 'service_role')`);
    expect(granted.rows).toEqual([]);
  } finally {
    await superuser.end();
    await drop();
    await fixture.superuser.query(`drop owned by ${role}; drop role ${role}`);
  }
});
