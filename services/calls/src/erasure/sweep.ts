import type { LinkedCall } from "../room/state/call.ts";

/** A call that was hidden, and when. */
export type HiddenCall = LinkedCall & { hiddenAt: string };
/** Where the sweep goes on. */
export type Place = { hiddenAt: string; callId: string };

export type SweepDeps = {
  /** Hides and deletes what organizations keep no longer; true when there is more. */
  expire(): Promise<boolean>;
  /** Calls hidden a while ago that are still there, after a place, `HIDDEN_A_SWEEP` at most. */
  findHidden(after: Place | null): Promise<HiddenCall[]>;
  /** Hands a call to its room, which removes it at Vapi and then its row, and tries again by itself. */
  remove(call: LinkedCall): Promise<void>;
  onFailure(message: string, err: unknown): void;
};

/** Rooms asked at the same time: most of Vapi's capacity is for live calls. */
const AT_ONCE = 5;
export const HIDDEN_A_SWEEP = 50;

/**
 * Hides the calls of which the time is over, and hands the hidden ones to their rooms. Whoever deletes one call tells its
 * room themselves; this is for the many that a statement hides, and for what a crash left.
 * @returns where the next sweep begins, and whether it should come soon
 */
export async function sweep(
  after: Place | null,
  { expire, findHidden, remove, onFailure }: SweepDeps,
): Promise<{ after: Place | null; isMore: boolean }> {
  const isMoreToExpire = await expire();
  const hidden = await findHidden(after);
  const queue = hidden.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const call of queue) await remove(call).catch((err: unknown) => onFailure("hidden call not removed", err));
    }),
  );
  const last = hidden.at(-1);
  const isFull = hidden.length === HIDDEN_A_SWEEP && last !== undefined;
  // The rooms that could not remove theirs are asked again when all others were.
  return { after: isFull ? { hiddenAt: last.hiddenAt, callId: last.callId } : null, isMore: isFull || isMoreToExpire };
}
