import { familyOf } from "@allokoli/shared/ended-reasons/family-of";
import { announceEvents } from "@allokoli/shared/events/announce";
import { measure } from "@allokoli/shared/metrics/metrics";
import { findNumberRule } from "@allokoli/shared/phone/organization-numbers";
import { countLines, NO_LINES, type FlushedLines } from "../events/lines.ts";
import type { Report } from "../events/report.ts";
import type { RoomDoc } from "../state/doc.ts";
import { toLiveCall } from "../state/live-call.ts";
import type { Room } from "../state/room.ts";
import { bringsRecording, findLines, flush, isFinal, isVapiIdTaken, isWithoutCountry, type Batch } from "./flush.ts";
import { outboxOf } from "./outbox.ts";
import { asSystem } from "./row.ts";
import type { NumberedEvent } from "../events/history.ts";
import { wakeKeeper } from "../wake-keeper.ts";

/** The most events in one transaction; a call that Postgres missed for long takes several. */
const EVENTS_A_FLUSH = 2_000;

/** Some times the pause between two copies: below it, Postgres keeps up. */
const LATE_MS = 5_000;

/** Copy what is new to Postgres, after the copy that is under way. */
export function copyInTurn(room: Room): Promise<void> {
  const before = room.flushing ?? Promise.resolve();
  room.flushing = before.then(
    () => copyToPostgres(room),
    () => copyToPostgres(room),
  );
  return room.flushing;
}

async function copyToPostgres(room: Room): Promise<void> {
  const doc = await withCountry(room, room.doc());
  if (doc === undefined) return;
  const fresh = room.store.eventsAfter(doc.flushedSeq, EVENTS_A_FLUSH);
  const lastSeq = fresh.at(-1)?.seq ?? doc.flushedSeq;
  const isAll = lastSeq === doc.progress.lastSeq;
  const report = isAll ? findReport(room, doc) : undefined;
  const before = await linesBefore(room, doc);
  const batch = {
    doc,
    call: toLiveCall(doc),
    fresh,
    before,
    report,
    told: report?.turns.length === 0 ? room.store.eventsAfter(0) : [],
  };
  let isThere;
  try {
    isThere = await asSystem(room, doc, (tenant) => flush(tenant, batch));
  } catch (err) {
    if (!isFinal(err)) throw err;
    return giveUp(room, err);
  }
  const after = room.doc();
  if (after === undefined) return;
  if (!isThere) {
    room.log.warn("call without a row is forgotten", { callId: doc.callId });
    return room.forget();
  }
  // Not awaited, so that it does not delay the next flush.
  if (saysOutside(batch, fresh)) void announceEvents(room.env, doc.orgId, room.log);
  if (bringsRecording(batch)) void wakeKeeper(room.env, doc.orgId, room.log);
  const isReportNewer = batch.report !== undefined && after.version !== doc.version;
  measureCopy(room, batch);
  room.change({
    flushedSeq: lastSeq,
    flushedLines: countLines(before, fresh),
    flushedReport: batch.report !== undefined && !isReportNewer ? true : after.flushedReport,
    flushAttempts: 0,
    ...(isAll ? { flushedVersion: doc.version } : {}),
    ...(isAll && after.version === doc.version && after.progress.reportedBy !== null && { doneAtMs: room.now() }),
  });
}

/** Once a call, with its report; between, only a copy that came late: a data point for each would cost more than it says. */
function measureCopy(room: Room, { doc, call, fresh, report }: Batch): void {
  const lagMs = room.now() - Date.parse(fresh[0]?.at ?? new Date(room.now()).toISOString());
  if (report !== undefined && !doc.flushedReport) {
    const { endedReason } = doc.progress;
    measure(room.env, {
      kind: "call",
      direction: call.direction,
      ending: endedReason === null ? "unknown" : familyOf(endedReason),
      durationMs: report.durationMs ?? 0,
      latencyMs: report.latencyAverageMs ?? 0,
      lagMs,
    });
  } else if (lagMs > LATE_MS) measure(room.env, { kind: "flush", lagMs, attempts: doc.flushAttempts });
}

/** A caller's number without a country code needs the organization's country, which is read once. */
async function withCountry(room: Room, doc: RoomDoc | undefined): Promise<RoomDoc | undefined> {
  if (doc === undefined || doc.country !== undefined || !isWithoutCountry(doc)) return doc;
  const rule = await asSystem(room, doc, (tenant) => tenant.read((tx) => findNumberRule(tx, doc.orgId)));
  return room.doc() && room.change({ country: rule?.country ?? null });
}

/** The call's report. If it cannot be read, Vapi is asked for it again, unless Postgres has it. */
function findReport(room: Room, { progress, flushedReport, atVapi }: RoomDoc): Report | undefined {
  // The report of a call that was opened again no longer counts.
  const report = progress.reportedBy === null ? undefined : room.store.report();
  if (report === undefined && progress.reportedBy !== null && !flushedReport && atVapi !== null) {
    const lastHeardMs = room.now() - room.timing.reportAfterMs;
    room.change({ progress: { ...progress, reportedBy: null }, looks: 0, lastHeardMs });
  }
  return report;
}

/** The conversation lines of the events in Postgres, counted once where an earlier release did not count them. */
async function linesBefore(room: Room, doc: RoomDoc): Promise<FlushedLines> {
  if (doc.flushedLines !== null) return doc.flushedLines;
  const copied = room.store.eventsAfter(0).filter(({ seq }) => seq <= doc.flushedSeq);
  if (copied.length === doc.flushedSeq) return countLines(NO_LINES, copied);
  return asSystem(room, doc, (tenant) => findLines(tenant, doc.callId));
}

/**
 * Postgres will never accept it: logged once as an error. If another call has the id at Vapi, the row is stored without
 * it. Anything else stays in the room, for its listeners.
 */
function giveUp(room: Room, err: unknown): void {
  const doc = room.doc();
  if (doc === undefined) return;
  const { orgId, callId } = doc;
  const isIdTaken = isVapiIdTaken(err) && !doc.isIdTaken;
  room.log.error(isIdTaken ? "another call has this call's id" : "call not kept", err, { orgId, callId });
  room.change(
    isIdTaken ? { isIdTaken, flushAtMs: room.now(), flushAttempts: 0 } : { isFlushGivenUp: true, doneAtMs: room.now() },
  );
}

/** Most events are for the call's listeners alone. A limit may be reached at the call's start and at its end. */
const saysOutside = ({ doc, call, report }: Batch, fresh: NumberedEvent[]) =>
  doc.flushedSeq === 0 || report !== undefined || fresh.some((event) => outboxOf(call, event).length > 0);
