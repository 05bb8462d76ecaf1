/**
 * Keeps supabase/migrations in step with the drizzle schema.
 *
 *   node packages/shared/src/db/schema-migration.ts add-squads    writes supabase/migrations/<time>_add-squads.sql
 *   node packages/shared/src/db/schema-migration.ts --check       fails when the schema has changes without a migration
 *
 * schema/snapshot.json is the schema as the migrations have it. drizzle-kit's own command would keep such a file in
 * the migrations' folder, which is the Supabase CLI's.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateDrizzleJson, generateMigration, type DrizzleSnapshotJSON } from "drizzle-kit/api";
import * as schema from "./schema/index.ts";

const SNAPSHOT = join(import.meta.dirname, "schema/snapshot.json");
const MIGRATIONS = join(import.meta.dirname, "../../../../supabase/migrations");

const [argument] = process.argv.slice(2);
if (argument === undefined || !/^(--check|[a-z][a-z0-9_-]*)$/.test(argument)) {
  console.error("Say --check, or the name of the new migration in lower case");
  process.exit(2);
}

const before = await readSnapshot();
const after = generateDrizzleJson(schema, before.id);
const statements = await generateMigration(before, after);

if (statements.length === 0) {
  console.log("The migrations are in step with the schema.");
} else if (argument === "--check") {
  console.error(`The schema has changes that no migration makes:\n\n${statements.join("\n")}`);
  console.error("\nWrite it: node packages/shared/src/db/schema-migration.ts <name>");
  process.exit(1);
} else {
  const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const file = join(MIGRATIONS, `${time}_${argument}.sql`);
  await writeFile(file, `${statements.join("\n")}\n`);
  await writeFile(SNAPSHOT, `${JSON.stringify(after, null, 1)}\n`);
  console.log(
    `Written: ${file}\nA new table also needs grants, policies and a row in db/testing/policies: docs/database.md`,
  );
}

async function readSnapshot(): Promise<DrizzleSnapshotJSON> {
  const text = await readFile(SNAPSHOT, "utf8").catch(() => undefined);
  // The file is what this script wrote: drizzle-kit's own snapshot.
  return text === undefined ? generateDrizzleJson({}) : (JSON.parse(text) as DrizzleSnapshotJSON);
}
