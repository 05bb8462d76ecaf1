import type { Database } from "@allokoli/shared/db/connect";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Log } from "@allokoli/shared/log/log";
import type { MirrorProvider } from "@allokoli/shared/mirror/mirror";
import { createProvider } from "@allokoli/shared/mirror/provider";
import { createResourceMirror } from "@allokoli/shared/mirror/resource-mirror";
import type { Claimed } from "@allokoli/shared/mirror/state";
import { createVapi } from "@allokoli/shared/vapi/client";
import { sweepDelayMs, type Env } from "../env.ts";
import { formIn } from "../forms.ts";
import { compileSquad, isSquadOf, toField } from "./compile.ts";
import { squadResource, type Members, type SquadRow } from "./store.ts";

/** The mirror of an organization's squads. */
export function squadMirror(env: Env, database: Database, orgId: string, log: Log) {
  requireEnv(env, ["VAPI_API_KEY", "VAPI_BASE_URL", "MIRROR_SWEEP"]);
  return createResourceMirror(squadResource, {
    database,
    orgId,
    toField,
    log,
    provider: squadProvider(env, orgId),
    form: formIn(env, "squad"),
    sweeper: env.MIRROR_SWEEP,
    delayMs: sweepDelayMs(env),
  });
}

function squadProvider(env: Env, orgId: string): MirrorProvider<Claimed<SquadRow, Members>> {
  const vapi = createVapi(env);
  return createProvider({
    compile: async ({ id, row, context }: Claimed<SquadRow, Members>) =>
      compileSquad({ name: row.name, ...row.settings }, { id, orgId, assistants: context }),
    create: vapi.createSquad,
    update: vapi.updateSquad,
    remove: vapi.deleteSquad,
    list: vapi.squadsSince,
    isOurs: isSquadOf,
  });
}
