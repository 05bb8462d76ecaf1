import type { SyncAction } from "../db/schema/columns.ts";

/** A row that Vapi mirrors, claimed by one worker: nobody else speaks to Vapi about it before `leaseUntil`. */
export type MirroredRow = {
  id: string;
  /** The id of its counterpart; null while none is known. */
  vapiId: string | null;
  /** What Vapi has yet to be told. */
  action: SyncAction;
  /** Raised by every change of what is wanted. */
  revision: number;
  /** How often this has been tried, this time included. */
  attempts: number;
  createdAt: Date;
  /** Ends the claim, and is its token: no other claim of this row has the same. */
  leaseUntil: Date;
};

/** Thrown by a provider that cannot tell Vapi yet: the message says, in one sentence, what it waits for. */
export class WaitsFor extends Error {
  override readonly name = "WaitsFor";
}

/** What came of speaking to Vapi. */
export type Outcome =
  | { type: "linked"; vapiId: string }
  | { type: "released" }
  /** It was ours, and somebody deleted it at Vapi. */
  | { type: "vanished" }
  | { type: "refused"; reasons: string[] }
  | { type: "waits"; reason: string }
  | { type: "unknown" };

/** What the books say next. */
export type Settlement =
  | { type: "synced"; vapiId: string }
  | { type: "purged" }
  /** Unlinked, to be made again. */
  | { type: "recreate" }
  | { type: "later"; at: Date; error: string | null }
  | { type: "failed"; error: string };

/** A refusal is about what was sent, and is final from this try on: Vapi may have been of two minds before. */
const FINAL_REFUSAL = 3;
const MAX_BACKOFF_MS = 5 * 60_000;
const MAX_ERROR_LENGTH = 500;

/** What a sweep writes down after an outcome. `random` is in [0, 1). */
export function settleOutcome(
  row: MirroredRow,
  outcome: Outcome,
  { now, delayMs, random }: { now: Date; delayMs: number; random: number },
): Settlement {
  const later = (error: string | null): Settlement => ({
    type: "later",
    at: new Date(now.getTime() + backoffMs(row.attempts, delayMs, random)),
    error,
  });
  switch (outcome.type) {
    case "linked":
      return { type: "synced", vapiId: outcome.vapiId };
    case "released":
      return { type: "purged" };
    case "vanished":
      return { type: "recreate" };
    case "waits":
      return later(outcome.reason.slice(0, MAX_ERROR_LENGTH));
    case "unknown":
      return later("The voice provider does not answer.");
    case "refused": {
      const error = `The voice provider refused this: ${outcome.reasons.join("; ")}`.slice(0, MAX_ERROR_LENGTH);
      // A deletion is hidden from everybody: nobody could repair it, so it is never given up.
      const isFinal = row.action !== "delete" && row.attempts >= FINAL_REFUSAL;
      return isFinal ? { type: "failed", error } : later(error);
    }
  }
}

/** Before the next try: doubles from `delayMs` up to five minutes, spread over the upper half. */
export function backoffMs(attempts: number, delayMs: number, random: number): number {
  const ceiling = Math.min(delayMs * 2 ** Math.min(attempts - 1, 20), Math.max(MAX_BACKOFF_MS, delayMs));
  return Math.round(ceiling * (0.5 + random / 2));
}
