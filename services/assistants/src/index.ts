import { WorkerEntrypoint } from "cloudflare:workers";
import { connect, type Database } from "@allokoli/shared/db/connect";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { announceEvents } from "@allokoli/shared/events/announce";
import { createLog, type Log } from "@allokoli/shared/log/log";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type {
  AssistantAnswer,
  AssistantsRpc,
  KnowledgeDocument,
  ToolCallsInput,
  ToolResult,
} from "@allokoli/shared/rpc/assistants";
import type { WatchRpc } from "@allokoli/shared/rpc/watch";
import type { VoiceRpc, VoiceStanding } from "@allokoli/shared/rpc/voice";
import type { DraftsRpc } from "@allokoli/shared/rpc/drafts";
import type { WorkflowsRpc } from "@allokoli/shared/rpc/workflows";
import { createVapi } from "@allokoli/shared/vapi/client";
import { app } from "./app.ts";
import { compilePlayed, readPlayed } from "./drafts/played.ts";
import type { Env } from "./env.ts";
import { answerAssistantRequest, answerKnowledgeRequest, type KnowledgeRequest } from "./inbound.ts";
import { keepFunctionCalls } from "./function-calls/store.ts";
import { runDeps } from "./own-functions/deps.ts";
import { runToolCalls } from "./own-functions/run.ts";
import { findSavedFaults } from "./workflows/check.ts";

export { MirrorSweep } from "./MirrorSweep.ts";
export { MirrorWatch } from "./MirrorWatch.ts";
export default {
  fetch: app.fetch,
  /** Arms the watch, which then wakes up by itself, even without any request. */
  scheduled: (_controller, env) => env.MIRROR_WATCH.getByName("all").arm(),
} satisfies ExportedHandler<Env>;

/** The methods that the other Workers call. */
export class AssistantsEntrypoint
  extends WorkerEntrypoint<Env>
  implements AssistantsRpc, VoiceRpc, WatchRpc, WorkflowsRpc, DraftsRpc
{
  async arm(): Promise<void> {
    await this.env.MIRROR_WATCH.getByName("all").arm();
  }

  voice(): Promise<VoiceStanding> {
    return createVapi(this.env).standing();
  }

  answerAssistantRequest({ orgId, requestId }: { orgId: string; requestId: string }): Promise<AssistantAnswer> {
    return this.#withDatabase(requestId, (database, log) => answerAssistantRequest(database, orgId, log));
  }

  runToolCalls({ orgId, ...input }: ToolCallsInput): Promise<ToolResult[]> {
    return this.#withDatabase(input.requestId, (database, log, later) => {
      const system = systemTenant(database, orgId);
      return runToolCalls(input, {
        ...runDeps(this.env, system, log),
        announce: () => this.ctx.waitUntil(announceEvents(this.env, orgId, log)),
        // Who is on the telephone does not wait for it.
        keep: (finished) => later(keepFunctionCalls(system, finished, log)),
      });
    });
  }

  answerKnowledgeRequest({ orgId, ...input }: KnowledgeRequest): Promise<KnowledgeDocument[]> {
    return this.#withDatabase(input.requestId, (database, log) =>
      answerKnowledgeRequest(input, runDeps(this.env, systemTenant(database, orgId), log)),
    );
  }

  findWorkflowFaults({ orgId, workflowId, requestId }: Parameters<WorkflowsRpc["findWorkflowFaults"]>[0]) {
    return this.#withDatabase(
      requestId,
      async (database) =>
        (await systemTenant(database, orgId).read((tx) => findSavedFaults(tx, orgId, workflowId))) ?? [],
    );
  }

  readDraft({ requestId, ...target }: Parameters<DraftsRpc["readDraft"]>[0]) {
    return this.#withDatabase(requestId, (database) =>
      systemTenant(database, target.orgId).read((tx) => readPlayed(tx, target)),
    );
  }

  compileDraft({ requestId, orgId, ...snapshot }: Parameters<DraftsRpc["compileDraft"]>[0]) {
    return this.#withDatabase(requestId, (database) =>
      compilePlayed(this.env, systemTenant(database, orgId), snapshot),
    );
  }

  async draftTested({ orgId }: { orgId: string }): Promise<void> {
    await requireEnv(this.env, ["MIRROR_SWEEP"]).MIRROR_SWEEP.getByName(orgId).arm(orgId, "now");
  }

  /** `later` takes what has to be done with the database after the answer. */
  async #withDatabase<T>(
    requestId: string,
    work: (database: Database, log: Log, later: (rest: Promise<void>) => void) => Promise<T>,
  ): Promise<T> {
    const rest: Promise<void>[] = [];
    // Somebody is waiting on the telephone: Vapi gives an assistant-request 7.5 s.
    const database = connect(this.env.HYPERDRIVE.connectionString, { connectTimeoutMs: 2000, answerTimeoutMs: 3000 });
    const log = createLog({ service: "assistants", requestId });
    const startedAtMs = Date.now();
    try {
      return await work(database, log, (promise) => void rest.push(promise));
    } finally {
      log.info("asked by another Worker", { durationMs: Date.now() - startedAtMs, databaseMs: database.spent.ms });
      this.ctx.waitUntil(Promise.all(rest).then(() => database.close()));
    }
  }
}
