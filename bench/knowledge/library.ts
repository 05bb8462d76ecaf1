import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Database } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import type { Block } from "@allokoli/shared/rpc/reader";
import pg from "pg";
import { APP_ROLE, migrate } from "../../scripts/migrate.ts";
import { freePort } from "../../scripts/ports.ts";
import { startPostgres } from "../../scripts/postgres.ts";
import { claimFile, settleFile } from "../../services/knowledge/src/processing/store.ts";
import { toOutcome } from "../../services/knowledge/src/processing/process.ts";

const PASSWORD = "bench";

/** Its own migrated Postgres, and the organization of a person who signed up. */
export type Library = Awaited<ReturnType<typeof openLibrary>>;

export async function openLibrary() {
  const directory = await mkdtemp(join(tmpdir(), "allokoli-bench-"));
  // If root starts it, Postgres runs as another user, who needs access.
  await chmod(directory, 0o755);
  const postgres = await startPostgres({
    dataDir: join(directory, "postgres"),
    port: await freePort(),
    throwaway: true,
  });
  await migrate(postgres.url, { bootstrap: true, appPassword: PASSWORD });
  const superuser = new pg.Client(postgres.url);
  await superuser.connect();
  const appUrl = new URL(postgres.url);
  appUrl.username = APP_ROLE;
  appUrl.password = PASSWORD;
  const database: Database = connect(appUrl.href, { answerTimeoutMs: 60_000 });
  return {
    superuser,
    database,
    async newTenant(email: string): Promise<Tenant> {
      await superuser.query("insert into auth.users (id, email) values (gen_random_uuid(), $1)", [email]);
      const { rows } = await superuser.query<{ org_id: string }>(
        "select org_id from memberships join auth.users on id = user_id where email = $1",
        [email],
      );
      if (rows[0] === undefined) throw new Error("signed up without an organization");
      return systemTenant(database, rows[0].org_id);
    },
    async close() {
      await database.close();
      await superuser.end();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A file with these blocks, stored as the processor does. */
export async function addFile({ superuser }: Library, tenant: Tenant, name: string, blocks: Block[]): Promise<string> {
  const now = new Date();
  const { rows } = await superuser.query<{ id: string }>(
    "insert into files (org_id, name, size_bytes, due_at) values ($1, $2, 0, $3) returning id",
    [tenant.orgId, name, now],
  );
  const file = await tenant.write("member", (tx) => claimFile(tx, tenant.orgId, now, new Date(now.getTime() + 60_000)));
  if (file === undefined || rows[0]?.id !== file.id) throw new Error(`${name} was not there to be claimed`);
  const outcome = toOutcome({ outcome: "read", kind: "text", blocks }, name);
  await tenant.write("member", (tx) => settleFile(tx, tenant.orgId, file, outcome));
  return file.id;
}
