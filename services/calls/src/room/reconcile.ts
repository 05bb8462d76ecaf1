import type { Progress } from "./fold.ts";

export type ReconcileTiming = {
  /** An open call that says nothing for this long is asked about. */
  silentAfterMs: number;
  /** A call that ended and has no report by then is asked about. */
  reportAfterMs: number;
};

/** Each look that brings nothing new doubles the wait, up to this many times the first. */
const LONGEST_WAIT = 10;
/** After so many looks the report is taken as it is, without the analysis that Vapi may still owe. */
export const LOOKS_FOR_ANALYSIS = 5;

/**
 * When to ask Vapi about a call, in epoch milliseconds; undefined when there is nothing left to ask.
 * @param looks how often it was asked since the call last said something
 */
export function nextLookMs(
  progress: Progress,
  lastHeardMs: number,
  looks: number,
  scheduledMs: number | null,
  timing: ReconcileTiming,
): number | undefined {
  if (progress.reportedBy !== null) return undefined;
  const first = progress.status === "ended" ? timing.reportAfterMs : timing.silentAfterMs;
  const from =
    progress.status === "scheduled" && scheduledMs !== null ? Math.max(lastHeardMs, scheduledMs) : lastHeardMs;
  // The waits add up: 1, 2, 4, 8, 10, 10 … times the first.
  let wait = 0;
  for (let look = 0; look <= looks; look += 1) wait += first * Math.min(2 ** look, LONGEST_WAIT);
  return from + wait;
}
