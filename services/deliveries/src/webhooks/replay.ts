import type { Author } from "@allokoli/shared/db/audit-entry";
import { auditLog } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { EventType } from "@allokoli/shared/events/event-types";
import { sql } from "drizzle-orm";
import { auditEntry, type EndpointRow } from "./store.ts";

/** One statement; about half a second. */
export const REPLAYED_AT_ONCE = 5000;

export type Replayed = { from: string; to: string; eventTypes: EventType[] | undefined; author: Author };

/**
 * Queue every event of a period for the locked endpoint, oldest first, also those that arrived before; never a `ping`.
 * `continueFrom` is the moment of the first event that was left out.
 */
export async function replay(
  tx: Tx,
  { orgId, id, eventTypes: wanted }: EndpointRow,
  { from, to, eventTypes, author }: Replayed,
): Promise<{ queued: number; continueFrom: string | null }> {
  const types = [wanted, eventTypes].flatMap((list) =>
    list == null ? [] : [sql` and type = any (${sql.param(list)}::text[])`],
  );
  const { rows } = await tx.execute<{ queued: number; next: Date | string | null }>(sql`
    with found as (
      select id, type, resource_id, position, created_at, row_number() over (order by created_at, position) as number from events
      where org_id = ${orgId} and created_at between ${from}::timestamptz and ${to}::timestamptz and type <> 'ping'${sql.join(types)}
      order by created_at, position limit ${REPLAYED_AT_ONCE + 1}
    ), queued as (
      insert into deliveries as queue (org_id, endpoint_id, event_id, event_type, resource_id, position, next_attempt_at)
      select ${orgId}::uuid, ${id}::uuid, id, type, resource_id, position, now() from found where number <= ${REPLAYED_AT_ONCE}
      on conflict (org_id, event_id, endpoint_id) do update
        set state = 'pending', tries = 0, next_attempt_at = excluded.next_attempt_at
      returning queue.id
    )
    select (select count(*)::int from queued) as queued,
      (select created_at from found where number > ${REPLAYED_AT_ONCE}) as next`);
  const [counted] = rows;
  if (counted === undefined) throw new Error("nothing was counted");
  const { queued, next } = counted;
  await tx.insert(auditLog).values(auditEntry(orgId, author, "replayed", id, { from, to, eventTypes, queued }));
  return { queued, continueFrom: next === null ? null : new Date(next).toISOString() };
}
