import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort, startPostgres } from "../scripts/postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser's address of the cluster that this run's tests share. */
    postgresUrl: string;
  }
}

/** One throwaway Postgres cluster for a whole run of tests; each test takes databases of its own from it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), "allokoli-test-"));
  // Started by root, the server runs as another user, who must get in.
  await chmod(directory, 0o755);
  const postgres = await startPostgres({
    dataDir: join(directory, "postgres"),
    port: await freePort(),
    throwaway: true,
  });
  project.provide("postgresUrl", postgres.url);
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
