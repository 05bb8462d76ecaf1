import type { Database } from "@allokoli/shared/db/connect";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Log } from "@allokoli/shared/log/log";
import type { MirrorProvider } from "@allokoli/shared/mirror/mirror";
import { createProvider } from "@allokoli/shared/mirror/provider";
import { createResourceMirror } from "@allokoli/shared/mirror/resource-mirror";
import { createVapi } from "@allokoli/shared/vapi/client";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { sweepDelayMs, type Env } from "../env.ts";
import { formIn } from "../forms.ts";
import { compileAssistant, OUR_ID, toField } from "./compile.ts";
import { assistantResource, toSettings, type ClaimedAssistant } from "./store.ts";

/** The mirror of an organization's assistants. */
export function assistantMirror(env: Env, database: Database, orgId: string, log: Log) {
  requireEnv(env, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL", "MIRROR_SWEEP"]);
  return createResourceMirror(assistantResource, {
    database,
    orgId,
    toField,
    log,
    provider: assistantProvider(env, orgId),
    form: formIn(env, "assistant"),
    sweeper: env.MIRROR_SWEEP,
    delayMs: sweepDelayMs(env),
  });
}

function assistantProvider(env: Env, orgId: string): MirrorProvider<ClaimedAssistant> {
  const vapi = createVapi(env);
  const ours = { publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId };
  return createProvider({
    compile: async ({ id, row, context }: ClaimedAssistant) =>
      compileAssistant(toSettings(row), {
        assistantId: id,
        orgId,
        server: await vapiServer(ours),
        toolServer: await vapiServer({ ...ours, assistantId: id }),
        ...context,
      }),
    create: vapi.createAssistant,
    update: vapi.updateAssistant,
    remove: vapi.deleteAssistant,
    list: vapi.assistantsSince,
    isOurs: ({ metadata }, id) => metadata?.[OUR_ID] === id,
  });
}
