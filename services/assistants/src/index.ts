import { WorkerEntrypoint } from "cloudflare:workers";
import { connect, type Database } from "@allokoli/shared/db/connect";
import { createLog, type Log } from "@allokoli/shared/log/log";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type {
  AssistantAnswer,
  AssistantsRpc,
  KnowledgeDocument,
  ToolCallsInput,
  ToolResult,
} from "@allokoli/shared/rpc/assistants";
import { app } from "./app.ts";
import type { Env } from "./env.ts";
import { answerAssistantRequest, answerKnowledgeRequest, type KnowledgeRequest } from "./inbound.ts";
import { runDeps } from "./own-functions/deps.ts";
import { runToolCalls } from "./own-functions/run.ts";

export { MirrorSweep } from "./MirrorSweep.ts";
export { TestRuns } from "./TestRuns.ts";
export default app satisfies ExportedHandler<Env>;

/** What the other Workers ask of this one. */
export class AssistantsEntrypoint extends WorkerEntrypoint<Env> implements AssistantsRpc {
  answerAssistantRequest({ orgId, requestId }: { orgId: string; requestId: string }): Promise<AssistantAnswer> {
    return this.#withDatabase(requestId, (database, log) => answerAssistantRequest(database, orgId, log));
  }

  runToolCalls({ orgId, ...input }: ToolCallsInput): Promise<ToolResult[]> {
    return this.#withDatabase(input.requestId, (database, log) =>
      runToolCalls(input, runDeps(this.env, systemTenant(database, orgId), log)),
    );
  }

  answerKnowledgeRequest({ orgId, ...input }: KnowledgeRequest): Promise<KnowledgeDocument[]> {
    return this.#withDatabase(input.requestId, (database, log) =>
      answerKnowledgeRequest(input, runDeps(this.env, systemTenant(database, orgId), log)),
    );
  }

  async #withDatabase<T>(requestId: string, work: (database: Database, log: Log) => Promise<T>): Promise<T> {
    // Somebody waits on the telephone: Vapi gives an assistant-request 7.5 s.
    const database = connect(this.env.HYPERDRIVE.connectionString, { connectTimeoutMs: 2000, answerTimeoutMs: 3000 });
    try {
      return await work(database, createLog({ service: "assistants", requestId }));
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
