import { sql } from "drizzle-orm";
import { organizations } from "../db/schema/index.ts";
import type { Tx } from "../db/tenant.ts";
import { NEW_ACCOUNT_LIMITS, PLAN_LIMITS, type Plan } from "./plans.ts";
import { usedOf } from "./usage.ts";

/** The minutes that an organization has used: of the month, and of the day's calls out (null when it is new no more). */
export type UsedMinutes = { plan: Plan; ofMonth: number; ofNewDay: number | null };

/**
 * How long one call out may last, in seconds: of what the organization has left, the share of one of its lines, so that
 * all lines together cannot outlast it. One minute at least.
 */
export function shareOfMinutes({ plan, ofMonth, ofNewDay }: UsedMinutes): number {
  const { minutesPerMonth, callsAtOnce } = PLAN_LIMITS[plan];
  const leftOfDay = ofNewDay === null ? Infinity : NEW_ACCOUNT_LIMITS.minutesOutPerDay - ofNewDay;
  const left = Math.min(minutesPerMonth - ofMonth, leftOfDay);
  return Math.max(1, Math.floor(left / callsAtOnce)) * 60;
}

/**
 * What Vapi is told of how long a call may last, in seconds; undefined where who speaks is shorter by itself. `own` is
 * what who speaks says, null where that is not known. A planned call is always told: who speaks may be changed before.
 */
export function longestCall(own: number | null, share: number, isPlanned: boolean): number | undefined {
  if (own === null) return share;
  return own <= share && !isPlanned ? undefined : Math.min(own, share);
}

/**
 * The share of one call that is dialled at this moment (`shareOfMinutes`), in one round trip. It needs no lock: minutes
 * are used up by time, not by who dials beside it. The least for an organization that is not there.
 */
export async function findShareOfMinutes(tx: Tx, orgId: string, at: Date): Promise<number> {
  const { rows } = await tx.execute<UsedMinutes>(
    sql`select ${organizations.plan} as plan, ${usedOf("minutesPerMonth", orgId, at)}::float8 as "ofMonth",
      case when dialling.is_new then ceil(dialling.duration_ms / 60000)::float8 end as "ofNewDay"
      from ${organizations}, app.dialling(${orgId}, ${at.toISOString()}::timestamptz) dialling
      where ${organizations.id} = ${orgId}`,
  );
  return rows[0] === undefined ? 60 : shareOfMinutes(rows[0]);
}
