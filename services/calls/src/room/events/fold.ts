import type { History, NumberedEvent, Progress, Source } from "./history.ts";
import type { CallEventBody, CallStatus, PassingEvent } from "@allokoli/shared/events/call-event";
import { emptyReport, type Report } from "./report.ts";
import { closingObservations, closingTransfer } from "./closing.ts";
import { answerTimesIn } from "./conversation.ts";
import { settleReport, type SettledReport } from "./settle-report.ts";
import { later } from "./span.ts";
import { toolCalledKey, toolResultKey, toolUseMissingIn, useOfKey } from "./tool-use.ts";
import { statusKey, type Observation, type Sighting } from "./translate.ts";

export type Step = {
  progress: Progress;
  /** To be stored and sent, in this order. */
  events: NumberedEvent[];
  /** To be sent to the current listeners only. */
  passing: Omit<PassingEvent, "callId">[];
  /** To replace the report that the call has. */
  report?: Report;
};

const RANK: Record<CallStatus, number> = {
  scheduled: 0,
  queued: 1,
  ringing: 2,
  "in-progress": 3,
  forwarding: 4,
  ended: 5,
};

/** Somebody talks, so the call has been answered. */
const ONLY_IN_PROGRESS = new Set<CallEventBody["type"]>([
  "transcript",
  "speech",
  "tool.called",
  "assistant.started",
  "handoff",
  "interrupted",
  "silence",
]);

/**
 * What a sighting adds to a call. In any order of sightings, and with repeats: the status never goes back, the call
 * ends once, nothing is reported twice, and the report is the last event.
 */
export function fold(before: Progress, sighting: Sighting, history: History, source: Source): Step {
  const step: Step = { progress: { ...before, lastFinalAt: { ...before.lastFinalAt } }, events: [], passing: [] };
  if (before.reportedBy !== null) {
    // Vapi's own report knows more than our look did; listeners have had their last event.
    if (sighting.report === undefined || source !== "vapi" || before.reportedBy !== "reconciled") return step;
    const report = settleReport(sighting.report, before, history.all(), source);
    return { ...step, progress: { ...withReport(step.progress, report, source), reportedBy: source }, report };
  }

  const taken = new Set<string>();
  const add = (given: string, at: string, body: CallEventBody) => {
    const key = keyIn(history, given, body);
    if (taken.has(key) || history.has(key)) return;
    taken.add(key);
    step.progress.lastSeq += 1;
    step.events.push({ seq: step.progress.lastSeq, key, at, body });
  };
  const move = (status: CallStatus, at: string, told: Source, endedReason: string | null = null) => {
    const { progress } = step;
    if (RANK[status] <= RANK[progress.status] && !(progress.lastSeq === 0 && status === progress.status)) return;
    progress.status = status;
    if (status === "in-progress") progress.startedAt ??= at;
    if (status === "ended") Object.assign(progress, { endedAt: at, endedReason, endedSource: told });
    // A call that was opened again has had this status before (open-again.ts).
    add(keyOnce(statusKey(status), progress.lastSeq, history), at, {
      type: "call.status",
      status,
      ...(status === "ended" && { endedReason }),
      ...(told === "reconciled" && { source: told }),
    });
  };

  for (const { key, at, body } of sighting.observations) {
    if (body.type === "call.status") {
      move(body.status, at, source, body.endedReason ?? null);
      continue;
    }
    if (ONLY_IN_PROGRESS.has(body.type)) move("in-progress", at, "reconciled");
    if (key !== null) {
      add(key, at, body);
      if (body.type === "transcript")
        step.progress.lastFinalAt[body.role] = later(step.progress.lastFinalAt[body.role], at);
    } else if (!isLate(step.progress, body, at)) {
      step.passing.push({ at, ...body });
    }
  }

  if (sighting.report !== undefined) {
    const told = [...history.all(), ...step.events];
    const report = settleReport(sighting.report, step.progress, told, source);
    move("ended", report.endedAt, source, report.endedReason);
    for (const { key, at, body } of [
      ...closingObservations(report, told, answerTimesIn(sighting.report.turns)),
      ...closingTransfer(sighting.report.transferredTo, report.endedAt, told),
    ])
      add(key, at, body);
    step.progress = { ...withReport(step.progress, report, source), reportedBy: source };
    add(reportKey(told), report.endedAt, {
      type: "call.report",
      summary: report.summary,
      success: report.success,
      costUsd: report.costUsd,
      durationMs: report.durationMs,
      structuredData: report.structuredData,
      endedReason: step.progress.endedReason,
      ...(source === "reconciled" && { source }),
    });
    step.report = report;
  }
  return step;
}

/**
 * The key of the event in this call. A call from before uses of tools has their ids as keys. An answer without its call
 * belongs to whichever use has its id.
 */
function keyIn(history: History, key: string, body: CallEventBody): string {
  if (body.type !== "tool.called" && body.type !== "tool.result") return key;
  const { toolCallId } = body;
  if ([toolCalledKey, toolResultKey].some((keyOf) => history.has(keyOf(toolCallId))))
    return `${body.type}:${toolCallId}`;
  if (useOfKey(key) !== toolUseMissingIn(toolCallId)) return key;
  const told = history
    .all()
    .find(
      (event) => event.body.type === body.type && "toolCallId" in event.body && event.body.toolCallId === toolCallId,
    );
  return told?.key ?? key;
}

/** A sighting that closes a call for which Vapi has nothing more. */
export function closingSighting(endedReason: string, at: string, known: Progress): Sighting {
  const ended: Observation = {
    key: statusKey("ended"),
    at,
    body: { type: "call.status", status: "ended", endedReason },
  };
  return { facts: {}, observations: [ended], report: emptyReport(known.endedReason ?? endedReason, at) };
}

/** Whether what the client sees has changed. */
export const saysMore = (step: Step) => step.events.length > 0 || step.report !== undefined;

/** A report from Vapi makes Vapi the source of the end, whoever reported it first. */
const withReport = (progress: Progress, report: SettledReport, source: Source): Progress => ({
  ...progress,
  endedSource: source === "vapi" ? source : progress.endedSource,
  startedAt: report.startedAt,
  endedAt: report.endedAt,
  endedReason: report.endedReason ?? progress.endedReason,
});

const keyOnce = (key: string, lastSeq: number, history: History) => (history.has(key) ? `${key}:${lastSeq + 1}` : key);

/** A call has one report, unless it went on after one of ours. */
function reportKey(told: NumberedEvent[]): string {
  const last = told.findLastIndex(({ body }) => body.type === "call.report");
  const wentOn = last >= 0 && told.slice(last).some(({ body }) => body.type === "call.status");
  return wentOn ? `report:${told[last]?.seq}` : "report";
}

function isLate(progress: Progress, body: CallEventBody, at: string): boolean {
  if (progress.status === "ended") return true;
  const final = body.type === "transcript" ? progress.lastFinalAt[body.role] : null;
  return final !== null && at <= final;
}
