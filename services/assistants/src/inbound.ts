import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import type { ToolOwnerRef, AssistantAnswer, KnowledgeDocument } from "@allokoli/shared/rpc/assistants";
import { findLatestSynced } from "./assistants/store.ts";
import { findToolOwner } from "./own-functions/resolve.ts";
import type { RunDeps } from "./own-functions/run.ts";

export type KnowledgeRequest = ToolOwnerRef & { text: string };

/** Spoken to the caller, who hears nothing else. */
const NOBODY = "Bonjour. Ce numéro n'a pas encore d'assistant. Merci de rappeler plus tard. Au revoir.";
const TROUBLE =
  "Bonjour. Nous ne pouvons pas prendre votre appel pour le moment. Merci de rappeler dans quelques minutes. Au revoir.";

/**
 * The assistant that answers a call on a number without one: the one that the organization changed last. With one
 * assistant, that is the only one; with several, the one somebody is working on. Never throws, so that the caller
 * always hears something.
 */
export async function answerAssistantRequest(database: Database, orgId: string, log: Log): Promise<AssistantAnswer> {
  try {
    const assistantId = await systemTenant(database, orgId).read((tx) => findLatestSynced(tx, orgId));
    return assistantId === undefined ? { error: NOBODY } : { assistantId };
  } catch (err) {
    log.error("assistant request failed", err, { orgId });
    return { error: TROUBLE };
  }
}

/** At most so many passages: Vapi gives them all to the model. */
const DOCUMENTS = 5;

/**
 * The passages of an assistant's knowledge bases for a text, in Vapi's form; none for an assistant that is unknown or
 * has no base. Never throws, and answers within the time that a function has.
 */
export async function answerKnowledgeRequest(
  { text, assistantId, vapiAssistantId, requestId }: Omit<KnowledgeRequest, "orgId">,
  { system, knowledge, answerMs, pause, log }: Pick<RunDeps, "system" | "knowledge" | "answerMs" | "pause" | "log">,
): Promise<KnowledgeDocument[]> {
  const { orgId } = system;
  const find = async () => {
    const asked = await system.read((tx) => findToolOwner(tx, orgId, { assistantId, vapiAssistantId }));
    const found = await Promise.all(
      (asked?.knowledgeBaseIds ?? []).map((knowledgeBaseId) =>
        knowledge.search({ orgId, knowledgeBaseId, text, limit: DOCUMENTS, requestId }),
      ),
    );
    return found.flat().toSorted((a, b) => b.score - a.score);
  };
  try {
    const passages = await Promise.race([find(), pause(answerMs).then(() => [])]);
    return passages.slice(0, DOCUMENTS).map(({ text: content, score, source }) => ({
      content,
      similarity: score,
      uuid: source.fileId,
    }));
  } catch (err) {
    log.error("knowledge request failed", err, { orgId });
    return [];
  }
}
