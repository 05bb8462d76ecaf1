import { and, eq, isNull, sql } from "drizzle-orm";
import { DatabaseError } from "pg";
import { systemEntry } from "@allokoli/shared/db/books";
import { auditLog, callEvents, calls, events, messages } from "@allokoli/shared/db/schema/index";
import { familyOf } from "@allokoli/shared/ended-reasons/family-of";
import type { Tenant, Tx } from "@allokoli/shared/db/tenant";
import type { CountedLimit } from "@allokoli/shared/limits/plans";
import { noteIfReached } from "@allokoli/shared/limits/reached";
import type { LiveCall } from "./api.ts";
import type { NumberedEvent } from "./fold.ts";
import { toLines, toTranscript, toTurns, type Line } from "./lines.ts";
import { outboxOf } from "./outbox.ts";
import type { Report } from "./report.ts";
import type { RoomDoc } from "./doc.ts";

/** What Postgres has yet to learn of a call, taken at one moment. */
export type Batch = {
  doc: RoomDoc;
  call: LiveCall;
  /** All events up to the last of this batch; those after `doc.flushedSeq` are new. */
  events: NumberedEvent[];
  report: Report | undefined;
};

const FOREIGN_KEY_VIOLATION = "23503";

/** Copy a batch in one transaction. Writing the same batch twice changes nothing. False when the call's row is gone. */
export async function flush(tenant: Tenant, batch: Batch): Promise<boolean> {
  const { orgId, callId, own, flushedSeq } = batch.doc;
  const fresh = batch.events.filter(({ seq }) => seq > flushedSeq);
  const outbox = fresh.flatMap((event) => outboxOf(batch.call, event));
  const lines = linesOf(batch);
  try {
    return await tenant.write("viewer", async (tx) => {
      // Sent in this order without waiting for each other's answers.
      const adopted = own ? [] : [adopt(tx, batch).execute()];
      const updated = update(tx, batch).execute();
      const added = [
        ...(fresh.length > 0
          ? [
              tx
                .insert(callEvents)
                .values(fresh.map((event) => toRow(batch.doc, event)))
                .onConflictDoNothing()
                .execute(),
            ]
          : []),
        ...(lines.replacesAll
          ? [
              tx
                .delete(messages)
                .where(and(eq(messages.orgId, orgId), eq(messages.callId, callId)))
                .execute(),
            ]
          : []),
        ...(lines.changed.length > 0 ? [saveLines(tx, batch.doc, lines.changed).execute()] : []),
        ...(outbox.length > 0
          ? [
              tx
                .insert(events)
                .values(outbox.map((row) => ({ ...row, orgId, resourceType: "call", resourceId: callId })))
                .onConflictDoNothing()
                .execute(),
            ]
          : []),
      ];
      const failed = outbox
        .filter(({ type }) => type === "call.failed")
        .map(({ id, data }) => ({
          // The event's: once in the log, however often the batch is written.
          id,
          ...systemEntry(orgId, "call.failed", { type: "call", id: callId }, { endedReason: data["endedReason"] }),
        }));
      if (failed.length > 0) added.push(tx.insert(auditLog).values(failed).onConflictDoNothing().execute());
      const noted = limitsOf(batch).map((limit) => noteIfReached(tx, orgId, limit, new Date()).execute());
      const [rows] = await Promise.all([updated, ...adopted, ...added, ...noted]);
      return rows.length > 0;
    });
  } catch (err) {
    if (err instanceof DatabaseError && err.code === FOREIGN_KEY_VIOLATION) return false;
    throw err;
  }
}

/**
 * What this batch may use up. A call that comes in is answered whatever the plan says, for a practice's line must not
 * go dead; that all is used is told.
 */
const limitsOf = ({ doc, report }: Batch): CountedLimit[] => [
  ...(doc.own || doc.flushedSeq > 0 ? [] : ["callsAtOnce" as const]),
  ...(report === undefined || doc.flushedReport ? [] : ["minutesPerMonth" as const]),
];

const toRow = ({ orgId, callId }: RoomDoc, { seq, at, body }: NumberedEvent) => ({
  orgId,
  callId,
  seq,
  type: body.type,
  at: new Date(at),
  data: body,
});

/** The row of a call that we did not start. Its assistant is found by our id in the metadata, or by Vapi's. */
function adopt(tx: Tx, { doc, call }: Batch) {
  const { orgId, callId, facts } = doc;
  const theAssistant = sql`from assistants a where a.org_id = ${orgId} and (a.id = ${facts.assistantId ?? null}::uuid or a.vapi_assistant_id = ${facts.vapiAssistantId ?? null}) limit 1`;
  return tx
    .insert(calls)
    .values({
      id: callId,
      orgId,
      assistantId: sql`(select a.id ${theAssistant})`,
      assistantName: sql`coalesce((select a.name ${theAssistant}), ${facts.assistantName ?? null})`,
      squadId: sql`(select s.id from squads s where s.org_id = ${orgId} and s.vapi_id = ${facts.vapiSquadId ?? null})`,
      vapiCallId: facts.vapiCallId ?? null,
      direction: call.direction,
      status: doc.progress.status,
      customerNumber: facts.customerNumber ?? null,
      customerName: facts.customerName ?? null,
      phoneNumberId: facts.phoneNumberId ?? null,
      phoneNumber: facts.phoneNumber ?? null,
      name: facts.name ?? null,
      syncState: "synced",
      createdAt: new Date(call.createdAt),
    })
    .onConflictDoNothing();
}

