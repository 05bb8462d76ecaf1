import type { CallEventBody, CallStatus, PassingEvent } from "@allokoli/shared/events/call-event";
import { emptyReport, type Report } from "./report.ts";
import { closingObservations } from "./closing.ts";
import { statusKey, type Observation, type Sighting } from "./translate.ts";

/** Who says it: a message of Vapi's, or our looking at Vapi. */
export type Source = "vapi" | "reconciled";

/** How far a call has come. */
export type Progress = {
  status: CallStatus;
  startedAt: string | null;
  endedAt: string | null;
  endedReason: string | null;
  endedSource: Source | null;
  lastSeq: number;
  /** Who the report is from; with it the history is closed. */
  reportedBy: Source | null;
  /** When each speaker's latest final transcript was: an older partial one comes too late. */
  lastFinalAt: { assistant: string | null; user: string | null };
};

export const startOf = (status: CallStatus): Progress => ({
  status,
  startedAt: null,
  endedAt: null,
  endedReason: null,
  endedSource: null,
  lastSeq: 0,
  reportedBy: null,
  lastFinalAt: { assistant: null, user: null },
});

export type NumberedEvent = { seq: number; key: string; at: string; body: CallEventBody };

/** What the call has told before. */
export type History = { has(key: string): boolean; all(): NumberedEvent[] };

export type Step = {
  progress: Progress;
  /** To be stored and sent, in this order. */
  events: NumberedEvent[];
  /** To be sent to who listens now. */
  passing: Omit<PassingEvent, "callId">[];
  /** To take the place of the report that the call has. */
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

/** Somebody talks, so somebody has answered. */
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
 * What a sighting adds to a call. Whatever order sightings come in, and however often: the status never goes back, the
 * call ends once, nothing is said twice, and the report is the last event.
 */
export function fold(before: Progress, sighting: Sighting, history: History, source: Source): Step {
  const step: Step = { progress: { ...before, lastFinalAt: { ...before.lastFinalAt } }, events: [], passing: [] };
  if (before.reportedBy !== null) {
    // Vapi's own report knows more than a look at the call did; the listeners have had their last event.
    if (sighting.report === undefined || source !== "vapi" || before.reportedBy !== "reconciled") return step;
    return {
      ...step,
      progress: { ...withReport(step.progress, sighting.report), reportedBy: source },
      report: sighting.report,
    };
  }

  const taken = new Set<string>();
  const add = (key: string, at: string, body: CallEventBody) => {
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
    add(statusKey(status), at, {
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
    const { report } = sighting;
    const endedAt =
      report.endedAt ?? step.progress.endedAt ?? sighting.observations.at(-1)?.at ?? new Date(0).toISOString();
    move("ended", endedAt, source, report.endedReason);
    for (const { key, at, body } of closingObservations(report, [...history.all(), ...step.events])) add(key, at, body);
    step.progress = { ...withReport(step.progress, report), reportedBy: source };
    add("report", step.progress.endedAt ?? endedAt, {
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

/** A sighting that closes a call of which Vapi says nothing more. */
export function closingSighting(endedReason: string, at: string, known: Progress): Sighting {
  const ended: Observation = {
    key: statusKey("ended"),
    at,
    body: { type: "call.status", status: "ended", endedReason },
  };
  return { facts: {}, observations: [ended], report: emptyReport(known.endedReason ?? endedReason) };
}

/** Whether what the client sees has changed. */
export const saysMore = (step: Step) => step.events.length > 0 || step.report !== undefined;

const withReport = (progress: Progress, report: Report): Progress => ({
  ...progress,
  startedAt: report.startedAt ?? progress.startedAt,
  endedAt: report.endedAt ?? progress.endedAt,
  endedReason: report.endedReason ?? progress.endedReason,
});

const later = (left: string | null, right: string) => (left === null || right > left ? right : left);

function isLate(progress: Progress, body: CallEventBody, at: string): boolean {
  if (progress.status === "ended") return true;
  const final = body.type === "transcript" ? progress.lastFinalAt[body.role] : null;
  return final !== null && at <= final;
}
