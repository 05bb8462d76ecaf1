import type { Dial } from "../state/doc.ts";

/** The outcome of one attempt to dial. */
export type Attempt =
  | { outcome: "made"; vapiCallId: string }
  | { outcome: "refused"; reasons: string[] }
  | { outcome: "not_made" }
  | { outcome: "unknown" };

/** Dial only from `armed`: every other state has dialled, or must not. */
export const mayDial = (dial: Dial) => dial.state === "armed";

export const dialling = (now: number): Dial => ({ state: "dialling", since: now });

export function afterAttempt(dial: Dial, attempt: Attempt, now: number): Dial {
  // A look at Vapi's calls can be faster than the answer to the request that made the call.
  if (dial.state !== "dialling") return dial;
  if (attempt.outcome === "made") return { state: "made", vapiCallId: attempt.vapiCallId };
  if (attempt.outcome === "refused") return { state: "refused", reasons: attempt.reasons, since: now };
  if (attempt.outcome === "not_made") return { state: "refused", reasons: [], since: now };
  return { state: "unknown", since: dial.since, looks: 0 };
}

/** The object died while it dialled: the outcome is unknown. */
export const afterCrash = (dial: Dial): Dial =>
  dial.state === "dialling" ? { state: "unknown", since: dial.since, looks: 0 } : dial;

/** The result of a look at Vapi's calls: the call's id, or undefined when it was not found. */
export function afterLook(dial: Dial, vapiCallId: string | undefined): Dial {
  if (dial.state === "made" || dial.state === "failed") return dial;
  if (vapiCallId !== undefined) return { state: "made", vapiCallId };
  if (dial.state !== "unknown") return dial;
  const { retryAt: _failed, ...known } = dial;
  const looks = dial.looks + 1;
  return looks >= SETTLE_AFTER_MS.length ? { state: "failed", error: UNCONFIRMED } : { ...known, looks };
}

export const UNCONFIRMED = "The voice provider never confirmed this call, and does not know it.";
/** The ended reasons of calls that were closed before they existed at Vapi. */
export const UNCONFIRMED_REASON = "call.start.error-unconfirmed";
export const REFUSED_REASON = "call.start.error-refused";

/** Vapi has the call: it was made, however the attempt ended and however late we learn it. */
export const made = (vapiCallId: string): Dial => ({ state: "made", vapiCallId });

/** When to look after an unknown outcome. A call that Vapi does not list after five minutes was never made. */
const SETTLE_AFTER_MS = [1_000, 5_000, 20_000, 60_000, 180_000, 300_000] as const;
/** Our clock and Vapi's may differ: calls made this long before the attempt are looked at as well. */
export const SETTLE_MARGIN_MS = 5 * 60_000;
/** After this long without `dial()`, the request that prepared the call is taken for dead. */
const ARMED_FOR_MS = 60_000;
const REFUSED_FOR_MS = 15_000;

/** When to check on the state if nothing happens before. `pace` shortens the waits in a test. */
export function nextDialMs(dial: Dial, pace = 1): number | undefined {
  switch (dial.state) {
    case "armed":
      return dial.since + ARMED_FOR_MS * pace;
    case "dialling":
      return dial.since + ARMED_FOR_MS;
    case "unknown":
      return dial.retryAt ?? dial.since + (SETTLE_AFTER_MS[dial.looks] ?? 0) * pace;
    case "refused":
      return dial.since + REFUSED_FOR_MS * pace;
    default:
      return undefined;
  }
}

/** While an attempt runs, the next time to check that it still does: its process may have died. */
export const nextSignOfLifeMs = (now: number, pace = 1): number => now + ARMED_FOR_MS * pace;

/** An attempt gets its answer, or times out, in seconds. */
const SOON_MS = 2_000;

/** After how many seconds more may be known of an attempt; undefined when its outcome is known. */
export function secondsToKnow(dial: Dial, now: number, pace = 1): number | undefined {
  if (dial.state === "made" || dial.state === "failed") return undefined;
  const nextLookMs = dial.state === "unknown" ? nextDialMs(dial, pace) : undefined;
  return Math.max(1, Math.ceil(((nextLookMs ?? now + SOON_MS) - now) / 1000));
}
