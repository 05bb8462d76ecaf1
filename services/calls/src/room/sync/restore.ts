import { and, eq, sql } from "drizzle-orm";
import { callEvents, calls } from "@allokoli/shared/db/schema/index";
import type { Tenant } from "@allokoli/shared/db/tenant";
import { newDoc, type RoomDoc, type Dial } from "../state/doc.ts";
import { ID_TAKEN } from "./flush.ts";
import { adoptedCallId } from "../state/ids.ts";
import type { Room } from "../state/room.ts";
import type { CallFacts } from "../events/translate.ts";
import type { CallRef } from "../state/call.ts";
import { asSystem } from "./row.ts";
import type { NumberedEvent, Source } from "../events/history.ts";

type CallRow = typeof calls.$inferSelect;
/** A call's row in Postgres, and the source of its report there. */
export type KeptRow = CallRow & { reportedBy: Source | null };
/** What is still readable in the room's storage. */
export type Left = { events: NumberedEvent[]; hasReport: boolean };

/**
 * The state of a room whose own state cannot be read: the row in Postgres, and the events that were not copied yet.
 * Vapi is asked for the rest at once. Undefined when there is no row.
 */
export async function restoreDoc(room: Room, ref: CallRef): Promise<RoomDoc | undefined> {
  const row = await asSystem(room, ref, (tenant) => findRow(tenant, ref.callId));
  if (row === undefined) return undefined;
  room.store.open();
  const left: Left = { events: room.store.eventsAfter(0), hasReport: room.store.report() !== undefined };
  return docOfRow(row, left, room.now(), Math.max(room.timing.silentAfterMs, room.timing.reportAfterMs));
}

/** @param askAfterMs how long a call must be silent before Vapi is asked about it */
export function docOfRow(row: KeptRow, { events, hasReport }: Left, now: number, askAfterMs: number): RoomDoc {
  const { orgId, id: callId, vapiCallId, isVapiCallChecked: isChecked } = row;
  // Only a call that we did not start has Vapi's id, or one derived from it.
  const own = vapiCallId === null || adoptedCallId(orgId, vapiCallId) !== callId;
  const doc = newDoc({ orgId, callId, own }, null, now);
  // The report of a call that was opened again no longer counts.
  const told = row.status === "ended" ? row.reportedBy : null;
  const reportedBy = told ?? (hasReport && row.reportedBy === null ? "vapi" : null);
  const progress = {
    ...doc.progress,
    status: row.status,
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    endedReason: row.endedReason,
    endedSource: row.endedSource,
    reportedBy,
    // Postgres has used the numbers up to its last: no other event may get one of them.
    lastSeq: Math.max(row.lastSeq, events.at(-1)?.seq ?? 0),
  };
  return {
    ...doc,
    atVapi: vapiCallId !== null && isChecked ? { callId: vapiCallId, controlUrl: null } : null,
    claim: vapiCallId !== null && !isChecked ? { vapiCallId, atMs: now, attempts: 0 } : null,
    dial: own ? dialOf(row) : null,
    isIdTaken: row.syncError === ID_TAKEN,
    facts: factsOf(row),
    progress: events.filter(({ seq }) => seq > row.lastSeq).reduce(afterEvent, progress),
    lastHeardMs: now - askAfterMs,
    version: 1,
    flushedVersion: told === null ? 0 : 1,
    flushAtMs: now,
    flushedSeq: row.lastSeq,
    flushedLines: null,
    flushedReport: told !== null,
    removal:
      row.deletedAt === null
        ? null
        : { state: "sure", vapiCallId, isChecked, atMs: now, attempts: 0, isStranger: false },
    doneAtMs: told === null ? null : now,
  };
}

/** Never dialled again: a call without a checked id is only looked for at Vapi. */
function dialOf({ vapiCallId, isVapiCallChecked, status, syncState, syncError, createdAt }: CallRow): Dial {
  if (vapiCallId !== null && isVapiCallChecked) return { state: "made", vapiCallId };
  if (status === "ended" && syncState === "failed" && syncError !== ID_TAKEN)
    return { state: "failed", error: syncError ?? "" };
  return { state: "unknown", since: createdAt.getTime(), looks: 0 };
}

function factsOf(row: CallRow): CallFacts {
  const facts: { [Fact in keyof CallFacts]: CallFacts[Fact] | null } = {
    direction: row.direction,
    customerNumber: row.customerNumber,
    customerName: row.customerName,
    phoneNumberId: row.phoneNumberId,
    phoneNumber: row.phoneNumber,
    assistantId: row.assistantId,
    assistantName: row.assistantName,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}

/** The progress after an event that Postgres does not have. */
function afterEvent(progress: RoomDoc["progress"], { at, body }: NumberedEvent): RoomDoc["progress"] {
  if (body.type !== "call.status") return progress;
  const { status, endedReason = null, source = "vapi" } = body;
  return {
    ...progress,
    status,
    ...(status === "in-progress" && { startedAt: progress.startedAt ?? at }),
    ...(status === "ended" && { endedAt: at, endedReason, endedSource: source }),
  };
}

async function findRow({ orgId, read }: Tenant, callId: string): Promise<KeptRow | undefined> {
  const reportedBy = sql<Source | null>`(select coalesce(${callEvents.data} ->> 'source', 'vapi') from ${callEvents}
    where ${callEvents.orgId} = ${orgId} and ${callEvents.callId} = ${callId} and ${callEvents.type} = 'call.report'
    order by ${callEvents.seq} desc limit 1)`;
  const [found] = await read((tx) =>
    tx
      .select({ row: calls, reportedBy })
      .from(calls)
      .where(and(eq(calls.orgId, orgId), eq(calls.id, callId))),
  );
  return found && { ...found.row, reportedBy: found.reportedBy };
}
