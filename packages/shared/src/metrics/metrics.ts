/** Workers Analytics Engine's dataset, as far as it is used here. */
export type MetricsBinding = {
  writeDataPoint(point: { indexes: string[]; blobs: string[]; doubles: number[] }): void;
};
/** Optional: without a binding nothing is measured. */
export type MetricsBindings = { METRICS?: MetricsBinding };

/**
 * What is measured. No point has a person, a number, a word of a call, or an id of any of them: the dataset is for how the
 * house does, and is kept by Cloudflare for three months.
 */
export type Point =
  /** A request that a Worker answered: how long it took as a whole, and of that in the database. */
  | {
      kind: "request";
      service: string;
      route: string;
      status: number;
      durationMs: number;
      databaseMs: number;
      transactions: number;
    }
  /** A call whose report is stored. `lagMs`: from its last event to its row in Postgres. */
  | { kind: "call"; direction: string; ending: string; durationMs: number; latencyMs: number; lagMs: number }
  /** Events of a call that reached Postgres later than they should. */
  | { kind: "flush"; lagMs: number; attempts: number }
  /** An attempt to deliver an event. `tries`: those before it. */
  | { kind: "delivery"; outcome: string; durationMs: number; tries: number }
  /** What waits, once a minute. `ageMs`: of the oldest that should be done already. */
  | { kind: "queue"; queue: string; waiting: number; ageMs: number };

/** The columns of a point, in the order that docs/operations.md names. */
function columnsOf(point: Point): { blobs: string[]; doubles: number[] } {
  switch (point.kind) {
    case "request": {
      const { service, route, status, durationMs, databaseMs, transactions } = point;
      return { blobs: [service, route, String(status)], doubles: [durationMs, databaseMs, transactions] };
    }
    case "call":
      return { blobs: [point.direction, point.ending], doubles: [point.durationMs, point.latencyMs, point.lagMs] };
    case "flush":
      return { blobs: [], doubles: [point.lagMs, point.attempts] };
    case "delivery":
      return { blobs: [point.outcome], doubles: [point.durationMs, point.tries] };
    case "queue":
      return { blobs: [point.queue], doubles: [point.waiting, point.ageMs] };
  }
}

/**
 * Writes a data point: the kind is its index and its first blob, by which Analytics Engine samples. Never throws, and
 * costs the caller nothing: the binding does not wait for anything.
 */
export function measure(env: MetricsBindings | undefined, point: Point): void {
  const { blobs, doubles } = columnsOf(point);
  try {
    env?.METRICS?.writeDataPoint({ indexes: [point.kind], blobs: [point.kind, ...blobs], doubles });
  } catch {
    // A measurement is never worth a failed request.
  }
}
