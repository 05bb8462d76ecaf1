import type { Tx } from "@allokoli/shared/db/tenant";
import { sql } from "drizzle-orm";
import { QUIET_A_ROUND, type Listed, type Missed, type Quiet } from "./round.ts";

type Row = { vapi_call_id: string | null; org_id: string; call_id: string | null };

/** Calls listed at Vapi that have no row, and open ones (after an id) that have not changed since a moment. */
export async function findToLookAfter(
  tx: Tx,
  listed: Listed[],
  quiet: { since: Date; after: string | null },
): Promise<{ missed: Missed[]; quiet: Quiet[] }> {
  const { rows } = await tx.execute<Row>(
    sql`select vapi_call_id, org_id, call_id from app.calls_to_look_after(${JSON.stringify(listed)}::jsonb,
      ${quiet.since.toISOString()}::timestamptz, ${quiet.after}::uuid, ${QUIET_A_ROUND})`,
  );
  return {
    missed: rows.flatMap(({ vapi_call_id: vapiCallId, org_id: orgId }) =>
      vapiCallId === null ? [] : [{ orgId, vapiCallId }],
    ),
    quiet: rows.flatMap(({ call_id: callId, org_id: orgId }) => (callId === null ? [] : [{ orgId, callId }])),
  };
}

/** Each round: the longest that waits comes first, so that all have their turn. */
const RECORDINGS_A_ROUND = 50;

/** Plan the copies that no report has planned; whose copies are overdue, or were planned just now. */
export async function findRecordingsToCopy(tx: Tx, overdue: Date): Promise<string[]> {
  const { rows } = await tx.execute<{ org_id: string }>(
    sql`select app.recordings_to_copy(${overdue.toISOString()}::timestamptz, ${RECORDINGS_A_ROUND}) as org_id`,
  );
  return rows.map(({ org_id: orgId }) => orgId);
}

const DAYS_A_ROUND = 200;

/** By then no transaction of the day is under way: a statement ends after ten seconds. */
const CLOSED_AFTER_MS = 600_000;

/** Close the days of the journal that are over. Their events are delivered by the outbox's sweep, which looks each minute. */
export async function closeJournalDays(tx: Tx, now: Date): Promise<void> {
  const endedBefore = new Date(now.getTime() - CLOSED_AFTER_MS).toISOString();
  await tx.execute(sql`select app.close_journal_days(${endedBefore}::timestamptz, ${DAYS_A_ROUND})`);
}
