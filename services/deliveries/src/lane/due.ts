import { deliveries, events } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, asc, eq, gt, lte, sql, type SQL } from "drizzle-orm";
import type { LaneRef } from "../env.ts";
import type { EventRow } from "../event-types/event.ts";
import type { Turn } from "./drive.ts";
import { HELD_MS, SOON_MS } from "./schedule.ts";

export type DueDelivery = Omit<EventRow, "id"> & {
  id: string;
  eventId: string;
  tries: number;
  position: number;
  nextAttemptAt: Date | null;
};
export type Moment = {
  now: Date;
  /** Multiplies the wait of a later event of the same resource, as it does the schedule. */
  pace: number;
};

/** Before all resources. */
const NIL = "00000000-0000-0000-0000-000000000000";

const isPending = ({ orgId, endpointId }: LaneRef) =>
  and(eq(deliveries.orgId, orgId), eq(deliveries.endpointId, endpointId), eq(deliveries.state, "pending"));
const msBefore = (now: Date, ms: number) => new Date(now.getTime() - ms);

/**
 * As the system: what may be sent now, at most one delivery of each resource: the first that is due, unless it waits
 * for an earlier one. Resources take turns in the order of their ids, from the one after `turn.after` on.
 */
export async function findDue(tx: Tx, lane: LaneRef, moment: Moment, turn: Turn): Promise<DueDelivery[]> {
  const due = await tx
    .select({
      id: deliveries.id,
      tries: deliveries.tries,
      nextAttemptAt: deliveries.nextAttemptAt,
      position: deliveries.position,
      resourceId: deliveries.resourceId,
      eventId: events.id,
      orgId: events.orgId,
      resourceType: events.resourceType,
      type: events.type,
      createdAt: events.createdAt,
      data: events.data,
    })
    .from(deliveries)
    .innerJoin(events, and(eq(events.orgId, deliveries.orgId), eq(events.id, deliveries.eventId)))
    // An array, so that they are looked for once and first.
    .where(and(isPending(lane), sql`${deliveries.id} = any (array(${firsts(lane, moment, turn)}))`))
    .orderBy(asc(deliveries.resourceId));
  const isAhead = ({ resourceId }: DueDelivery) => resourceId > (turn.after ?? NIL);
  return [...due.filter(isAhead), ...due.filter((delivery) => !isAhead(delivery))];
}

/** The ids of those, from resource to resource by the index, and no more than are needed. */
function firsts({ orgId, endpointId }: LaneRef, { now, pace }: Moment, { busy, after, atMost }: Turn): SQL {
  const last = sql`${after ?? NIL}::uuid`;
  const at = (moment: Date) => sql`${moment.toISOString()}::timestamptz`;
  const pending = sql`d.org_id = ${orgId}::uuid and d.endpoint_id = ${endpointId}::uuid and d.state = 'pending'`;
  const nextResource = (where: SQL) =>
    sql`select d.resource_id from deliveries d where ${pending} and ${where} order by d.resource_id limit 1`;
  return sql`
    with recursive ahead (resource_id) as (
      (${nextResource(sql`d.resource_id > ${last}`)})
      union all
      select (${nextResource(sql`d.resource_id > ahead.resource_id`)}) from ahead where ahead.resource_id is not null
    ), behind (resource_id) as (
      (${nextResource(sql`d.resource_id <= ${last}`)})
      union all
      select (${nextResource(sql`d.resource_id > behind.resource_id and d.resource_id <= ${last}`)}) from behind
      where behind.resource_id is not null
    )
    select head.id from (select resource_id from ahead union all select resource_id from behind) resources
    cross join lateral (
      select d.id, d.tries, d.position, d.next_attempt_at from deliveries d
      where ${pending} and d.resource_id = resources.resource_id and d.next_attempt_at <= ${at(now)}
      order by d.position limit 1
    ) head
    where resources.resource_id <> all (${sql.param(busy)}::uuid[]) and (head.tries > 0 or not exists (
      select from deliveries d
      where ${pending} and d.resource_id = resources.resource_id and d.position < head.position and (
        head.next_attempt_at > ${at(msBefore(now, HELD_MS * pace))}
        or (d.tries <= 1 and d.next_attempt_at <= ${at(msBefore(now, -SOON_MS * pace))})
      )
    ))
    limit ${atMost}`;
}

/**
 * As the system, in one statement, because planning one takes longer than running it: when the next delivery is due, or
 * no longer has to wait for an earlier one; and which are queued, due or not: `atMost` of them.
 */
export async function lookAhead(
  tx: Tx,
  lane: LaneRef,
  { now, pace }: Moment,
  atMost: number,
): Promise<{ next: Date | undefined; queued: string[] }> {
  const earliest = (where: SQL | undefined) => {
    const found = tx
      .select({ at: deliveries.nextAttemptAt })
      .from(deliveries)
      .where(and(isPending(lane), where))
      .orderBy(asc(deliveries.nextAttemptAt))
      .limit(1);
    return sql<Date | null>`(${found})`.mapWith(deliveries.nextAttemptAt);
  };
  const heldSince = msBefore(now, HELD_MS * pace);
  const some = tx.select({ id: deliveries.id }).from(deliveries).where(isPending(lane)).limit(atMost);
  const [found] = await tx
    .select({
      queued: sql<string[]>`array(${some})`,
      later: earliest(gt(deliveries.nextAttemptAt, now)),
      held: earliest(
        and(eq(deliveries.tries, 0), gt(deliveries.nextAttemptAt, heldSince), lte(deliveries.nextAttemptAt, now)),
      ),
    })
    .from(sql`(select) one`);
  const { queued = [], later = null, held = null } = found ?? {};
  const moments = [later?.getTime(), held === null ? undefined : held.getTime() + HELD_MS * pace].filter(
    (moment) => moment !== undefined,
  );
  return { next: moments.length === 0 ? undefined : new Date(Math.min(...moments)), queued };
}
