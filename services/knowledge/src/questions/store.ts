import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog, calls, knowledgeBases, knowledgeQuestions } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { and, desc, eq, sql } from "drizzle-orm";
import { v5 as uuidv5 } from "uuid";
import type { KnowledgeQuestion } from "./contract.ts";

/** So many of a base in a day: a call can ask without end, and people read a list no longer than that. */
export const MAX_A_DAY = 500;
const MAX_CALL_ID = 200;
/** The namespace of the ids, each made of the call and the words. */
const NAMESPACE = "b34e2a52-0c0d-5b58-9a1e-6d3f0a7e5c41";

export type AskedQuestion = {
  knowledgeBaseId: string;
  vapiCallId: string;
  text: string;
  found: boolean;
  now: Date;
};

/** Keep what a caller asked, once in its call however often the model repeats it. Beyond the day's number nothing is kept. */
export async function keepQuestion(tx: Tx, orgId: string, question: AskedQuestion): Promise<void> {
  const { knowledgeBaseId, found, now } = question;
  const vapiCallId = question.vapiCallId.slice(0, MAX_CALL_ID).toWellFormed();
  const text = question.text.toWellFormed().replaceAll("\0", "").trim();
  if (text === "" || vapiCallId === "") return;
  const id = uuidv5(JSON.stringify([orgId, knowledgeBaseId, vapiCallId, text.toLowerCase()]), NAMESPACE);
  const at = now.toISOString();
  await tx.execute(sql`
    insert into ${knowledgeQuestions} (id, org_id, knowledge_base_id, vapi_call_id, text, found, created_at)
    select ${id}::uuid, ${orgId}::uuid, base.id, ${vapiCallId}, ${text}, ${found}::boolean, ${at}::timestamptz
    from ${knowledgeBases} base
    where base.org_id = ${orgId}::uuid and base.id = ${knowledgeBaseId}::uuid and (
      select count(*) from ${knowledgeQuestions} kept
      where kept.org_id = ${orgId}::uuid and kept.knowledge_base_id = ${knowledgeBaseId}::uuid
        and kept.created_at > ${at}::timestamptz - interval '1 day'
    ) < ${MAX_A_DAY}
    on conflict (id) do nothing`);
}

type QuestionRow = Pick<typeof knowledgeQuestions.$inferSelect, "id" | "text" | "found" | "createdAt"> & {
  callId: string | null;
};

/** The call's row may be written after its question. */
const SEEN = {
  id: knowledgeQuestions.id,
  text: knowledgeQuestions.text,
  found: knowledgeQuestions.found,
  createdAt: knowledgeQuestions.createdAt,
  callId: sql<string | null>`(
    select of_call.id from ${calls} of_call
    where of_call.org_id = knowledge_questions.org_id and of_call.vapi_call_id = knowledge_questions.vapi_call_id
      and of_call.deleted_at is null)`.as("call_id"),
};

export const toQuestion = (row: QuestionRow): KnowledgeQuestion => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
});

export type ListFilter = { limit: number; after: Position | undefined; found: boolean | undefined };

/** Newest first, one more than `limit` when there are more. */
export const listQuestions = (tx: Tx, orgId: string, baseId: string, { limit, after, found }: ListFilter) =>
  tx
    .select(SEEN)
    .from(knowledgeQuestions)
    .where(
      and(
        eq(knowledgeQuestions.orgId, orgId),
        eq(knowledgeQuestions.knowledgeBaseId, baseId),
        found === undefined ? undefined : eq(knowledgeQuestions.found, found),
        after &&
          sql`(${knowledgeQuestions.createdAt}, ${knowledgeQuestions.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(knowledgeQuestions.createdAt), desc(knowledgeQuestions.id))
    .limit(limit + 1);

/** Whether there was one; all of the same words go. The log has no word of it: it may be a patient's. */
export async function deleteQuestion(
  tx: Tx,
  orgId: string,
  { baseId, id, author }: { baseId: string; id: string; author: Author },
): Promise<boolean> {
  const { rowCount } = await tx.execute(sql`
    delete from ${knowledgeQuestions} gone using ${knowledgeQuestions} named
    where named.org_id = ${orgId}::uuid and named.knowledge_base_id = ${baseId}::uuid and named.id = ${id}::uuid
      and gone.org_id = named.org_id and gone.knowledge_base_id = named.knowledge_base_id
      and lower(gone.text) = lower(named.text)`);
  if (rowCount === 0 || rowCount === null) return false;
  await tx
    .insert(auditLog)
    .values(entry(orgId, author, "knowledge-base.question.deleted", { type: "knowledge-base", id: baseId }));
  return true;
}
