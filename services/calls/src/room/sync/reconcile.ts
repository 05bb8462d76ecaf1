import { VapiNotAsked } from "@allokoli/shared/vapi/errors";
import type { Progress } from "../events/history.ts";

export type ReconcileTiming = {
  /** Vapi is asked about an open call that is silent for this long. */
  silentAfterMs: number;
  /** Vapi is asked about an ended call that has no report after this long. */
  reportAfterMs: number;
};

/** Each look without news doubles the wait, up to this many times the first. */
const LONGEST_WAIT = 10;
/** After so many looks the report is taken without the analysis, which Vapi may still owe. */
export const LOOKS_FOR_ANALYSIS = 5;

/** The wait before the first look. */
export const firstWaitMs = ({ status }: Progress, { silentAfterMs, reportAfterMs }: ReconcileTiming) =>
  status === "ended" ? reportAfterMs : silentAfterMs;

/**
 * When to ask Vapi about a call, in epoch milliseconds; undefined when there is nothing left to ask.
 * @param looks how often Vapi was asked since the call last sent something
 */
export function nextLookMs(
  progress: Progress,
  lastHeardMs: number,
  looks: number,
  scheduledMs: number | null,
  timing: ReconcileTiming,
): number | undefined {
  if (progress.reportedBy !== null) return undefined;
  const first = firstWaitMs(progress, timing);
  const from =
    progress.status === "scheduled" && scheduledMs !== null ? Math.max(lastHeardMs, scheduledMs) : lastHeardMs;
  // The waits add up: 1, 2, 4, 8, 10, 10 … times the first.
  let wait = 0;
  for (let look = 0; look <= looks; look += 1) wait += first * Math.min(2 ** look, LONGEST_WAIT);
  return from + wait;
}

/**
 * The state after a failed look. While Vapi is down no request is sent, so no look counts and the waits start again:
 * none has grown when Vapi is back, and no report is taken without its analysis because of the outage.
 */
export const afterFailedLook = (err: unknown, looks: number, nowMs: number): { looks: number } | Heard =>
  err instanceof VapiNotAsked ? { lastHeardMs: nowMs, looks: 0 } : { looks: looks + 1 };
type Heard = { lastHeardMs: number; looks: number };
