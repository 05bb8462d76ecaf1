/**
 * Dialling, as a state that survives a crash at any point. A call rings once: from `dialling` no way leads back to
 * `armed`, and what became of an attempt that nobody answered for is only ever looked up.
 */
export type Dial =
  /** The intent is stored; nothing was sent to Vapi. */
  | { state: "armed"; since: number }
  /** About to be sent, or sent. */
  | { state: "dialling"; since: number }
  /** Sent, and no word of what became of it. `looks` at Vapi's calls did not find it. */
  | { state: "unknown"; since: number; looks: number; retryAt?: number }
  | { state: "made"; vapiCallId: string }
  /** Vapi said no. The caller decides what becomes of the row; without one it is closed. */
  | { state: "refused"; reasons: string[]; since: number }
  /** Closed in our books: refused among others, or never found at Vapi. */
  | { state: "failed"; error: string };

/** What came of one attempt to dial. */
export type Attempt =
  | { outcome: "made"; vapiCallId: string }
  | { outcome: "refused"; reasons: string[] }
  | { outcome: "not_made" }
  | { outcome: "unknown" };

/** Dial only from `armed`: everything else has been dialled, or must not be. */
export const mayDial = (dial: Dial) => dial.state === "armed";

export const dialling = (now: number): Dial => ({ state: "dialling", since: now });

export function afterAttempt(dial: Dial, attempt: Attempt, now: number): Dial {
  // A message of the call can be faster than the answer to the request that made it.
  if (dial.state !== "dialling") return dial;
  if (attempt.outcome === "made") return { state: "made", vapiCallId: attempt.vapiCallId };
  if (attempt.outcome === "refused") return { state: "refused", reasons: attempt.reasons, since: now };
  if (attempt.outcome === "not_made") return { state: "refused", reasons: [], since: now };
  return { state: "unknown", since: dial.since, looks: 0 };
}

/** The object was gone while it dialled: nobody knows. */
export const afterCrash = (dial: Dial): Dial =>
  dial.state === "dialling" ? { state: "unknown", since: dial.since, looks: 0 } : dial;

/** A look at Vapi's calls found it, or did not. */
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

/** A message of the call itself: it was made, whatever we heard of the attempt and however late. */
export const afterMessage = (dial: Dial, vapiCallId: string | undefined): Dial =>
  vapiCallId === undefined ? dial : { state: "made", vapiCallId };

/** When to look after an attempt of unknown outcome. What Vapi does not list five minutes later was never made. */
const SETTLE_AFTER_MS = [1_000, 5_000, 20_000, 60_000, 180_000, 300_000] as const;
/** Our clock and Vapi's may differ: calls made this long before the attempt are looked at as well. */
export const SETTLE_MARGIN_MS = 5 * 60_000;
/** After this long without `dial()` the request that prepared it is taken for dead. */
const ARMED_FOR_MS = 60_000;
const REFUSED_FOR_MS = 15_000;

/** When the state has to be looked after, if nothing happens before. `pace` shortens the waits of a test. */
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
