import { assistants } from "@allokoli/shared/db/schema/index";
import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Log } from "@allokoli/shared/log/log";
import { createMirror, type MirrorProvider } from "@allokoli/shared/mirror/mirror";
import { findSince } from "@allokoli/shared/mirror/search";
import { mirrorStore } from "@allokoli/shared/mirror/table";
import { createVapi, type VapiAdapter } from "@allokoli/shared/vapi/client";
import { refusalProblem } from "@allokoli/shared/vapi/errors";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { sql } from "drizzle-orm";
import { sweepDelayMs, type Env } from "../env.ts";
import { compileAssistant, OUR_ID, toField } from "./compile.ts";
import { findCompiled } from "./references.ts";
import { findClaimedAssistant, type ClaimedAssistant } from "./store.ts";

/** Vapi's clock may be behind Postgres's. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** The mirror of an organization's assistants. */
export function assistantMirror(env: Env, database: Database, orgId: string, log: Log) {
  requireEnv(env, ["VAPI_API_KEY", "VAPI_BASE_URL", "VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL", "MIRROR_SWEEP"]);
  return createMirror({
    store: assistantBooks(database, orgId),
    provider: assistantProvider(createVapi(env), env, systemTenant(database, orgId)),
    arm: (when) => env.MIRROR_SWEEP.getByName(orgId).arm(orgId, when),
    toProblem: (refusal) => refusalProblem(refusal, toField),
    now: () => new Date(),
    random: Math.random,
    delayMs: sweepDelayMs(env),
    log,
  });
}

export const assistantBooks = (database: Database, orgId: string) =>
  mirrorStore<ClaimedAssistant>({
    tenant: systemTenant(database, orgId),
    table: assistants,
    vapiId: assistants.vapiAssistantId,
    findClaimed: (tx, id, leaseUntil) => findClaimedAssistant(tx, orgId, id, leaseUntil),
    event: {
      name: "assistant",
      data: sql`jsonb_build_object('id', ${assistants.id}, 'name', ${assistants.name}, 'version', ${assistants.version})`,
    },
  });

function assistantProvider(
  vapi: Pick<VapiAdapter, "createAssistant" | "updateAssistant" | "deleteAssistant" | "assistantsSince">,
  env: Pick<Env, "PUBLIC_API_URL" | "VAPI_WEBHOOK_SECRET">,
  system: Tenant,
): MirrorProvider<ClaimedAssistant> {
  const { orgId } = system;
  const ours = { publicApiUrl: env.PUBLIC_API_URL, masterSecret: env.VAPI_WEBHOOK_SECRET, orgId };
  const compile = async ({ id, settings }: ClaimedAssistant) =>
    compileAssistant(settings, {
      assistantId: id,
      orgId,
      server: await vapiServer(ours),
      toolServer: await vapiServer({ ...ours, assistantId: id }),
      ...(await system.read((tx) => findCompiled(tx, orgId, settings))),
    });

  return {
    create: async (row) => (await vapi.createAssistant(await compile(row))).id,
    update: async (vapiId, row) => void (await vapi.updateAssistant(vapiId, await compile(row))),
    remove: (vapiId) => vapi.deleteAssistant(vapiId),
    async findOurs(row) {
      const since = new Date(row.createdAt.getTime() - CLOCK_MARGIN_MS).toISOString();
      const ours = await findSince(vapi.assistantsSince, since, ({ metadata }) => metadata?.[OUR_ID] === row.id);
      return ours.map(({ id }) => id).toReversed();
    },
  };
}
