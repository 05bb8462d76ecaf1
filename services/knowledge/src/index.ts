import { WorkerEntrypoint } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { createLog } from "@allokoli/shared/log/log";
import type { FoundPassage, KnowledgeRpc } from "@allokoli/shared/rpc/knowledge";
import { app } from "./app.ts";
import type { Env } from "./env.ts";
import { keepQuestion } from "./questions/store.ts";
import { MAX_FOUND, MAX_QUESTION } from "./search/contract.ts";
import { searchPassages } from "./search/search.ts";

export { FileProcessor } from "./FileProcessor.ts";
export default app satisfies ExportedHandler<Env>;

const log = createLog({ service: "knowledge" });

/** What the other Workers ask of this one. */
export class KnowledgeEntrypoint extends WorkerEntrypoint<Env> implements KnowledgeRpc {
  async removeDeleted({ orgId, when }: Parameters<KnowledgeRpc["removeDeleted"]>[0]): Promise<void> {
    await this.env.FILE_PROCESSOR.getByName(orgId).arm(orgId, when);
  }

  async search({
    orgId,
    knowledgeBaseId = null,
    text,
    limit,
    vapiCallId,
  }: Parameters<KnowledgeRpc["search"]>[0]): Promise<FoundPassage[]> {
    // Somebody waits on the telephone.
    const database = connect(this.env.HYPERDRIVE.connectionString, { connectTimeoutMs: 2000, answerTimeoutMs: 3000 });
    const question = {
      orgId,
      knowledgeBaseId,
      text: text.slice(0, MAX_QUESTION),
      limit: Math.min(Math.max(1, Math.trunc(limit)), MAX_FOUND),
    };
    const tenant = systemTenant(database, orgId);
    let kept = Promise.resolve();
    try {
      const found = await tenant.read((tx) => searchPassages(tx, question));
      if (vapiCallId !== undefined && knowledgeBaseId !== null) {
        const asked = { knowledgeBaseId, vapiCallId, text: question.text, found: found.length > 0, now: new Date() };
        // The caller does not wait for it, and hears the answer whatever becomes of it.
        kept = tenant
          .write("member", (tx) => keepQuestion(tx, orgId, asked))
          .catch((err: unknown) => log.error("a question was not kept", err, { orgId }));
      }
      return found;
    } finally {
      this.ctx.waitUntil(kept.then(() => database.close()));
    }
  }
}
