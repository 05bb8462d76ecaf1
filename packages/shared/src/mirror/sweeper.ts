import { backoffMs } from "./state.ts";

/** What a sweeper keeps and how it is woken: the storage of a Durable Object, or a stand-in. */
export type SweeperStorage = {
  get(key: "sweeper"): Promise<SweeperState | undefined>;
  put(key: "sweeper", state: SweeperState): Promise<void>;
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
};
export type SweeperState = {
  orgId: string;
  /** Until then it looks again even when nothing waits: what it was armed for may not be committed yet. */
  watchUntil: number;
  failures: number;
};

export type SweeperDeps = {
  storage: SweeperStorage;
  /** Carry on all that is due in the organization; resolves with the moment at which more will be. */
  sweep(orgId: string): Promise<Date | undefined>;
  onFailure(err: unknown, orgId: string): void;
  now(): number;
  random(): number;
  delayMs: number;
  /** Longer than a transaction can take to be committed. */
  watchMs: number;
};

const MAX_RETRY_MS = 60_000;

/**
 * When to sweep an organization: some time after it was armed, then whenever something is due, and never when nothing
 * waits. A sweep that fails (Postgres away) is tried again for ever, ever more slowly up to once a minute.
 */
export function createSweeper({ storage, sweep, onFailure, now, random, delayMs, watchMs }: SweeperDeps) {
  // In turn: between another's question and its answer the alarm would be set over.
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
      await storage.put("sweeper", { orgId, watchUntil: now() + watchMs, failures: 0 });
      await wakeBy(when === "now" ? now() : now() + delayMs);
    },

    /** The alarm. Does not throw for a failed sweep: a Durable Object's alarm that does is given up after six tries. */
    async ring(): Promise<void> {
      const state = await storage.get("sweeper");
      if (state === undefined) return;
      const { orgId, failures } = state;
      try {
        const next = await sweep(orgId);
        // Read again: it may have been armed during the sweep.
        const { watchUntil } = (await storage.get("sweeper")) ?? state;
        if (failures > 0) await storage.put("sweeper", { orgId, watchUntil, failures: 0 });
        if (next !== undefined) await wakeBy(Math.max(next.getTime(), now()));
        else if (now() < watchUntil) await wakeBy(watchUntil);
      } catch (err) {
        onFailure(err, orgId);
        const { watchUntil } = (await storage.get("sweeper")) ?? state;
        await storage.put("sweeper", { orgId, watchUntil, failures: failures + 1 });
        await wakeBy(now() + Math.min(backoffMs(failures + 1, delayMs, random()), MAX_RETRY_MS));
      }
    },
  };
}
