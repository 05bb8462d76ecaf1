import { toTurns } from "./lines.ts";
import type { Report, ReportOfVapi } from "./report.ts";
import { between, earlier, shifted } from "./span.ts";
import { timedTurns } from "./timed-turns.ts";
import type { NumberedEvent, Progress, Source } from "./history.ts";

/**
 * The length in milliseconds of a call without a report, as it is shown and counted (app.call_counted). When we found a
 * call gone ourselves, its end is only a guess: no length.
 */
export const lengthSeen = ({
  startedAt,
  endedAt,
  endedSource,
}: Pick<Progress, "startedAt" | "endedAt" | "endedSource">) =>
  endedSource === "vapi" ? between(startedAt, endedAt) : null;

export type SettledReport = Report & { endedAt: string };

/**
 * The report, with missing values taken from the live events. Its end is Vapi's, else the end that was seen, else the
 * time of the report. A duration is Vapi's own, or runs from a start to an end that both came from Vapi.
 */
export function settleReport(
  { toldAt, transferredTo: _to, turns, ...told }: ReportOfVapi,
  progress: Progress,
  events: NumberedEvent[],
  source: Source,
): SettledReport {
  const endedAt = told.endedAt ?? earlier(progress.endedAt, toldAt);
  const seenAt = told.startedAt ?? progress.startedAt;
  const endedSource = source === "vapi" || told.endedAt !== null ? "vapi" : progress.endedSource;
  const durationMs = told.durationMs ?? lengthSeen({ startedAt: seenAt, endedAt, endedSource });
  const startedAt = seenAt ?? (durationMs === null || durationMs === 0 ? null : shifted(endedAt, -durationMs));
  const timed = timedTurns(turns, events, startedAt, endedAt);
  return { ...told, startedAt, endedAt, durationMs, turns: withSeenTools(timed, events, startedAt) };
}

/** A conversation in one text has no tools: the tools of the live events are put in by time. */
function withSeenTools(turns: Report["turns"], events: NumberedEvent[], startedAt: string | null): Report["turns"] {
  if (turns.length === 0 || turns.some(({ role }) => role === "tool")) return turns;
  const all = [...turns];
  for (const tool of toTurns(events, startedAt)) {
    if (tool.role !== "tool") continue;
    const next = all.findIndex(({ at }) => at > tool.at);
    all.splice(next === -1 ? all.length : next, 0, tool);
  }
  return all;
}
