import { sql } from "drizzle-orm";
import type { Tx } from "./tenant.ts";

/** What waits in one queue of the house, of all organizations together. */
export type QueueAge = {
  queue: string;
  /** Those that should be done already; ten thousand at most are counted. */
  waiting: number;
  /** How long the oldest of them waits; 0 when none does. */
  ageMs: number;
};

/** As the system of no organization: every queue, also those in which nothing waits. One bounded query. */
export async function readQueueAges(tx: Tx): Promise<QueueAge[]> {
  const { rows } = await tx.execute<{ queue: string; waiting: number; age_ms: number }>(
    sql`select queue, waiting, age_ms from app.queue_ages()`,
  );
  return rows.map(({ queue, waiting, age_ms: ageMs }) => ({ queue, waiting, ageMs: Math.round(ageMs) }));
}
