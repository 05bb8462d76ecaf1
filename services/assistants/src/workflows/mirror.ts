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
import { compileWorkflow, isSquadOf } from "./compile.ts";
import type { WorkflowSettings } from "./contract.ts";
import { toField } from "./fields.ts";
import { findToolIds, workflowStore } from "./store.ts";

/** Vapi's clock may be behind Postgres's. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** The mirror of an organization's workflows: a squad at Vapi each. */
export function workflowMirror(env: Env, database: Database, orgId: string, log: Log) {
  requireEnv(env, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL", "MIRROR_SWEEP"]);
  return createMirror({
    store: workflowStore.books(database, orgId),
    provider: squadProvider(createVapi(env), env, systemTenant(database, orgId)),
    arm: (when) => env.MIRROR_SWEEP.getByName(orgId).arm(orgId, when),
    toProblem: (refusal) => refusalProblem(refusal, toField),
    now: () => new Date(),
    random: Math.random,
    delayMs: sweepDelayMs(env),
    log,
  });
}

function squadProvider(
  vapi: Pick<VapiAdapter, "createSquad" | "updateSquad" | "deleteSquad" | "squadsSince">,
  env: Pick<Env, "PUBLIC_API_URL" | "VAPI_WEBHOOK_SECRET">,
  system: Tenant,
): MirrorProvider<ClaimedResource<WorkflowSettings>> {
  const { orgId } = system;
  const compile = async ({ id, name, settings }: ClaimedResource<WorkflowSettings>) =>
    compileWorkflow(
      { name, ...settings },
      {
        id,
        orgId,
        server: await vapiServer({ publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId }),
        toolIds: await system.read((tx) => findToolIds(tx, orgId, settings.nodes)),
      },
    );

  return {
    create: async (row) => (await vapi.createSquad(await compile(row))).id,
    update: async (vapiId, row) => vapi.updateSquad(vapiId, await compile(row)),
    remove: (vapiId) => vapi.deleteSquad(vapiId),
    async findOurs(row) {
      const since = new Date(row.createdAt.getTime() - CLOCK_MARGIN_MS).toISOString();
      const ours = await findSince(vapi.squadsSince, since, (squad) => isSquadOf(squad, row.id));
      return ours.map(({ id }) => id).toReversed();
    },
  };
}
