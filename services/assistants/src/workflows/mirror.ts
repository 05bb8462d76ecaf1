import type { Database } from "@allokoli/shared/db/connect";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Log } from "@allokoli/shared/log/log";
import type { MirrorProvider } from "@allokoli/shared/mirror/mirror";
import { createProvider } from "@allokoli/shared/mirror/provider";
import { createResourceMirror } from "@allokoli/shared/mirror/resource-mirror";
import type { Claimed } from "@allokoli/shared/mirror/state";
import { createVapi } from "@allokoli/shared/vapi/client";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { sweepDelayMs, type Env } from "../env.ts";
import { formIn } from "../forms.ts";
import { compileWorkflow, isSquadOf } from "./compile.ts";
import { toField } from "./fields.ts";
import { workflowResource, type WorkflowContext, type WorkflowRow } from "./store.ts";

/** The mirror of an organization's workflows: each is a squad at Vapi. */
export function workflowMirror(env: Env, database: Database, orgId: string, log: Log) {
  requireEnv(env, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL", "MIRROR_SWEEP"]);
  return createResourceMirror(workflowResource, {
    database,
    orgId,
    toField,
    log,
    provider: squadProvider(env, orgId),
    form: formIn(env, "workflow"),
    sweeper: env.MIRROR_SWEEP,
    delayMs: sweepDelayMs(env),
  });
}

function squadProvider(env: Env, orgId: string): MirrorProvider<Claimed<WorkflowRow, WorkflowContext>> {
  const vapi = createVapi(env);
  const ours = { publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId };
  return createProvider({
    compile: async ({ id, row, context }: Claimed<WorkflowRow, WorkflowContext>) =>
      compileWorkflow(
        { name: row.name, ...row.settings },
        {
          id,
          orgId,
          server: await vapiServer(ours),
          toolServer: await vapiServer({ ...ours, workflowId: id }),
          ...context,
        },
      ),
    create: vapi.createSquad,
    update: vapi.updateSquad,
    remove: vapi.deleteSquad,
    list: vapi.squadsSince,
    isOurs: isSquadOf,
  });
}
