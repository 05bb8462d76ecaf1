import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Log } from "@allokoli/shared/log/log";
import { createMirror, type MirrorProvider } from "@allokoli/shared/mirror/mirror";
import type { ClaimedResource } from "@allokoli/shared/mirror/resource";
import { findSince } from "@allokoli/shared/mirror/search";
import { createVapi, type VapiAdapter } from "@allokoli/shared/vapi/client";
import { refusalProblem } from "@allokoli/shared/vapi/errors";
import { sweepDelayMs, type Env } from "../env.ts";
import { compileSquad, isSquadOf, toField } from "./compile.ts";
import type { SquadSettings } from "./contract.ts";
import { findKnown, squadStore } from "./store.ts";

/** Vapi's clock may be behind Postgres's. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** The mirror of an organization's squads. */
export function squadMirror(env: Env, database: Database, orgId: string, log: Log) {
  requireEnv(env, ["VAPI_API_KEY", "VAPI_BASE_URL", "MIRROR_SWEEP"]);
  return createMirror({
    store: squadStore.books(database, orgId),
    provider: squadProvider(createVapi(env), systemTenant(database, orgId)),
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
  system: Tenant,
): MirrorProvider<ClaimedResource<SquadSettings>> {
  const { orgId } = system;
  const compile = async ({ id, name, settings }: ClaimedResource<SquadSettings>) =>
    compileSquad(
      { name, ...settings },
      { id, orgId, assistants: await system.read((tx) => findKnown(tx, orgId, settings)) },
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
