import type { SyncAction } from "../db/schema/columns.ts";
import { backoffMs } from "../retry/backoff.ts";

/** A row that Vapi mirrors, claimed by one worker: nobody else sends it to Vapi before `leaseUntil`. */
export type MirroredRow = {
  id: string;
  /** The id of its counterpart; null while none is known. */
  vapiId: string | null;
  /** What still has to be done at Vapi. */
  action: SyncAction;
  /** Increased by every change of the wanted state. */
  revision: number;
  /** How often this has been tried, this time included. */
  attempts: number;
  createdAt: Date;
  /** Ends the claim, and is its token: no other claim of this row has the same. */
  leaseUntil: Date;
  /** The latest moment at which a creation was sent to Vapi; null when its outcome is known. */
  sentAt: Date | null;
};

/** A claimed row as its table has it, and the data of other resources that is sent to Vapi with it. */
export type Claimed<Row = unknown, Context = unknown> = MirroredRow & { row: Row; context: Context };

/**
 * Vapi carries out a request within this time, or never: our time-out (15 s), and 90 s in which it may still wait
 * there. An assumption (docs/mirror.md), in units of the pause before a second try.
 */
export const longestMs = (delayMs: number) => 7 * delayMs;

/** Until when Vapi may still carry out a creation of unknown outcome; undefined when there is none, or it is over. */
export function quietUntil(sentAt: Date | null, quietMs: number, now: Date): Date | undefined {
  if (sentAt === null) return undefined;
  const until = new Date(sentAt.getTime() + quietMs);
  return now < until ? until : undefined;
}

/** Thrown by a provider that cannot send the row yet: the message says, in one sentence, what it waits for. */
export class WaitsFor extends Error {
  override readonly name = "WaitsFor";
}

/** The outcome of an attempt at Vapi. */
export type Outcome =
  | { type: "linked"; vapiId: string }
  | { type: "released" }
  /** The linked counterpart: somebody deleted it at Vapi. */
  | { type: "vanished" }
  | { type: "refused"; reasons: string[] }
  | { type: "waits"; reason: string }
  | { type: "unknown" };

/** The outcome of an attempt, and when a creation was sent whose outcome is still unknown. */
export type SentOutcome = { outcome: Outcome; sentAt: Date | null };

/** The next state of the row. */
export type Settlement =
  | { type: "synced"; vapiId: string }
  | { type: "purged" }
  /** The link is removed, and the counterpart is created again. */
  | { type: "recreate" }
  | { type: "later"; at: Date; error: string | null; sentAt: Date | null }
  | { type: "failed"; error: string; sentAt: Date | null };

/** From this try on a refusal is final. Earlier ones are tried again: Vapi does not always give the same answer. */
const FINAL_REFUSAL = 3;
const LONGEST_PAUSE_MS = 5 * 60_000;
const MAX_ERROR_LENGTH = 500;

/** What to store after an attempt. `random` is in [0, 1). */
export function settleOutcome(
  row: MirroredRow,
  { outcome, sentAt }: SentOutcome,
  { now, delayMs, quietMs, random }: { now: Date; delayMs: number; quietMs: number; random: number },
): Settlement {
  const later = (error: string | null): Settlement => {
    const pause = now.getTime() + pauseMs(row.attempts, delayMs, random);
    // Until then it is only searched for. It is created again once Vapi can no longer carry out the earlier request.
    const quietEnd = quietUntil(sentAt, quietMs, now)?.getTime() ?? Infinity;
    return { type: "later", at: new Date(Math.min(pause, quietEnd)), error, sentAt };
  };
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
      // Nobody sees a deleted row and could repair it, so a deletion is never given up.
      const isFinal = row.action !== "delete" && row.attempts >= FINAL_REFUSAL;
      return isFinal ? { type: "failed", error, sentAt } : later(error);
    }
  }
}

/** The pause before the next try: doubles from `delayMs` up to five minutes, random in the upper half. */
export const pauseMs = (attempts: number, delayMs: number, random: number): number =>
  backoffMs(attempts, { firstMs: delayMs, longestMs: Math.max(LONGEST_PAUSE_MS, delayMs), spread: [0.5, 1], random });
