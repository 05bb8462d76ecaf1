import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Log } from "@allokoli/shared/log/log";
import { draftsRpc } from "@allokoli/shared/rpc/drafts";
import { createVapi } from "@allokoli/shared/vapi/client";
import { retryAfterMs, type Env } from "../env.ts";
import { advance } from "./advance.ts";
import { openRuns } from "./store.ts";

/**
 * Resume every run of an organization that is in progress.
 * @returns when to look again; undefined when none is in progress
 * @throws when one could not be resumed; the others were
 */
export async function resumeRuns(env: Env, database: Database, orgId: string, log: Log): Promise<Date | undefined> {
  requireEnv(env, ["VAPI_API_KEY", "VAPI_BASE_URL", "ASSISTANTS"]);
  const tenant = systemTenant(database, orgId);
  const deps = {
    tenant,
    vapi: createVapi(env),
    drafts: draftsRpc(env.ASSISTANTS),
    log,
    now: Date.now,
    delayMs: retryAfterMs(env),
  };
  const moments: number[] = [];
  const failures: unknown[] = [];
  for (const run of await tenant.read((tx) => openRuns(tx, orgId))) {
    try {
      const next = await advance(run, deps);
      if (next !== undefined) moments.push(next.getTime());
    } catch (err) {
      failures.push(err);
    }
  }
  if (failures.length > 0) throw failures[0];
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}
