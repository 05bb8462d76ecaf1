import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Log } from "@allokoli/shared/log/log";
import { createMirror, type MirrorProvider } from "@allokoli/shared/mirror/mirror";
import type { ClaimedResource } from "@allokoli/shared/mirror/resource";
import { findSince } from "@allokoli/shared/mirror/search";
import { createVapi, type VapiAdapter } from "@allokoli/shared/vapi/client";
import { refusalProblem } from "@allokoli/shared/vapi/errors";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { sweepDelayMs, type Env } from "../env.ts";
import { compileTool, isToolOf, toField } from "./compile.ts";
import { openHeaders } from "./headers.ts";
import { secretIdsOf, targetOf, type KeptFunction, type KeptSettings } from "./settings.ts";
import { findSecrets, functionStore } from "./store.ts";

/** Vapi's clock may be behind Postgres's. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** The mirror of an organization's functions: a tool at Vapi each. */
export function functionMirror(env: Env, database: Database, orgId: string, log: Log) {
  requireEnv(env, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL", "MIRROR_SWEEP"]);
  return createMirror({
    store: functionStore.books(database, orgId),
    provider: toolProvider(createVapi(env), env, systemTenant(database, orgId)),
    arm: (when) => env.MIRROR_SWEEP.getByName(orgId).arm(orgId, when),
    toProblem: (refusal) => refusalProblem(refusal, toField),
    now: () => new Date(),
    random: Math.random,
    delayMs: sweepDelayMs(env),
    log,
  });
}

function toolProvider(
  vapi: Pick<VapiAdapter, "createTool" | "updateTool" | "deleteTool" | "toolsSince">,
  env: Env,
  system: Tenant,
): MirrorProvider<ClaimedResource<KeptFunction>> {
  const { orgId } = system;
  const compile = async ({ id, name, settings: kept }: ClaimedResource<KeptFunction>) =>
    compileTool(kept, {
      id,
      name,
      // What is asked of us is asked without the tenant's headers.
      headers: kept.settings.kind === "function" ? await openHeadersOf(env, system, kept.settings) : {},
      server: await vapiServer({ publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId }),
    });

  return {
    create: async (row) => (await vapi.createTool(await compile(row))).id,
    update: async (vapiId, row) => vapi.updateTool(vapiId, await compile(row)),
    remove: (vapiId) => vapi.deleteTool(vapiId),
    async findOurs(row) {
      const since = new Date(row.createdAt.getTime() - CLOCK_MARGIN_MS).toISOString();
      const ours = await findSince(vapi.toolsSince, since, (tool) => isToolOf(tool, row.id));
      return ours.map(({ id }) => id).toReversed();
    },
  };
}

/** The headers of a function's own requests, opened. */
export async function openHeadersOf(env: Env, system: Tenant, settings: KeptSettings): Promise<Record<string, string>> {
  const headers = targetOf(settings)?.headers ?? [];
  const ids = secretIdsOf(settings);
  const sealed = ids.length === 0 ? [] : await system.read((tx) => findSecrets(tx, system.orgId, ids));
  return openHeaders(env, system.orgId, headers, sealed);
}