function update(tx: Tx, batch: Batch) {
  const { doc } = batch;
  const { progress, facts } = doc;
  return tx
    .update(calls)
    .set({
      ...(facts.vapiCallId !== undefined && { vapiCallId: facts.vapiCallId }),
      ...(facts.phoneNumber !== undefined && {
        phoneNumber: sql`coalesce(${calls.phoneNumber}, ${facts.phoneNumber})`,
      }),
      ...(facts.phoneNumberId !== undefined && {
        phoneNumberId: sql`coalesce(${calls.phoneNumberId}, ${facts.phoneNumberId})`,
      }),
      status: progress.status,
      startedAt: dateOf(progress.startedAt),
      endedAt: dateOf(progress.endedAt),
      endedReason: progress.endedReason,
      endedFamily: progress.endedReason === null ? null : familyOf(progress.endedReason),
      endedSource: progress.endedSource,
      lastSeq: batch.events.at(-1)?.seq ?? doc.flushedSeq,
      ...syncOf(doc),
      ...(batch.report !== undefined && reportColumns(batch.report, batch.events, progress.startedAt)),
    })
    .where(and(eq(calls.orgId, doc.orgId), eq(calls.id, doc.callId)))
    .returning({ id: calls.id });
}

function syncOf({ dial }: RoomDoc): { syncState: "pending" | "synced" | "failed"; syncError: string | null } {
  if (dial === null || dial.state === "made") return { syncState: "synced", syncError: null };
  return dial.state === "failed"
    ? { syncState: "failed", syncError: dial.error }
    : { syncState: "pending", syncError: null };
}

const reportColumns = (report: Report, events: NumberedEvent[], startedAt: string | null) => ({
  durationMs: report.durationMs,
  summary: report.summary,
  success: report.success,
  successEvaluation: report.successEvaluation,
  structuredData: report.structuredData,
  costUsd: report.costUsd,
  costBreakdown: report.costParts,
  latencyAverageMs: report.latencyAverageMs,
  turnLatencies: report.turnLatencies,
  recording: report.recording,
  transcript: toTranscript(report.turns.length > 0 ? report.turns : toTurns(events, startedAt)),
});

const dateOf = (at: string | null) => (at === null ? null : new Date(at));

/** The lines that differ from those that Postgres has. The report's conversation, when there is one, replaces them all. */
function linesOf({ doc, events, report }: Batch): { changed: Line[]; replacesAll: boolean } {
  if (report !== undefined && report.turns.length > 0) {
    return doc.flushedReport
      ? { changed: [], replacesAll: false }
      : { changed: toLines(doc.callId, report.turns), replacesAll: true };
  }
  const linesUpTo = (seq: number) =>
    toLines(
      doc.callId,
      toTurns(
        events.filter((event) => event.seq <= seq),
        doc.progress.startedAt,
      ),
    );
  const known = new Set(linesUpTo(doc.flushedSeq).map((line) => JSON.stringify(line)));
  return { changed: linesUpTo(Infinity).filter((line) => !known.has(JSON.stringify(line))), replacesAll: false };
}

function saveLines(tx: Tx, { orgId, callId }: RoomDoc, lines: Line[]) {
  return tx
    .insert(messages)
    .values(lines.map((line) => ({ ...line, orgId, callId, at: new Date(line.at) })))
    .onConflictDoUpdate({
      target: messages.id,
      set: { toolResult: sql`excluded.tool_result`, secondsFromStart: sql`excluded.seconds_from_start` },
    });
}

/** Whether the row of a call is there, hidden or not. */
export async function rowExists(tenant: Tenant, callId: string): Promise<boolean> {
  const rows = await tenant.read((tx) =>
    tx
      .select({ id: calls.id })
      .from(calls)
      .where(and(eq(calls.orgId, tenant.orgId), eq(calls.id, callId))),
  );
  return rows.length > 0;
}

/** Whether a call has been deleted by somebody: its row is hidden, or gone. */
export async function isHidden(tenant: Tenant, callId: string): Promise<boolean> {
  const shown = await tenant.read((tx) =>
    tx
      .select({ id: calls.id })
      .from(calls)
      .where(and(eq(calls.orgId, tenant.orgId), eq(calls.id, callId), isNull(calls.deletedAt))),
  );
  return shown.length === 0;
}

/** The last of a call: its events and messages go with it. */
export async function deleteRow(tenant: Tenant, callId: string): Promise<void> {
  await tenant.write("viewer", (tx) =>
    tx.delete(calls).where(and(eq(calls.orgId, tenant.orgId), eq(calls.id, callId))),
  );
}
