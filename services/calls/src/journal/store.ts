import { callJournal, journalDays, journalSalts } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { and, asc, desc, eq, getTableColumns, isNotNull, lt, sql } from "drizzle-orm";

export const findEntries = (tx: Tx, orgId: string, callId: string) =>
  tx
    .select()
    .from(callJournal)
    .where(and(eq(callJournal.orgId, orgId), eq(callJournal.callId, callId)))
    .orderBy(asc(callJournal.position));

export const findSalts = (tx: Tx, orgId: string, callId: string) =>
  tx
    .select({ key: journalSalts.key, salt: journalSalts.salt })
    .from(journalSalts)
    .where(and(eq(journalSalts.orgId, orgId), eq(journalSalts.callId, callId)));

/** The days on which something was written in a call's journal, the oldest first; `hash` is null until one is closed. */
export const findDaysOf = (tx: Tx, orgId: string, callId: string) =>
  tx
    .select({ id: journalDays.id, until: journalDays.until, hash: journalDays.hash })
    .from(journalDays)
    .where(
      and(
        eq(journalDays.orgId, orgId),
        sql`exists (select from ${callJournal} j where j.org_id = ${orgId} and j.call_id = ${callId}
          and j.recorded_at < ${journalDays.until}
          and j.recorded_at >= coalesce((select max(b.until) from ${journalDays} b
            where b.org_id = ${orgId} and b.until < ${journalDays.until}), '-infinity'))`,
      ),
    )
    .orderBy(asc(journalDays.until));

/** A day, with the end of the one before; null for the first. In full, because a selected column has no table's name. */
const dayColumns = (orgId: string) => ({
  ...getTableColumns(journalDays),
  since:
    sql`(select max(b.until) from journal_days b where b.org_id = ${orgId} and b.until < journal_days.until)`.mapWith(
      (until: string | null) => (until === null ? null : new Date(until)),
    ),
});
export type Day = Omit<typeof journalDays.$inferSelect, "calls"> & { since: Date | null };

/** The days that are closed, the latest first. */
export const listDays = (tx: Tx, orgId: string, limit: number, after: Position | undefined) =>
  tx
    .select(dayColumns(orgId))
    .from(journalDays)
    .where(
      and(
        eq(journalDays.orgId, orgId),
        isNotNull(journalDays.hash),
        after && lt(journalDays.until, new Date(after.createdAt)),
      ),
    )
    .orderBy(desc(journalDays.until))
    .limit(limit + 1);

export async function findDay(tx: Tx, orgId: string, id: string): Promise<Day | undefined> {
  const [day] = await tx
    .select(dayColumns(orgId))
    .from(journalDays)
    .where(and(eq(journalDays.orgId, orgId), eq(journalDays.id, id), isNotNull(journalDays.hash)));
  return day;
}

export type DayCall = { call_id: string; position: number; hash: string };

/** The calls of a day, in the order of their ids, each with its last entry of that day: what the day's hash is made of. */
export async function findDayCalls(
  tx: Tx,
  orgId: string,
  day: { since: Date | null; until: Date },
): Promise<DayCall[]> {
  const { rows } = await tx.execute<DayCall>(sql`
    select call_id, position, hash
    from app.journal_day_calls(${orgId}::uuid, coalesce(${day.since?.toISOString() ?? null}::timestamptz, '-infinity'),
      ${day.until.toISOString()}::timestamptz)
    order by call_id`);
  return rows;
}
