import pg from "pg";
import type { ClientBase, PoolClient } from "pg";

export type Queryable = Pick<ClientBase, "query">;

const MAX_CONNECTIONS = 5;
const CONNECT_TIMEOUT_MS = 3_000;
const QUERY_TIMEOUT_MS = 10_000;

/** GoTrue's own connections: its role, its search path, and a pool that outlives a restart of Postgres. */
export class Database {
  readonly #pool: pg.Pool;

  constructor(connectionString: string) {
    this.#pool = new pg.Pool({
      connectionString,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      allowExitOnIdle: true,
      application_name: "supabase-auth-emulator",
      options: "-c role=supabase_auth_admin -c search_path=auth",
    });
    this.#pool.on("error", ignore);
  }

  get reader(): Queryable {
    return this.#pool;
  }

  async transaction<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect();
    // The pool listens to idle clients only; an error of a busy one would end the process.
    client.on("error", ignore);
    let broken: Error | undefined;
    try {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (err) {
      broken = await rollBack(client);
      throw err;
    } finally {
      client.off("error", ignore);
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query("rollback");
    return undefined;
  } catch (err) {
    return err instanceof Error ? err : new Error("rollback failed");
  }
}

function ignore(): void {}
