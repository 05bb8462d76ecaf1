import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog, callerMessages, calls } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { and, desc, eq, getTableColumns, isNotNull, isNull, sql } from "drizzle-orm";
import type { CallerMessage } from "./contract.ts";

export type MessageRow = Omit<typeof callerMessages.$inferSelect, "vapiCallId">;

const { vapiCallId: _, ...columns } = getTableColumns(callerMessages);
/** A message can be stored before its call's row: until then, Vapi's id names the call, within the organization. */
const SEEN = {
  ...columns,
  callId: sql<string | null>`coalesce(caller_messages.call_id, (
    select of_call.id from ${calls} of_call
    where of_call.org_id = caller_messages.org_id and of_call.vapi_call_id = caller_messages.vapi_call_id))`,
};

export const toCallerMessage = (row: MessageRow): CallerMessage => ({
  id: row.id,
  callId: row.callId,
  assistantId: row.assistantId,
  callerName: row.callerName,
  callerNumber: row.callerNumber,
  subject: row.subject,
  body: row.body,
  isUrgent: row.isUrgent,
  handledAt: row.handledAt?.toISOString() ?? null,
  handledBy: row.handledBy,
  createdAt: row.createdAt.toISOString(),
});

const isMessage = (orgId: string, id: string) => and(eq(callerMessages.orgId, orgId), eq(callerMessages.id, id));

export async function findMessage(tx: Tx, orgId: string, id: string): Promise<MessageRow | undefined> {
  const [row] = await tx.select(SEEN).from(callerMessages).where(isMessage(orgId, id));
  return row;
}

export type ListFilter = { limit: number; after: Position | undefined; isHandled: boolean | undefined };

/** Newest first, one more than `limit` when there are more. */
export const listMessages = (tx: Tx, orgId: string, { limit, after, isHandled }: ListFilter): Promise<MessageRow[]> =>
  tx
    .select(SEEN)
    .from(callerMessages)
    .where(
      and(
        eq(callerMessages.orgId, orgId),
        isHandled === undefined
          ? undefined
          : isHandled
            ? isNotNull(callerMessages.handledAt)
            : isNull(callerMessages.handledAt),
        after &&
          sql`(${callerMessages.createdAt}, ${callerMessages.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(callerMessages.createdAt), desc(callerMessages.id))
    .limit(limit + 1);

export type Handling = { isHandled: boolean; author: Author; now: Date };

/** The message, marked as handled or not; undefined when there is none. One that is so already stays as it is. */
export async function handleMessage(
  tx: Tx,
  orgId: string,
  id: string,
  { isHandled, author, now }: Handling,
): Promise<MessageRow | undefined> {
  const [before] = await tx.select(SEEN).from(callerMessages).where(isMessage(orgId, id)).for("update");
  if (before === undefined || (before.handledAt !== null) === isHandled) return before;
  const [[row]] = await Promise.all([
    tx
      .update(callerMessages)
      .set(isHandled ? { handledAt: now, handledBy: author.userId } : { handledAt: null, handledBy: null })
      .where(isMessage(orgId, id))
      .returning(SEEN),
    tx
      .insert(auditLog)
      .values(
        entry(orgId, author, `caller-message.${isHandled ? "handled" : "reopened"}`, { type: "caller-message", id }),
      ),
  ]);
  return row;
}
