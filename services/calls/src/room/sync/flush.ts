import { and, eq, sql } from "drizzle-orm";
import { DatabaseError } from "pg";
import { systemEntry } from "@allokoli/shared/db/audit-entry";
import { auditLog, callEvents, calls, events, messages } from "@allokoli/shared/db/schema/index";
import { familyOf } from "@allokoli/shared/ended-reasons/family-of";
import type { Tenant, Tx } from "@allokoli/shared/db/tenant";
import type { CountedLimit } from "@allokoli/shared/limits/plans";
import { noteIfReached } from "@allokoli/shared/limits/reached";
import { toCallerNumber } from "@allokoli/shared/phone/caller";
import { toLines, toolLineId, toTranscript, toTurns, type Line, NO_LINES, type FlushedLines } from "../events/lines.ts";
import { addToJournal } from "../../journal/write.ts";
import { asksWhoAnswers, factsOf, findAnswerers, NOBODY } from "./journal.ts";
import { outboxOf } from "./outbox.ts";
import { planCopy } from "./row.ts";
import type { Report } from "../events/report.ts";
import { lengthSeen } from "../events/settle-report.ts";
import { useOfKey } from "../events/tool-use.ts";
import type { RoomDoc } from "../state/doc.ts";
import type { LiveCall } from "../state/call.ts";
import type { NumberedEvent } from "../events/history.ts";

/** What Postgres does not have yet of a call, at one moment. Its cost depends only on what is new. */
export type Batch = {
  doc: RoomDoc;
  call: LiveCall;
  /** The events after `doc.flushedSeq`. */
  fresh: NumberedEvent[];
  /** The conversation lines of the events before. */
  before: FlushedLines;
  report: Report | undefined;
  /** All events of the call, for a report without a conversation: then the conversation is made from them. */
  told: NumberedEvent[];
};

/** Constraints whose failure means that the call, or its organization, is gone. No other reference means that. */
export const ROW_GONE = new Set([
  "call_events_call",
  "messages_call",
  "journal_salts_call",
  "recording_copies_org_id_organizations_id_fk",
  "call_journal_org_id_organizations_id_fk",
  "journal_days_org_id_organizations_id_fk",
  "calls_org_id_organizations_id_fk",
  "call_stats_org_id_organizations_id_fk",
  "events_org_id_organizations_id_fk",
  "audit_log_org_id_organizations_id_fk",
]);
const FOREIGN_KEY_VIOLATION = "23503";
/** Data that Postgres cannot store, and constraints: the same statement never succeeds (SQLSTATE classes 22 and 23). */
const FINAL = /^2[23]/;

const isRowGone = (err: unknown) =>
  err instanceof DatabaseError && err.code === FOREIGN_KEY_VIOLATION && ROW_GONE.has(err.constraint ?? "");

/** Whether a retry is useless. A failed reference is retried: the row it names may have just been deleted. */
export const isFinal = (err: unknown) =>
  err instanceof DatabaseError && err.code !== FOREIGN_KEY_VIOLATION && FINAL.test(err.code ?? "");

/** Whether another call's row has this call's id at Vapi. */
export const isVapiIdTaken = (err: unknown) =>
  err instanceof DatabaseError && err.constraint === "calls_vapi_call_id_unique";

/** Copy a batch in one transaction. Writing the same batch twice changes nothing. False when the call's row is gone. */
export async function flush(tenant: Tenant, told: Batch): Promise<boolean> {
  const batch = withCallerNumber(told);
  const { fresh } = batch;
  const { orgId, callId } = batch.doc;
  const outbox = fresh.flatMap((event) => outboxOf(batch.call, event));
  const lines = linesOf(batch);
  try {
    return await tenant.write("viewer", async (tx) => {
      // Sent in this order, without waiting for each other's answers.
      const adopted = isFirstOfTheirs(batch.doc) ? [adopt(tx, batch).execute()] : [];
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
        ...inPieces(lines.changed).map((piece) => saveLines(tx, batch.doc, piece).execute()),
        ...(lines.answered.length > 0 ? [saveResults(tx, batch.doc, lines.answered).execute()] : []),
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
          // The event's id: one entry in the log, however often the batch is written.
          id,
          ...systemEntry(orgId, "call.failed", { type: "call", id: callId }, { endedReason: data["endedReason"] }),
        }));
      if (failed.length > 0) added.push(tx.insert(auditLog).values(failed).onConflictDoNothing().execute());
      if (bringsRecording(batch)) added.push(planCopy(tx, orgId, callId));
      const noted = limitsOf(batch).map((limit) => noteIfReached(tx, orgId, limit, new Date()).execute());
      const journal = asksWhoAnswers(batch)
        ? findAnswerers(tx, batch).then((found) => addToJournal(tx, orgId, callId, factsOf(batch, found)))
        : addToJournal(tx, orgId, callId, factsOf(batch, NOBODY));
      const [rows] = await Promise.all([updated, ...adopted, ...added, ...noted, journal]);
      return rows.length > 0;
    });
  } catch (err) {
    if (isRowGone(err)) return false;
    throw err;
  }
}

