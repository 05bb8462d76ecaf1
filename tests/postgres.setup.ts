import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "../scripts/ports.ts";
import { startPostgres } from "../scripts/postgres.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser's address of the cluster that this run's tests share. */
    postgresUrl: string;
  }
}

interface Cluster {
  url: string;
  stop(): Promise<void>;
}

declare global {
  // Each vitest project loads its own copy of this module; they share only the global object.
  var allokoliTestCluster: { started: Promise<Cluster>; users: number } | undefined;
}

/** One temporary Postgres cluster for a whole run of tests; each test creates its own databases in it. */
export default async function setup(project: TestProject): Promise<void> {
  const shared = (globalThis.allokoliTestCluster ??= { started: startCluster(), users: 0 });
  shared.users++;
  const cluster = await shared.started;
  project.provide("postgresUrl", cluster.url);
  // What a setup returns is called while the last workers still close the stacks that their files shared.
  project.vitest.onClose(async () => {
    if (--shared.users > 0) return;
    globalThis.allokoliTestCluster = undefined;
    await cluster.stop();
  });
}

async function startCluster(): Promise<Cluster> {
  const directory = await makeTemporaryFolder("allokoli-test-");
  // If root starts it, the server runs as another user, who needs access.
  await chmod(directory, 0o755);
  const postgres = await startPostgres({
    dataDir: join(directory, "postgres"),
    port: await freePort(),
    throwaway: true,
  });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
