import * as z from "zod";
import { storedValue, type ValueStorage } from "../stored/value.ts";
import { shapeOf } from "../stored/shape.ts";

export type StockRoundsDeps = {
  storage: ValueStorage;
  /** Each takes stock of one kind of thing. */
  kinds: (() => Promise<void>)[];
  onFailure(err: unknown): void;
  now(): number;
  /** The time between two turns of the same kind. */
  everyMs: number;
};

const TURN = shapeOf("stocktake", z.strictObject({ kind: z.int().min(0), at: z.number() }), []);

/** Compares the kinds of things with Vapi in turn: one at a time, evenly spread. */
export function createStockRounds({ storage, kinds, onFailure, now, everyMs }: StockRoundsDeps) {
  const kept = storedValue(storage, "stocktake", TURN, { error: (_message, err) => onFailure(err) });
  const pauseMs = everyMs / kinds.length;

  return {
    /** To be called now and then. Never throws: a kind that fails is tried at its next turn. */
    async ring(): Promise<void> {
      try {
        const turn = await kept.get();
        if (turn !== undefined && now() < turn.at) return;
        // Stored first, so that a kind which ends the process has had its turn too.
        const next = turn === undefined ? 0 : (turn.kind + 1) % kinds.length;
        await kept.put({ kind: next, at: now() + pauseMs });
        if (turn !== undefined) await kinds[turn.kind % kinds.length]?.();
      } catch (err) {
        onFailure(err);
      }
    },
  };
}