/** Whether the batch has a recording that is to be copied. */
export const bringsRecording = ({ report }: Pick<Batch, "report">) => report !== undefined && report.recording !== null;

/** Whether nothing was copied yet of a call that we did not start. Later, a row that is missing was deleted. */
const isFirstOfTheirs = ({ own, flushedSeq }: RoomDoc) => !own && flushedSeq === 0;

/** Whether the caller's number can be completed only with the organization's country. */
export const isWithoutCountry = ({ own, facts: { customerNumber } }: RoomDoc) =>
  !own && customerNumber !== undefined && !customerNumber.startsWith("+");

function withCallerNumber(batch: Batch): Batch {
  const { doc, call } = batch;
  const { customerNumber: told } = doc.facts;
  if (told === undefined || !isWithoutCountry(doc)) return batch;
  const number = toCallerNumber(told, doc.country ?? undefined) ?? told;
  return {
    ...batch,
    doc: { ...doc, facts: { ...doc.facts, customerNumber: number } },
    call: { ...call, customer: { ...call.customer, number } },
  };
}

/**
 * The limits that this batch may reach. An incoming call is answered on any plan, because a practice's line must not go
 * dead; only the reached limit is noted.
 */
const limitsOf = ({ doc, report }: Batch): CountedLimit[] => [
  ...(isFirstOfTheirs(doc) ? ["callsAtOnce" as const] : []),
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

/**
 * Who answers a call that we did not start: the assistant by our id in its metadata or by Vapi's id; the squad or the
 * workflow by Vapi's.
 */
function answererOf({ orgId, facts }: RoomDoc) {
  const theAssistant = sql`from assistants a where a.org_id = ${orgId} and (a.id = ${facts.assistantId ?? null}::uuid or a.vapi_assistant_id = ${facts.vapiAssistantId ?? null}) limit 1`;
  return {
    assistantId: sql`(select a.id ${theAssistant})`,
    assistantName: sql`coalesce((select a.name ${theAssistant}), ${facts.assistantName ?? null})`,
    squadId: sql`(select s.id from squads s where s.org_id = ${orgId} and s.vapi_id = ${facts.vapiSquadId ?? null})`,
    workflowId: sql`(select w.id from workflows w where w.org_id = ${orgId} and w.vapi_id = ${facts.vapiSquadId ?? null})`,
  };
}

/** The row of a call that we did not start. */
function adopt(tx: Tx, { doc, call }: Batch) {
  const { orgId, callId, facts } = doc;
  return tx
    .insert(calls)
    .values({
      id: callId,
      orgId,
      ...answererOf(doc),
      ...linkOf(doc),
      direction: call.direction,
      status: doc.progress.status,
      customerNumber: facts.customerNumber ?? null,
      customerName: facts.customerName ?? null,
      phoneNumberId: facts.phoneNumberId ?? null,
      phoneNumber: facts.phoneNumber ?? null,
      name: facts.name ?? null,
      ...syncOf(doc),
      createdAt: new Date(call.createdAt),
    })
    .onConflictDoNothing({ target: calls.id });
}

function update(tx: Tx, batch: Batch) {
  const { doc } = batch;
  const { progress, facts } = doc;
  const answerer = answererOf(doc);
  return tx
    .update(calls)
    .set({
      ...linkOf(doc),
      // When a number asks us for its assistant, the call is there before its assistant is known.
      ...(!doc.own && {
        assistantId: sql`coalesce(${calls.assistantId}, ${answerer.assistantId})`,
        assistantName: sql`coalesce(${calls.assistantName}, ${answerer.assistantName})`,
        squadId: sql`coalesce(${calls.squadId}, ${answerer.squadId})`,
        workflowId: sql`coalesce(${calls.workflowId}, ${answerer.workflowId})`,
      }),
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
      // The report's duration stays, also when this batch has no report (any more).
      ...(progress.reportedBy === null && { durationMs: lengthSeen(progress) }),
      lastSeq: batch.fresh.at(-1)?.seq ?? doc.flushedSeq,
      ...syncOf(doc),
      ...(batch.report !== undefined && reportColumns(batch.report, batch.told, progress.startedAt)),
    })
    .where(and(eq(calls.orgId, doc.orgId), eq(calls.id, doc.callId)))
    .returning({ id: calls.id });
}

/** Vapi's id of the call, once it is checked. */
const linkOf = ({ atVapi, isIdTaken }: RoomDoc) =>
  atVapi === null || isIdTaken ? {} : { vapiCallId: atVapi.callId, isVapiCallChecked: true };

export const ID_TAKEN = "Another call has the id that the voice provider gives this one.";

function syncOf({ dial, isIdTaken }: RoomDoc): {
  syncState: "pending" | "synced" | "failed";
  syncError: string | null;
} {
  if (isIdTaken) return { syncState: "failed", syncError: ID_TAKEN };
  if (dial === null || dial.state === "made") return { syncState: "synced", syncError: null };
  return dial.state === "failed"
    ? { syncState: "failed", syncError: dial.error }
    : { syncState: "pending", syncError: null };
}

const reportColumns = (report: Report, told: NumberedEvent[], startedAt: string | null) => ({
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
  ...(report.recording !== null && { recordingState: sql`coalesce(${calls.recordingState}, 'waiting')` }),
  transcript: toTranscript(report.turns.length > 0 ? report.turns : toTurns(told, startedAt)),
});

const dateOf = (at: string | null) => (at === null ? null : new Date(at));

type Answered = { use: string; result: unknown };
type NewLines = { changed: Line[]; answered: Answered[]; replacesAll: boolean };

/** The changed lines of the conversation. A report's conversation replaces all of them. */
function linesOf({ doc, fresh, before, report, told }: Batch): NewLines {
  const { callId, flushedReport, progress } = doc;
  if (report === undefined) return { ...newLines(callId, fresh, before, progress.startedAt), replacesAll: false };
  if (flushedReport) return { changed: [], answered: [], replacesAll: false };
  const isTold = report.turns.length === 0;
  // Without a conversation, the report may still give the call's start, from which each line counts its seconds.
  const turns = isTold ? toTurns(told, progress.startedAt) : report.turns;
  return { changed: toLines(callId, turns), answered: [], replacesAll: !isTold };
}

/** The lines that the events add, and the results of tools whose line exists already. */
function newLines(callId: string, fresh: NumberedEvent[], before: FlushedLines, startedAt: string | null) {
  const called = new Set(fresh.flatMap(({ key, body }) => (body.type === "tool.called" ? [useOfKey(key)] : [])));
  return {
    changed: toLines(callId, toTurns(fresh, startedAt), before),
    answered: fresh.flatMap(({ key, body }): Answered[] =>
      body.type === "tool.result" && !called.has(useOfKey(key)) ? [{ use: useOfKey(key), result: body.result }] : [],
    ),
  };
}

/** The counts from Postgres, for a room that lost its own. */
export async function findLines({ orgId, read }: Tenant, callId: string): Promise<FlushedLines> {
  const rows = await read((tx) =>
    tx
      .select({ role: messages.role, lines: sql<number>`count(*)::int` })
      .from(messages)
      .where(and(eq(messages.orgId, orgId), eq(messages.callId, callId)))
      .groupBy(messages.role),
  );
  return { ...NO_LINES, ...Object.fromEntries(rows.map(({ role, lines }) => [role, lines])) };
}

/** A row takes 13 of the 65,535 parameters that one statement may have. */
const LINES_A_STATEMENT = 4_000;
const inPieces = (lines: Line[]): Line[][] =>
  Array.from({ length: Math.ceil(lines.length / LINES_A_STATEMENT) }, (_, piece) =>
    lines.slice(piece * LINES_A_STATEMENT, (piece + 1) * LINES_A_STATEMENT),
  );

function saveLines(tx: Tx, { orgId, callId }: RoomDoc, lines: Line[]) {
  return tx
    .insert(messages)
    .values(lines.map((line) => ({ ...line, orgId, callId, at: new Date(line.at) })))
    .onConflictDoUpdate({
      target: messages.id,
      set: { toolResult: sql`excluded.tool_result`, secondsFromStart: sql`excluded.seconds_from_start` },
    });
}

function saveResults(tx: Tx, { orgId, callId }: RoomDoc, answered: Answered[]) {
  const rows = answered.map(
    ({ use, result }) =>
      sql`(${toolLineId(callId, use)}::uuid, ${result === null ? null : JSON.stringify(result)}::jsonb)`,
  );
  return tx.execute(sql`update ${messages} set tool_result = answered.result
    from (values ${sql.join(rows, sql`, `)}) as answered (id, result)
    where ${messages.orgId} = ${orgId} and ${messages.callId} = ${callId} and ${messages.id} = answered.id`);
}
