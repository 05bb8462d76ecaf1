import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../tests/postgres.ts";
import { migrate } from "./migrate.ts";

let database: TestDatabase;
let directory: string;

beforeEach(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), "allokoli-migrations-"));
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

const write = (file: string, sql: string) => writeFile(join(directory, file), sql);
const run = () => migrate(database.url, { bootstrap: false, directory });

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

describe("migrate", () => {
  test("applies files in order, once, and records them where the Supabase CLI looks", async () => {
    await write("20260102000000_second.sql", "insert into first values (1)");
    await write("20260101000000_first.sql", "create table first (n int)");

    expect(await run()).toEqual(["20260101000000_first.sql", "20260102000000_second.sql"]);
    expect(await run()).toEqual([]);
    expect(await query("select n from first")).toEqual([{ n: 1 }]);
    expect(await query("select version, name from supabase_migrations.schema_migrations order by 1")).toEqual([
      { version: "20260101000000", name: "first" },
      { version: "20260102000000", name: "second" },
    ]);
  });

  test("a failing file leaves nothing of itself behind and is named with its line", async () => {
    await write("20260101000000_half.sql", "create table half (n int);\nselect nonsense;");

    await expect(run()).rejects.toThrow(/20260101000000_half\.sql: line 2: column "nonsense" does not exist/);
    expect(await query("select to_regclass('half') as half")).toEqual([{ half: null }]);

    await write("20260101000000_half.sql", "create table half (n int)");
    expect(await run()).toEqual(["20260101000000_half.sql"]);
  });

  test("refuses an applied file that was edited, and a new file before it", async () => {
    await write("20260102000000_a.sql", "create table a (n int)");
    await run();

    await write("20260101000000_before.sql", "create table b (n int)");
    await expect(run()).rejects.toThrow(/20260101000000_before\.sql in its place/);

    await rm(join(directory, "20260101000000_before.sql"));
    await write("20260102000000_a.sql", "create table a (n bigint)");
    await expect(run()).rejects.toThrow(/edited after it landed/);
  });
});

test("the Workers' password has one hash round, because more would slow each of their connections", async () => {
  const migrated = await createTestDatabase({ migrated: true });
  const kept = "select split_part(rolpassword, ':', 1) as rounds from pg_authid where rolname = 'allokoli_app'";
  expect(await query(kept)).toEqual([{ rounds: "SCRAM-SHA-256$1" }]);
  const workers = new pg.Client(migrated.appUrl);
  await workers.connect();
  await workers.end();
  await migrated.drop();
});
