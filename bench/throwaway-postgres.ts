import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { APP_ROLE, migrate } from "../scripts/migrate.ts";
import { freePort } from "../scripts/ports.ts";
import { startPostgres } from "../scripts/postgres.ts";

/** The password of the Workers' role in it. */
const PASSWORD = "bench";

export type Throwaway = {
  /** A folder for other files of the work. */
  directory: string;
  postgres: Awaited<ReturnType<typeof startPostgres>>;
  /** Functions to call afterwards, the last one first. */
  closing: (() => Promise<unknown>)[];
};

/** The address of a database for the Workers' own role, under row-level security. */
export function asWorkers(url: string): string {
  const workers = new URL(url);
  workers.username = APP_ROLE;
  workers.password = PASSWORD;
  return workers.href;
}

/** Does work on its own Postgres, which has our tables without rows, and removes it afterwards. */
export async function onThrowawayPostgres<T>(work: (throwaway: Throwaway) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "allokoli-bench-"));
  // If root starts it, Postgres runs as another user, who needs access.
  await chmod(directory, 0o755);
  const closing: Throwaway["closing"] = [() => rm(directory, { recursive: true, force: true })];
  try {
    const postgres = await startPostgres({
      dataDir: join(directory, "postgres"),
      port: await freePort(),
      throwaway: true,
    });
    closing.push(postgres.stop);
    await migrate(postgres.url, { bootstrap: true, appPassword: PASSWORD });
    return await work({ directory, postgres, closing });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}
