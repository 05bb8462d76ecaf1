import type { Work } from "./outbox.ts";

/** The object that finds events nobody announced, as an outbox uses it. */
export type Arming = {
  /** Arms its alarm from now on. Returns at once: no event waits for it. */
  begin(): void;
  isDone(): boolean;
};

/**
 * Arms it once as long as the outbox is in memory; arming it again changes nothing. After a failure the next call tries
 * again.
 */
export function createArming(arm: () => Promise<void>, onFailure: (err: unknown) => void): Arming {
  let state: "none" | "under way" | "done" = "none";
  return {
    begin() {
      if (state !== "none") return;
      state = "under way";
      arm().then(
        () => (state = "done"),
        (err: unknown) => {
          state = "none";
          onFailure(err);
        },
      );
    },
    isDone: () => state === "done",
  };
}

export type OutboxDeps = {
  /** Queues the open events; resolves with what is to be done then. */
  dispatch(): Promise<Work>;
  wakeLane(endpointId: string): Promise<void>;
  wakeAlerts(): Promise<void>;
  /** Deletes what was deleted and what is expired; resolves with the moment at which there will be more. */
  clear(work: Work): Promise<Date | undefined>;
  arming: Arming;
  now(): number;
  sweepEveryMs: number;
};

/**
 * Send first. As long as the sweep is not armed, the outbox does the sweep's work for its own organization, as often.
 * @returns when to come back
 */
export async function sweepOutbox(deps: OutboxDeps): Promise<Date | undefined> {
  const { arming, now, sweepEveryMs } = deps;
  arming.begin();
  const work = await deps.dispatch();
  const waking = work.endpointIds.map((endpointId) => deps.wakeLane(endpointId));
  await Promise.all([...waking, work.hasDueAlerts && deps.wakeAlerts()]);
  const next = await deps.clear(work);
  if (arming.isDone()) return next;
  return new Date(Math.min(next?.getTime() ?? Number.POSITIVE_INFINITY, now() + sweepEveryMs));
}

export type SweepDeps = {
  /** Organizations where something waits, in the order of their ids, those after the given one. */
  waiting(after: string | null): Promise<string[]>;
  wake(orgId: string): Promise<void>;
  /** Resolves when the time to wait for an answer is over. */
  patience(): Promise<void>;
  onFailure(err: unknown, orgId: string): void;
};

/** Wake all outboxes that have open events. One that fails or does not answer does not affect the others. */
export async function wakeOutboxes({ waiting, wake, patience, onFailure }: SweepDeps): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const orgIds = await waiting(after);
    if (orgIds.length === 0) return;
    const woken = orgIds.map((orgId) => wake(orgId).catch((err: unknown) => onFailure(err, orgId)));
    await Promise.race([Promise.all(woken), patience()]);
    after = orgIds.at(-1) ?? null;
  }
}

/** Run batch after batch until there is no more, or enough for one run. */
export async function inBites(bite: () => Promise<boolean>, atMost: number): Promise<void> {
  for (let taken = 0; taken < atMost; taken++) if (!(await bite())) return;
}
