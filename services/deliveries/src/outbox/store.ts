import { deliveries, events, webhookEndpoints, webhookSecrets } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { alertMembers } from "../alerts/alert-members.ts";
import { and, eq, exists, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";

/**
 * As the system: queue a delivery of each open event for each endpoint that wants it and was enabled when it happened,
 * and an alert for each member who wants to hear of it, and mark the events as taken, in one statement. Another run at the same time does not wait for these events and takes
 * others. A replay, which refers to them too, does not wait either: that would be a deadlock.
 * @returns how many events were taken; fewer than `atMost` when there are no more
 */
export async function takeEvents(tx: Tx, orgId: string, atMost: number): Promise<number> {
  const { rows } = await tx.execute<{ taken: number }>(sql`
    with taken as (
      select id, type, resource_id, position, created_at, data from events
      where org_id = ${orgId} and delivered_at is null
      order by position limit ${atMost}
      for no key update skip locked
    ), queued as (
      insert into deliveries (org_id, endpoint_id, event_id, event_type, resource_id, position, next_attempt_at)
      select ${orgId}::uuid, endpoint.id, taken.id, taken.type, taken.resource_id, taken.position, now()
      from taken join webhook_endpoints endpoint on endpoint.org_id = ${orgId}
        and endpoint.state = 'enabled' and endpoint.deleted_at is null and endpoint.enabled_since <= taken.created_at
        and (endpoint.event_types is null or taken.type = any (endpoint.event_types))
      on conflict do nothing
    ), alerted as (${alertMembers(orgId)}
    ), marked as (
      update events set delivered_at = now() from taken
      where events.org_id = ${orgId} and events.id = taken.id
      returning events.id
    )
    select count(*)::int as taken from marked`);
  return rows[0]?.taken ?? 0;
}

/** As the system: the endpoints to which something is due, or will be when they wake. */
export async function dueEndpoints(tx: Tx, orgId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.orgId, orgId),
        eq(webhookEndpoints.state, "enabled"),
        isNull(webhookEndpoints.deletedAt),
        exists(
          tx
            .select({ id: deliveries.id })
            .from(deliveries)
            .where(
              and(
                eq(deliveries.endpointId, webhookEndpoints.id),
                eq(deliveries.state, "pending"),
                // By the clock that queued it: ours may be behind.
                lte(deliveries.nextAttemptAt, sql`now() + interval '1 second'`),
              ),
            ),
        ),
      ),
    );
  return rows.map(({ id }) => id);
}

const isHidden = (orgId: string) => and(eq(webhookEndpoints.orgId, orgId), isNotNull(webhookEndpoints.deletedAt));

/** As the system: whether an endpoint waits to be deleted with its deliveries. */
export async function hasDeletedEndpoints(tx: Tx, orgId: string): Promise<boolean> {
  const [row] = await tx.select({ id: webhookEndpoints.id }).from(webhookEndpoints).where(isHidden(orgId)).limit(1);
  return row !== undefined;
}

/** As the system: delete expired events and their deliveries. Returns how many. */
export async function clearEvents(tx: Tx, orgId: string, before: Date, atMost: number): Promise<number> {
  const old = tx
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.orgId, orgId), sql`${events.createdAt} < ${before.toISOString()}::timestamptz`))
    .orderBy(events.createdAt)
    .limit(atMost);
  const gone = await tx
    .delete(events)
    .where(and(eq(events.orgId, orgId), inArray(events.id, old)))
    .returning({ id: events.id });
  return gone.length;
}

/** As the system: delete the rows of hidden endpoints, then the endpoints that have none left. Returns how many. */
export async function clearEndpoints(tx: Tx, orgId: string, atMost: number): Promise<number> {
  const hidden = isHidden(orgId);
  const ofHidden = tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .innerJoin(
      webhookEndpoints,
      and(eq(webhookEndpoints.orgId, deliveries.orgId), eq(webhookEndpoints.id, deliveries.endpointId)),
    )
    .where(hidden)
    .limit(atMost);
  const gone = await tx
    .delete(deliveries)
    .where(and(eq(deliveries.orgId, orgId), inArray(deliveries.id, ofHidden)))
    .returning({ id: deliveries.id });
  if (gone.length > 0) return gone.length;
  const endpoints = await tx.delete(webhookEndpoints).where(hidden).returning({ id: webhookEndpoints.id });
  return endpoints.length;
}

/** As the system: delete secrets that no longer sign anything. */
export const clearSecrets = (tx: Tx, orgId: string) =>
  tx.delete(webhookSecrets).where(and(eq(webhookSecrets.orgId, orgId), sql`${webhookSecrets.expiresAt} <= now()`));

/** As the system: whether there are any. */
export async function hasEvents(tx: Tx, orgId: string): Promise<boolean> {
  const [row] = await tx.select({ id: events.id }).from(events).where(eq(events.orgId, orgId)).limit(1);
  return row !== undefined;
}

/** As the system, of no organization: those where something waits, in the order of their ids, after the given one. */
export async function waitingOrganizations(tx: Tx, after: string | null, atMost: number): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from app.organizations_with_undelivered_events(${after}::uuid, ${atMost}::int) as id`,
  );
  return rows.map(({ id }) => id);
}

/**
 * As the system, of no organization: delete expired rows of all organizations, `atMost` of each table. True when there
 * are more.
 */
export async function clearExpired(tx: Tx, atMost: number): Promise<boolean> {
  const { rows } = await tx.execute<{ more: boolean }>(sql`select app.clear_expired(${atMost}::int) as more`);
  return rows[0]?.more ?? false;
}

/** As the system, of no organization: erase a bite of what a closed organization leaves. True when there is more. */
export async function eraseClosed(tx: Tx, atMost: number): Promise<boolean> {
  const { rows } = await tx.execute<{ more: boolean }>(sql`select app.erase_closed(${atMost}::int) as more`);
  return rows[0]?.more ?? false;
}
