import { and, desc, eq, getTableColumns, gte, inArray, isNull, lte, ne, or, sql, type SQL } from "drizzle-orm";
import { begins, wereSaid, wereSaidNewest } from "@allokoli/shared/db/search";
import { isToCallBack } from "@allokoli/shared/db/to-call-back";
import { auditLog, callEvents, calls, phoneNumbers, profiles } from "@allokoli/shared/db/schema/index";
import type { AuditAction } from "@allokoli/shared/audit/actions";
import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import type { CallFilters } from "./contract.ts";
import { addToJournal, deed, type Fact } from "../journal/write.ts";
import { derivedId } from "../room/events/derived-id.ts";
import type { Intent, LinkedCall } from "../room/state/call.ts";

export type CallRow = typeof calls.$inferSelect;

// The conversations of a page would be much to read, and a list does not show them.
const { transcript: _transcript, variables: _variables, stats: _stats, ...listed } = getTableColumns(calls);
/** As much of a call as is shown of it. */
export type ListedCall = Pick<CallRow, keyof typeof listed>;

/** A row in the form that its room takes. */
export const linkedCall = ({ orgId, id, vapiCallId, isVapiCallChecked }: CallRow): LinkedCall => ({
  orgId,
  callId: id,
  vapiCallId,
  isChecked: isVapiCallChecked,
});

const visible = (orgId: string) => and(eq(calls.orgId, orgId), isNull(calls.deletedAt));

/** It says whether there is a next page. */
const ONE_MORE = 1;

/** `beginnings`: of the number of either party, in the stored form. */
type Filters = Omit<CallFilters, "number"> & { beginnings: string[] | undefined };

