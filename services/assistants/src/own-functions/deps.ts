import type { Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { knowledgeRpc } from "@allokoli/shared/rpc/knowledge";
import { isDevelopment, type Env } from "../env.ts";
import { openHeadersOf } from "../functions/mirror.ts";
import type { RunDeps } from "./run.ts";

/** What functions of ours are run with, in service. */
export const runDeps = (env: Env, system: Tenant, log: Log): RunDeps => ({
  system,
  knowledge: knowledgeRpc(requireEnv(env, ["KNOWLEDGE"]).KNOWLEDGE),
  openHeaders: (settings) => openHeadersOf(env, system, settings),
  development: isDevelopment(env),
  now: () => new Date(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  log,
});
