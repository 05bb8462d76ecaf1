import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { calls, messages } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";

export type MessageRow = typeof messages.$inferSelect;

const callIsVisible = (orgId: string) =>
  sql`exists (select 1 from ${calls} where ${calls.orgId} = ${orgId} and ${calls.id} = ${messages.callId} and ${calls.deletedAt} is null)`;

/** In the order of the conversation, after the message `afterId`. */
export const listMessages = (tx: Tx, orgId: string, callId: string, limit: number, afterId: string | undefined) =>
  tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.orgId, orgId),
        eq(messages.callId, callId),
        afterId === undefined ? undefined : gt(messages.position, positionOf(callId, afterId)),
      ),
    )
    .orderBy(messages.position)
    .limit(limit + 1);

const positionOf = (callId: string, id: string) =>
  sql`(select m.position from messages m where m.call_id = ${callId} and m.id = ${id})`;

export async function findMessage(tx: Tx, orgId: string, id: string): Promise<MessageRow | undefined> {
  const [row] = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.orgId, orgId), eq(messages.id, id), callIsVisible(orgId)));
  return row;
}

export async function callExists(tx: Tx, orgId: string, callId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: calls.id })
    .from(calls)
    .where(and(eq(calls.orgId, orgId), eq(calls.id, callId), isNull(calls.deletedAt)));
  return rows.length > 0;
}