export const listCalls = (tx: Tx, orgId: string, filters: Filters, after: Position | undefined) =>
  tx
    .select(listed)
    .from(calls)
    .where(
      and(
        visible(orgId),
        ...conditionsOfPage(orgId, filters, after),
        after && sql`(${calls.createdAt}, ${calls.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(calls.createdAt), desc(calls.id))
    .limit(filters.limit + ONE_MORE);

function conditionsOfPage(orgId: string, filters: Filters, after: Position | undefined): SQL[] {
  const others = conditions(filters).filter((condition) => condition !== undefined);
  const { text, limit } = filters;
  if (text === undefined) return others;
  return others.length > 0
    ? [...others, wereSaid(orgId, text)]
    : [wereSaidNewest(orgId, text, after, limit + ONE_MORE)];
}

/** All but that of the words. */
function conditions(filters: Filters): (SQL | undefined)[] {
  const { status, live, assistantId, squadId, workflowId, beginnings, direction, endedFamily, from, to } = filters;
  const { toCallBack, noted } = filters;
  return [
    status === undefined ? undefined : inArray(calls.status, [status].flat()),
    live === undefined ? undefined : live ? ne(calls.status, "ended") : eq(calls.status, "ended"),
    assistantId === undefined ? undefined : eq(calls.assistantId, assistantId),
    squadId === undefined ? undefined : eq(calls.squadId, squadId),
    workflowId === undefined ? undefined : eq(calls.workflowId, workflowId),
    or(...(beginnings ?? []).flatMap((text) => [begins(calls.customerNumber, text), begins(calls.phoneNumber, text)])),
    direction === undefined ? undefined : eq(calls.direction, direction),
    endedFamily === undefined ? undefined : eq(calls.endedFamily, endedFamily),
    toCallBack === undefined ? undefined : toCallBack ? isToCallBack : sql`(${isToCallBack}) is not true`,
    from === undefined ? undefined : gte(calls.createdAt, new Date(from)),
    to === undefined ? undefined : lte(calls.createdAt, new Date(to)),
    noted === undefined ? undefined : wasNoted(noted),
  ];
}

/** Whether the structured data has a value under a field, alone or in a list: `motif=rendez-vous`, `urgent=true`. */
function wasNoted(noted: string): SQL | undefined {
  const at = noted.indexOf("=");
  const [field, text] = [noted.slice(0, at), noted.slice(at + 1)];
  const values = [text, ...(text === "true" || text === "false" ? [text === "true"] : [])];
  const has = (value: unknown) => sql`${calls.structuredData} @> ${JSON.stringify({ [field]: value })}::jsonb`;
  return or(...values.flatMap((value) => [has(value), has([value])]));
}

export async function findCall(tx: Tx, orgId: string, id: string): Promise<CallRow | undefined> {
  const [call] = await tx
    .select()
    .from(calls)
    .where(and(visible(orgId), eq(calls.id, id)));
  return call;
}

/** One of the organization's own numbers, with its id at Vapi. */
export async function findOwnNumber(tx: Tx, orgId: string, id: string) {
  const [number] = await tx
    .select({ vapiPhoneNumberId: phoneNumbers.vapiPhoneNumberId })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.orgId, orgId), eq(phoneNumbers.id, id), isNull(phoneNumbers.deletedAt)));
  return number;
}

/** The rows of calls that are about to be dialled. A repeat of the same creation finds its rows there. */
export async function insertCalls(
  tx: Tx,
  orgId: string,
  intents: Intent[],
  metadata: Record<string, string>,
  author: Author,
): Promise<CallRow[]> {
  const ids = intents.map(({ callId }) => callId);
  const [rows] = await Promise.all([
    tx
      .insert(calls)
      .values(intents.map((intent) => toRow(orgId, intent, metadata, author)))
      .onConflictDoNothing()
      .execute()
      .then(() =>
        tx
          .select()
          .from(calls)
          .where(and(eq(calls.orgId, orgId), inArray(calls.id, ids))),
      ),
    noteCalls(tx, orgId, ids, "call.created", author),
  ]);
  await Promise.all(ids.map((id) => addToJournal(tx, orgId, id, [requestedBy(author)])));
  return ids.flatMap((id) => rows.filter((row) => row.id === id));
}

/** An action on several calls, in the audit log once, however often the request is resumed. */
export const noteCalls = (tx: Tx, orgId: string, ids: string[], action: AuditAction, author: Author) =>
  tx
    .insert(auditLog)
    .values(
      ids.map((id) => ({
        id: derivedId(id, `audit ${action}`),
        ...entry(orgId, author, action, { type: "call", id }),
      })),
    )
    .onConflictDoNothing()
    .execute();

/** Once, however often the request is resumed. */
const requestedBy = (author: Author): Fact => ({ ...deed(author, "call.requested"), key: "call.requested" });

const toRow = (orgId: string, intent: Intent, metadata: Record<string, string>, { userId }: Author) => ({
  id: intent.callId,
  orgId,
  assistantId: intent.callee.kind === "assistant" ? intent.callee.id : null,
  assistantName: intent.callee.name,
  squadId: intent.callee.kind === "squad" ? intent.callee.id : null,
  workflowId: intent.callee.kind === "workflow" ? intent.callee.id : null,
  direction: "outbound" as const,
  status: intent.schedule === null ? ("queued" as const) : ("scheduled" as const),
  customerNumber: intent.customer.number,
  customerName: intent.customer.name,
  phoneNumberId: intent.phoneNumberId,
  name: intent.name,
  metadata,
  variables: intent.variables,
  scheduledAt: intent.schedule === null ? null : new Date(intent.schedule.earliestAt),
  scheduledUntil: intent.schedule?.latestAt == null ? null : new Date(intent.schedule.latestAt),
  createdBy: userId,
});

export const recordAction = (
  tx: Tx,
  orgId: string,
  author: Author,
  action: AuditAction,
  callId: string,
  detail: Record<string, unknown> = {},
) =>
  tx
    .insert(auditLog)
    .values(entry(orgId, author, action, { type: "call", id: callId }, detail))
    .execute();

/** The name that a person gave themselves; null without one. */
export async function findPersonName(tx: Tx, userId: string): Promise<string | null> {
  const [person] = await tx.select({ name: profiles.fullName }).from(profiles).where(eq(profiles.userId, userId));
  return person?.name ?? null;
}

export type CallChange = {
  name?: string | null | undefined;
  metadata?: Record<string, string> | undefined;
  isFollowedUp?: boolean | undefined;
};

/** Undefined when there is no such call, or not in the expected revision. */
export async function updateCall(
  tx: Tx,
  orgId: string,
  id: string,
  revision: number | undefined,
  { name, metadata, isFollowedUp }: CallChange,
): Promise<CallRow | undefined> {
  const [row] = await tx
    .update(calls)
    .set({
      ...(name !== undefined && { name }),
      ...(metadata !== undefined && { metadata }),
      ...(isFollowedUp !== undefined && { followedUpAt: isFollowedUp ? new Date() : null }),
      revision: sql`${calls.revision} + 1`,
    })
    .where(and(visible(orgId), eq(calls.id, id), revision === undefined ? undefined : eq(calls.revision, revision)))
    .returning();
  return row;
}

/** Hide a call that is over or has not begun. Undefined when it is neither, does not exist, or has changed. */
export async function hideCall(
  tx: Tx,
  orgId: string,
  id: string,
  revision: number | undefined,
): Promise<CallRow | undefined> {
  const [row] = await tx
    .update(calls)
    .set({ deletedAt: new Date(), revision: sql`${calls.revision} + 1` })
    .where(
      and(
        visible(orgId),
        eq(calls.id, id),
        inArray(calls.status, ["ended", "scheduled"]),
        revision === undefined ? undefined : eq(calls.revision, revision),
      ),
    )
    .returning();
  return row;
}

/** The live events of a call as copied to Postgres. */
export const eventsAfter = (tx: Tx, orgId: string, callId: string, seq: number) =>
  tx
    .select({ seq: callEvents.seq, type: callEvents.type, at: callEvents.at, data: callEvents.data })
    .from(callEvents)
    .where(and(eq(callEvents.orgId, orgId), eq(callEvents.callId, callId), sql`${callEvents.seq} > ${seq}`))
    .orderBy(callEvents.seq);
