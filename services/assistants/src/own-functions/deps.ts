import type { Tenant } from "@allokoli/shared/db/tenant";
import { addressRules } from "@allokoli/shared/env/address-rules";
import type { Log } from "@allokoli/shared/log/log";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { knowledgeRpc } from "@allokoli/shared/rpc/knowledge";
import { toolAnswerMs, type Env } from "../env.ts";
import { openHeadersOf } from "../functions/open-headers.ts";
import { signingSecrets } from "../tool-secrets/secrets.ts";
import type { RunDeps } from "./run.ts";

/** The dependencies of our functions in the deployed service. */
export const runDeps = (env: Env, system: Tenant, log: Log): Omit<RunDeps, "announce" | "keep"> => ({
  system,
  knowledge: knowledgeRpc(requireEnv(env, ["KNOWLEDGE"]).KNOWLEDGE),
  openHeaders: (settings) => openHeadersOf(env, system, settings),
  signingSecrets: (owner) => signingSecrets(env, system, owner, new Date()),
  rules: addressRules(env),
  answerMs: toolAnswerMs(env),
  now: () => new Date(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  log,
});
