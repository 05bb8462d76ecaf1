import * as z from "zod";
import type { Log } from "../log/log.ts";
import { storedValue, type ValueStorage } from "../stored/value.ts";
import { shapeOf } from "../stored/shape.ts";
import { pauseMs } from "./state.ts";

/** A sweeper's storage and alarm: those of a Durable Object, or a fake. */
export type SweeperStorage = ValueStorage & {
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
};

const STATE = shapeOf(
  "sweeper",
  z.strictObject({
    orgId: z.string(),
    /** Until then it looks again even when nothing waits: the change it was armed for may not be committed yet. */
    watchUntil: z.number(),
    failures: z.int(),
  }),
  [(bare: unknown) => bare],
);

export type SweeperDeps = {
  storage: SweeperStorage;
  /** Resume all that is due in the organization; resolves with the moment at which more will be due. */
  sweep(orgId: string): Promise<Date | undefined>;
  /** `orgId` is undefined when the stored state cannot be read. */
  onFailure(err: unknown, orgId: string | undefined): void;
  now(): number;
  random(): number;
  delayMs: number;
  /** Longer than a transaction can take to be committed. */
  watchMs: number;
};

/** The sweeper of a Durable Object, with the runtime's clock; `failure` is the log message of a failed sweep. */
export const createObjectSweeper = (
  storage: SweeperStorage,
  log: Pick<Log, "info" | "error">,
  { failure, sweep, ...deps }: Pick<SweeperDeps, "sweep" | "delayMs" | "watchMs"> & { failure: string },
) =>
  createSweeper({
    ...deps,
    storage,
    // One line an alarm, as every request has one.
    async sweep(orgId) {
      const startedAtMs = Date.now();
      const next = await sweep(orgId);
      log.info("alarm", { orgId, durationMs: Date.now() - startedAtMs, nextAt: next?.toISOString() });
      return next;
    },
    onFailure: (err, orgId) => log.error(failure, err, { orgId }),
    now: Date.now,
    random: Math.random,
  });

const MAX_RETRY_MS = 60_000;

/**
 * Decides when to sweep an organization: a while after it was armed, then whenever something is due. Nothing due, no
 * sweep. A failed one (Postgres unavailable) is tried again without end, with growing pauses of up to a minute.
 */
export function createSweeper({ storage, sweep, onFailure, now, random, delayMs, watchMs }: SweeperDeps) {
  const kept = storedValue(storage, "sweeper", STATE, { error: (_message, err) => onFailure(err, undefined) });
  // One at a time: otherwise another could set the alarm between our reading it and setting it.
  let turn: Promise<unknown> = Promise.resolve();
  const wakeBy = (at: number): Promise<void> => {
    const mine = turn.then(async () => {
      const set = await storage.getAlarm();
      if (set === null || at < set) await storage.setAlarm(at);
    });
    turn = mine.catch(() => undefined);
    return mine;
  };

  return {
    /** Resolves once the alarm is stored. */
    async arm(orgId: string, when: "soon" | "now"): Promise<void> {
      const before = await kept.get();
      // Written only when it says something new: what watches for nothing may be armed at every event of a busy hour.
      if (watchMs > 0 || before?.orgId !== orgId || before.failures > 0)
        await kept.put({ orgId, watchUntil: now() + watchMs, failures: 0 });
      await wakeBy(when === "now" ? now() : now() + delayMs);
    },

    /** The alarm handler. Does not throw for a failed sweep: an alarm that throws is given up after six tries. */
    async ring(): Promise<void> {
      const state = await kept.get();
      if (state === undefined) return;
      const { orgId, failures } = state;
      try {
        const next = await sweep(orgId);
        // Read again: it may have been armed during the sweep.
        const { watchUntil } = (await kept.get()) ?? state;
        if (failures > 0) await kept.put({ orgId, watchUntil, failures: 0 });
        if (next !== undefined) await wakeBy(Math.max(next.getTime(), now()));
        else if (now() < watchUntil) await wakeBy(watchUntil);
      } catch (err) {
        onFailure(err, orgId);
        const { watchUntil } = (await kept.get()) ?? state;
        await kept.put({ orgId, watchUntil, failures: failures + 1 });
        await wakeBy(now() + Math.min(pauseMs(failures + 1, delayMs, random()), MAX_RETRY_MS));
      }
    },
  };
}
