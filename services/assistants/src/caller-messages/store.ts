import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog, callerMessages, calls, events, memberships } from "@allokoli/shared/db/schema/index";
import { begins, contains } from "@allokoli/shared/db/search";
import type { Tx } from "@allokoli/shared/db/tenant";
import { findBeginnings } from "@allokoli/shared/phone/organization-numbers";
import type { Position } from "@allokoli/shared/http/page";
import { Problem } from "@allokoli/shared/http/problem";
import { and, desc, eq, getTableColumns, isNotNull, isNull, or, sql, type SQL } from "drizzle-orm";
import { NOBODY, type CallerMessage, type CreateCallerMessage, type UpdateCallerMessage } from "./contract.ts";

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
  assignedTo: row.assignedTo,
  note: row.note,
  createdAt: row.createdAt.toISOString(),
});

const isMessage = (orgId: string, id: string) => and(eq(callerMessages.orgId, orgId), eq(callerMessages.id, id));

export async function findMessage(tx: Tx, orgId: string, id: string): Promise<MessageRow | undefined> {
  const [row] = await tx.select(SEEN).from(callerMessages).where(isMessage(orgId, id));
  return row;
}

export type ListFilter = {
  limit: number;
  after: Position | undefined;
  isHandled?: boolean | undefined;
  isUrgent?: boolean | undefined;
  assignedTo?: string | undefined;
  search?: string | undefined;
};

/** Newest first, one more than `limit` when there are more. */
export async function listMessages(tx: Tx, orgId: string, filter: ListFilter): Promise<MessageRow[]> {
  const { limit, after, isHandled, isUrgent, assignedTo, search } = filter;
  const isMentioned = search === undefined ? undefined : await mentions(tx, orgId, search);
  return tx
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
        isUrgent === undefined ? undefined : eq(callerMessages.isUrgent, isUrgent),
        assignedTo === undefined
          ? undefined
          : assignedTo === NOBODY
            ? isNull(callerMessages.assignedTo)
            : eq(callerMessages.assignedTo, assignedTo),
        isMentioned,
        after &&
          sql`(${callerMessages.createdAt}, ${callerMessages.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(callerMessages.createdAt), desc(callerMessages.id))
    .limit(limit + 1);
}

/** The words are in the message or beside it, or they are a number, or its beginning, as people write it. */
async function mentions(tx: Tx, orgId: string, search: string): Promise<SQL | undefined> {
  const { body, subject, callerName, callerNumber, note } = callerMessages;
  const beginnings = (await findBeginnings(tx, orgId, search)) ?? [];
  return or(
    ...[body, subject, callerName, callerNumber, note].map((column) => contains(column, search)),
    ...beginnings.map((beginning) => begins(callerNumber, beginning)),
  );
}

/** In place of a tool call's id: a person wrote it. */
const BY_HAND = "by-hand";

/**
 * A message that a member notes; its event is that of any message. A request that is resumed makes the same one.
 * @throws Problem `validation_failed` when there is no such call
 */
export async function createMessage(
  tx: Tx,
  orgId: string,
  { id, input, author }: { id: string; input: CreateCallerMessage; author: Author },
): Promise<MessageRow> {
  const [call] = await tx
    .select({ assistantId: calls.assistantId, name: calls.customerName, number: calls.customerNumber })
    .from(calls)
    .where(and(eq(calls.orgId, orgId), eq(calls.id, input.callId), isNull(calls.deletedAt)))
    // An erasure waits for the message, and takes it; after an erasure there is no such call.
    .for("share");
  if (call === undefined)
    throw new Problem("validation_failed", {
      errors: [{ path: "callId", message: "is no call of this organization" }],
    });
  const message = {
    id,
    callId: input.callId,
    assistantId: call.assistantId,
    callerName: input.callerName === undefined ? call.name : input.callerName,
    callerNumber: call.number,
    subject: input.subject ?? null,
    body: input.body,
    isUrgent: input.isUrgent ?? false,
  };
  const about = { type: "caller-message", id };
  const added = await tx.execute(sql`
    insert into caller_messages
      (id, org_id, call_id, tool_call_id, assistant_id, caller_name, caller_number, subject, body, is_urgent)
    values (${id}, ${orgId}, ${message.callId}, ${BY_HAND}, ${message.assistantId}, ${message.callerName},
      ${message.callerNumber}, ${message.subject}, ${message.body}, ${message.isUrgent})
    on conflict do nothing`);
  if (added.rowCount === 1)
    await Promise.all([
      tx
        .insert(events)
        .values({
          orgId,
          type: "caller-message.taken",
          resourceType: about.type,
          resourceId: id,
          data: message,
        })
        .execute(),
      tx
        .insert(auditLog)
        .values(entry(orgId, author, "caller-message.added", about))
        .execute(),
    ]);
  const row = await findMessage(tx, orgId, id);
  if (row === undefined) throw new Error("the message that was just made is gone");
  return row;
}

export type Changing = { change: UpdateCallerMessage; author: Author; now: Date };

/**
 * The message after a change; undefined when there is none. One that is handled already stays with who was first.
 * @throws Problem `validation_failed` when it is given to somebody who is no member
 */
export async function changeMessage(
  tx: Tx,
  orgId: string,
  id: string,
  { change, author, now }: Changing,
): Promise<MessageRow | undefined> {
  const [before] = await tx.select(SEEN).from(callerMessages).where(isMessage(orgId, id)).for("update");
  if (before === undefined) return undefined;
  const { handled = before.handledAt !== null, assignedTo = before.assignedTo, note = before.note } = change;
  if (assignedTo !== null && assignedTo !== before.assignedTo) await requireMember(tx, orgId, assignedTo);
  const differs = {
    handled: handled !== (before.handledAt !== null),
    assigned: assignedTo !== before.assignedTo,
    note: note !== before.note,
  };
  const log = (done: MessageAction, detail = {}) =>
    entry(orgId, author, `caller-message.${done}`, { type: "caller-message", id }, detail);
  const entries = [
    ...(differs.handled ? [log(handled ? "handled" : "reopened")] : []),
    ...(differs.assigned ? [assignedTo === null ? log("unassigned") : log("assigned", { assignedTo })] : []),
    // The log has no words of the note: it may be about a patient, and outlives it.
    ...(differs.note ? [log("noted")] : []),
  ];
  if (entries.length === 0) return before;
  const handling = handled ? { handledAt: now, handledBy: author.userId } : { handledAt: null, handledBy: null };
  const [[row]] = await Promise.all([
    tx
      .update(callerMessages)
      .set({ ...(differs.handled && handling), assignedTo, note })
      .where(isMessage(orgId, id))
      .returning(SEEN),
    tx.insert(auditLog).values(entries),
  ]);
  return row;
}

type MessageAction = "handled" | "reopened" | "assigned" | "unassigned" | "noted";

async function requireMember(tx: Tx, orgId: string, userId: string): Promise<void> {
  const isMember = and(eq(memberships.orgId, orgId), eq(memberships.userId, userId));
  const found = await tx.select({ userId: memberships.userId }).from(memberships).where(isMember);
  if (found.length > 0) return;
  throw new Problem("validation_failed", {
    errors: [{ path: "assignedTo", message: "is no member of this organization" }],
  });
}
