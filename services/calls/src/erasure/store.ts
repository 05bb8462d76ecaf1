import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import {
  auditLog,
  blockedNumbers,
  callerMessages,
  calls,
  erasures,
  knowledgeQuestions,
  messages,
} from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { and, desc, eq, getTableColumns, inArray, isNull, notInArray, sql } from "drizzle-orm";
import { HIDDEN_A_SWEEP, type HiddenCall, type Place } from "./sweep.ts";

/** Rows of each table that one statement may hide or delete. */
const AT_MOST = 500;

/** As the system, of no organization: hide and delete what is kept no longer. True when there is more. */
export async function expireKept(tx: Tx): Promise<boolean> {
  const { rows } = await tx.execute<{ more: boolean }>(sql`select app.expire_kept(${AT_MOST}::int) as more`);
  return rows[0]?.more ?? false;
}

type HiddenRow = {
  org_id: string;
  call_id: string;
  vapi_call_id: string | null;
  is_checked: boolean;
  hidden_at: string;
};

/** As the system, of no organization: calls hidden before a moment, or for an erasure, that are still there. */
export async function findHidden(tx: Tx, hiddenBefore: Date, after: Place | null): Promise<HiddenCall[]> {
  const { rows } = await tx.execute<HiddenRow>(
    sql`select org_id, call_id, vapi_call_id, is_checked, hidden_at::text as hidden_at
      from app.calls_to_remove(${hiddenBefore.toISOString()}::timestamptz, ${after?.hiddenAt ?? null}::timestamptz,
        ${after?.callId ?? null}::uuid, ${HIDDEN_A_SWEEP}::int)`,
  );
  return rows.map((row) => ({
    orgId: row.org_id,
    callId: row.call_id,
    vapiCallId: row.vapi_call_id,
    isChecked: row.is_checked,
    hiddenAt: row.hidden_at,
  }));
}

/** An erasure, and how many calls its rooms have not removed yet. */
const erasureColumns = {
  ...getTableColumns(erasures),
  // In full: alone, a column's name would be that of the inner table.
  remaining: sql<number>`(select count(*)::int from calls c
    where c.org_id = erasures.org_id and c.deleted_at is not null and c.erasure_id = erasures.id)`,
};
export type ErasureRow = typeof erasures.$inferSelect & { remaining: number };

/** Hides every call of a number, and deletes what else there is of it. */
export async function eraseCaller(tx: Tx, orgId: string, number: string): Promise<ErasureRow | undefined> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from app.erase_caller(${orgId}::uuid, ${number}::text)`,
  );
  const id = rows[0]?.id;
  return id === undefined ? undefined : findErasure(tx, orgId, id);
}

export const recordErasure = (tx: Tx, orgId: string, author: Author, id: string) =>
  tx
    .insert(auditLog)
    .values(entry(orgId, author, "caller.erased", { type: "erasure", id }))
    .execute();

export const listErasures = (tx: Tx, orgId: string, limit: number, after: Position | undefined) =>
  tx
    .select(erasureColumns)
    .from(erasures)
    .where(
      and(
        eq(erasures.orgId, orgId),
        after && sql`(${erasures.createdAt}, ${erasures.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(erasures.createdAt), desc(erasures.id))
    .limit(limit + 1);

export async function findErasure(tx: Tx, orgId: string, id: string): Promise<ErasureRow | undefined> {
  const [row] = await tx
    .select(erasureColumns)
    .from(erasures)
    .where(and(eq(erasures.orgId, orgId), eq(erasures.id, id)));
  return row;
}

const ofCaller = (orgId: string, number: string) =>
  and(eq(calls.orgId, orgId), eq(calls.customerNumber, number), isNull(calls.deletedAt));

/**
 * Whether somebody with that number is on the telephone, or about to be.
 * @param live their calls by the organization's feed, which has one before its row is written
 */
export async function isOnTheTelephone(tx: Tx, orgId: string, number: string, live: string[]): Promise<boolean> {
  const [open, written] = await Promise.all([
    tx
      .select({ id: calls.id })
      .from(calls)
      .where(and(ofCaller(orgId, number), notInArray(calls.status, ["ended", "scheduled"])))
      .limit(1),
    live.length === 0
      ? []
      : tx
          .select({ id: calls.id })
          .from(calls)
          .where(and(eq(calls.orgId, orgId), inArray(calls.id, live))),
  ]);
  return open.length > 0 || written.length < live.length;
}

export const listCallsOf = (tx: Tx, orgId: string, number: string, limit: number, after: Position | undefined) =>
  tx
    .select()
    .from(calls)
    .where(
      and(
        ofCaller(orgId, number),
        after && sql`(${calls.createdAt}, ${calls.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(calls.createdAt), desc(calls.id))
    .limit(limit + 1);

export const listWordsOf = (tx: Tx, orgId: string, callIds: string[]) =>
  tx
    .select()
    .from(messages)
    .where(and(eq(messages.orgId, orgId), inArray(messages.callId, callIds)))
    .orderBy(messages.callId, messages.position);

/** As many as an export shows at once of what a caller left beside their calls. */
const MOST_LEFT = 500;

export const listLeftBy = (tx: Tx, orgId: string, number: string) =>
  tx
    .select()
    .from(callerMessages)
    .where(
      and(
        eq(callerMessages.orgId, orgId),
        sql`(${callerMessages.callerNumber} = ${number} or exists (select from calls c where c.org_id = ${orgId}
          and c.id = ${callerMessages.callId} and c.customer_number = ${number} and c.deleted_at is null))`,
      ),
    )
    .orderBy(desc(callerMessages.createdAt))
    .limit(MOST_LEFT);

/** What is kept of a caller whom the organization turns away. */
export async function findBlockOf(tx: Tx, orgId: string, number: string) {
  const [row] = await tx
    .select({ note: blockedNumbers.note, answer: blockedNumbers.answer, createdAt: blockedNumbers.createdAt })
    .from(blockedNumbers)
    .where(and(eq(blockedNumbers.orgId, orgId), eq(blockedNumbers.number, number)));
  return row;
}

export const listQuestionsOf = (tx: Tx, orgId: string, number: string) =>
  tx
    .select({ text: knowledgeQuestions.text, createdAt: knowledgeQuestions.createdAt })
    .from(knowledgeQuestions)
    .innerJoin(calls, and(eq(calls.vapiCallId, knowledgeQuestions.vapiCallId), ofCaller(orgId, number)))
    .where(eq(knowledgeQuestions.orgId, orgId))
    .orderBy(desc(knowledgeQuestions.createdAt))
    .limit(MOST_LEFT);
