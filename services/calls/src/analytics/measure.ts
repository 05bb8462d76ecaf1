import type { Measures } from "./contract.ts";

/** The sums of some roll-ups. `latencies` counts turns by bucket (app.latency_bucket in the migrations). */
export type Sums = {
  calls: number;
  durationMs: number;
  costUsd: number;
  successes: number;
  failures: number;
  turns: number;
  latencies: ReadonlyMap<number, number>;
};

export const NOTHING: Sums = {
  calls: 0,
  durationMs: 0,
  costUsd: 0,
  successes: 0,
  failures: 0,
  turns: 0,
  latencies: new Map(),
};

const FIRST_BUCKET_MS = 50;
const GROWTH = 1.1;
const MS_PER_MINUTE = 60_000;

/** What the sums show, rounded for people. */
export function measure({ calls, durationMs, costUsd, successes, failures, turns, latencies }: Sums): Measures {
  return {
    calls,
    minutes: Math.round((durationMs / MS_PER_MINUTE) * 100) / 100,
    costUsd: Math.round(costUsd * 1e6) / 1e6,
    successRate: successes + failures === 0 ? null : Math.round((successes / (successes + failures)) * 1e4) / 1e4,
    turns,
    latencyMedianMs: quantile(latencies, 0.5),
    latencyP95Ms: quantile(latencies, 0.95),
  };
}

/** The latency that a share of the turns stays below: the middle of its bucket, so within half its width. */
export function quantile(latencies: ReadonlyMap<number, number>, share: number): number | null {
  const buckets = [...latencies].filter(([, count]) => count > 0).toSorted(([left], [right]) => left - right);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  let before = 0;
  for (const [bucket, count] of buckets) {
    before += count;
    if (before >= share * total) return middleOf(bucket);
  }
  return middleOf(buckets.at(-1)?.[0] ?? 0);
}

const middleOf = (bucket: number) =>
  Math.round(bucket === 0 ? FIRST_BUCKET_MS : FIRST_BUCKET_MS * GROWTH ** (bucket - 0.5));
