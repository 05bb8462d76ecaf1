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
import { compileTool, isToolOf, toField } from "./compile.ts";
import { functionResource, type FunctionRow } from "./store.ts";

/** The mirror of an organization's functions: each is a tool at Vapi. */
export function functionMirror(env: Env, database: Database, orgId: string, log: Log) {
  requireEnv(env, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL", "MIRROR_SWEEP"]);
  return createResourceMirror(functionResource, {
    database,
    orgId,
    toField,
    log,
    provider: toolProvider(env, orgId),
    form: formIn(env, "function"),
    sweeper: env.MIRROR_SWEEP,
    delayMs: sweepDelayMs(env),
  });
}

function toolProvider(env: Env, orgId: string): MirrorProvider<Claimed<FunctionRow, null>> {
  const vapi = createVapi(env);
  const ours = { publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId };
  return createProvider({
    compile: async ({ id, row }: Claimed<FunctionRow, null>) =>
      compileTool(row.settings, { id, name: row.name, server: await vapiServer(ours) }),
    create: vapi.createTool,
    update: vapi.updateTool,
    remove: vapi.deleteTool,
    list: vapi.toolsSince,
    isOurs: isToolOf,
  });
}
