import { randomBytes } from "node:crypto";
import { once } from "node:events";
import pg from "pg";
import { inject } from "vitest";
import { APP_ROLE, migrate } from "../scripts/migrate.ts";
import { startPostgresPool } from "./postgres-pool.ts";

export interface TestDatabase {
  /** As superuser. */
  url: string;
  /** As the Workers' login role, through a pool: with row-level security. Needs a migrated database. */
  appUrl: string;
  /** The same without the pool. */
  directAppUrl: string;
  drop(): Promise<void>;
}

// Roles belong to the cluster, so all databases of a run share this password.
const APP_PASSWORD = "test";
const TEMPLATE = "allokoli_template";

/** A database for one test: empty, or with bootstrap and migrations applied. */
export async function createTestDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const cluster = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asSuperuser(cluster, async (client) => {
    if (!options.migrated) return client.query(`create database ${name}`);
    await requireTemplate(client, cluster);
    return client.query(`create database ${name} template ${TEMPLATE} strategy file_copy`);
  });
  const { hostname, port } = new URL(cluster);
  const pool = await startPostgresPool({ host: hostname, port: Number(port) });
  const directAppUrl = databaseUrl(cluster, name, `${APP_ROLE}:${APP_PASSWORD}`);
  return {
    url: databaseUrl(cluster, name),
    appUrl: pool.through(directAppUrl),
    directAppUrl,
    async drop() {
      await pool.close();
      await asSuperuser(cluster, (client) => client.query(`drop database ${name} with (force)`));
    },
  };
}

/** A pool whose `close` waits until its connections are gone, unlike `end`: the database is then dropped with force. */
export function openPool(url: string, max: number) {
  const pool = new pg.Pool({ connectionString: url, max });
  const gone: Promise<unknown>[] = [];
  pool.on("connect", (client) => void gone.push(once(client, "end")));
  return {
    query: async <Row>(text: string, values: unknown[] = []): Promise<Row[]> => (await pool.query(text, values)).rows,
    async close(): Promise<void> {
      await pool.end();
      await Promise.all(gone);
    },
  };
}

/** The first test creates the template database; the others wait for it. */
async function requireTemplate(client: pg.Client, cluster: string): Promise<void> {
  await client.query("select pg_advisory_lock(1)");
  const { rowCount } = await client.query("select from pg_database where datname = $1", [TEMPLATE]);
  if (rowCount === 0) {
    const unfinished = `${TEMPLATE}_unfinished`;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished}`);
    await migrate(databaseUrl(cluster, unfinished), { bootstrap: true, appPassword: APP_PASSWORD });
    await client.query(`alter database ${unfinished} rename to ${TEMPLATE}`);
  }
  await client.query("select pg_advisory_unlock(1)");
}

async function asSuperuser<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(cluster: string, name: string, user?: string): string {
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  if (user !== undefined) [url.username = "", url.password = ""] = user.split(":");
  return url.href;
}
