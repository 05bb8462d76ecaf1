import { WorkerEntrypoint } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type { FoundPassage, KnowledgeRpc } from "@allokoli/shared/rpc/knowledge";
import { app } from "./app.ts";
import type { Env } from "./env.ts";
import { MAX_FOUND, MAX_QUESTION } from "./search/contract.ts";
import { searchPassages } from "./search/search.ts";

export { FileProcessor } from "./FileProcessor.ts";
export default app satisfies ExportedHandler<Env>;

/** What the other Workers ask of this one. */
export class KnowledgeEntrypoint extends WorkerEntrypoint<Env> implements KnowledgeRpc {
  async search({
    orgId,
    knowledgeBaseId = null,
    text,
    limit,
  }: Parameters<KnowledgeRpc["search"]>[0]): Promise<FoundPassage[]> {
    // Somebody waits on the telephone.
    const database = connect(this.env.HYPERDRIVE.connectionString, { connectTimeoutMs: 2000, answerTimeoutMs: 3000 });
    const question = {
      orgId,
      knowledgeBaseId,
      text: text.slice(0, MAX_QUESTION),
      limit: Math.min(Math.max(1, Math.trunc(limit)), MAX_FOUND),
    };
    try {
      return await systemTenant(database, orgId).read((tx) => searchPassages(tx, question));
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
