import { sql } from "drizzle-orm";
import type { Tx } from "../db/tenant.ts";
import { Problem } from "../http/problem.ts";
import { NEW_ACCOUNT_LIMITS, type NewAccountLimit } from "./plans.ts";
import { limitReached } from "./require-within.ts";
import { presentOf, toDay, type Period } from "./usage.ts";

type DiallingRow = {
  is_verified: boolean;
  is_new: boolean;
  calls: number | null;
  duration_ms: number | null;
  day_start_ms: number;
};

const diallingOf = (orgId: string, at: Date) =>
  sql`select is_verified, is_new, calls::float8 as calls, duration_ms::float8 as duration_ms,
    (extract(epoch from day_start) * 1000)::float8 as day_start_ms from app.dialling(${orgId}, ${at.toISOString()}::timestamptz)`;

const usedBy = ({ calls, duration_ms: ms }: DiallingRow): Record<NewAccountLimit, number> => ({
  callsOutPerDay: calls ?? 0,
  minutesOutPerDay: Math.ceil((ms ?? 0) / 60_000),
});

/**
 * That an organization may place these calls: the address of one of its owners is verified, and one that is new has calls
 * and minutes of the day left. Call it after `requireWithin` and before the statements that insert: the owners of a new
 * organization are locked, so that calls of two of theirs cannot both be the last.
 * @throws {Problem} `address_not_verified`; `limit_reached` of `callsOutPerDay` or `minutesOutPerDay`
 */
export async function requireDialling(tx: Tx, orgId: string, callIds: readonly string[], at: Date): Promise<void> {
  const [, found, counted] = await Promise.all([
    tx.execute(sql`select app.lock_new_account(${orgId}, ${at.toISOString()}::timestamptz)`).execute(),
    tx.execute<DiallingRow>(diallingOf(orgId, at)).execute(),
    tx.execute<{ present: number }>(sql`select ${presentOf("callsAtOnce", orgId, callIds)}::int as present`).execute(),
  ]);
  const [dialling] = found.rows;
  if (dialling === undefined) throw new Problem("not_a_member");
  if (!dialling.is_verified) throw notVerified();
  if (!dialling.is_new) return;
  const needed = callIds.length - (counted.rows[0]?.present ?? 0);
  if (needed <= 0) return;
  for (const [name, used] of Object.entries(usedBy(dialling)) as [NewAccountLimit, number][]) {
    const allowed = NEW_ACCOUNT_LIMITS[name];
    if (used + needed > allowed) throw limitReached({ name, allowed, used });
  }
}

/**
 * That the address of one of the organization's owners is verified: for what reaches outsiders or costs money without a
 * call being dialled. Its statement travels with those that insert.
 * @throws {Problem} `address_not_verified`
 */
export async function requireVerifiedOwner(tx: Tx, orgId: string, at: Date): Promise<void> {
  const [dialling] = (await tx.execute<DiallingRow>(diallingOf(orgId, at)).execute()).rows;
  if (dialling === undefined) throw new Problem("not_a_member");
  if (!dialling.is_verified) throw notVerified();
}

const VERIFY =
  "Before the first call out, number or invitation, an owner of the organization confirms their address: follow the link in the mail that came when they signed up.";
const notVerified = () => new Problem("address_not_verified", { detail: VERIFY });

/** The daily limits of a new organization with what is used of them; undefined when it is no longer new. */
export async function findNewAccountUsage(
  tx: Tx,
  orgId: string,
  at: Date,
): Promise<{ used: Record<NewAccountLimit, number>; day: Period } | undefined> {
  const [dialling] = (await tx.execute<DiallingRow>(diallingOf(orgId, at))).rows;
  if (dialling === undefined || !dialling.is_new) return undefined;
  return { used: usedBy(dialling), day: toDay(dialling.day_start_ms) };
}
