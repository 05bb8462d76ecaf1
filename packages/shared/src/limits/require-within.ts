import { sql } from "drizzle-orm";
import type { Tx } from "../db/tenant.ts";
import { Problem } from "../http/problem.ts";
import { PLAN_LIMITS, type CountedLimit, type Plan } from "./plans.ts";
import { presentOf, usedOf } from "./usage.ts";

/** What is about to be made: the ids of its rows, and how much each takes, in the unit of the limit. */
export type Need = { limit: CountedLimit; ids: readonly string[]; each?: number };

/**
 * That an organization's plan allows what the transaction is about to make. Call it before the statements that insert:
 * its own are sent at once, in the order of the calls, and need no answer before the next (one round trip).
 * The organization's row is locked first, so two at once cannot both take the last of something. Rows that are there
 * already, from a request that is carried on, take nothing more.
 * @throws {Problem} `limit_reached`, which ends the transaction
 */
export async function requireWithin(tx: Tx, orgId: string, needs: readonly Need[], at: Date): Promise<void> {
  const asked = needs.filter(({ ids }) => ids.length > 0);
  if (asked.length === 0) return;
  const counts = asked.map(
    ({ limit, ids }) =>
      sql`select ${usedOf(limit, orgId, at)}::float8 as used, ${presentOf(limit, orgId, ids)}::int as present`,
  );
  const [locked, counted] = await Promise.all([
    tx.execute<{ plan: Plan | null }>(sql`select app.lock_plan(${orgId}) as plan`).execute(),
    tx.execute<{ used: number; present: number }>(sql.join(counts, sql` union all `)).execute(),
  ]);
  const plan = locked.rows[0]?.plan;
  if (plan == null) throw new Problem("not_a_member");
  for (const [index, { limit, ids, each = 1 }] of asked.entries()) {
    const count = counted.rows[index];
    if (count === undefined) throw new Error(`${limit} was not counted`);
    const allowed = PLAN_LIMITS[plan][limit];
    const needed = (ids.length - count.present) * each;
    if (needed > 0 && count.used + needed > allowed) throw limitReached({ name: limit, allowed, used: count.used });
  }
}

/** The refusal that says which limit of the plan, and how far it is used. */
export const limitReached = (limit: { name: CountedLimit; allowed: number; used: number }) =>
  new Problem("limit_reached", { detail: SENTENCES[limit.name](limit.allowed), limit });

const SENTENCES: Record<CountedLimit, (allowed: number) => string> = {
  callsAtOnce: (allowed) => `Your plan allows ${allowed} calls at once.`,
  minutesPerMonth: (allowed) => `Your plan allows ${allowed} minutes of calls a month.`,
  assistants: (allowed) => `Your plan allows ${allowed} assistants.`,
  phoneNumbers: (allowed) => `Your plan allows ${allowed} phone numbers.`,
  storageBytes: (allowed) => `Your plan allows ${Math.floor(allowed / 1024 ** 3)} GiB of files.`,
};
