import { deliveries, events, webhookEndpoints, webhookSecrets } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, eq, exists, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";

/**
 * As the system: queue a delivery of each event that nobody took for each endpoint that wants it and was enabled when it
 * happened, in one statement with the mark that they are taken. Who takes the same events at the same time waits for
 * none and takes others; a replay, which refers to them too, does not wait either, as it would in a circle.
 * @returns how many events were taken; fewer than `atMost` when there are no more
 */
export async function takeEvents(tx: Tx, orgId: string, atMost: number): Promise<number> {
  const { rows } = await tx.execute<{ taken: number }>(sql`
    with taken as (
      select id, type, position, created_at from events
      where org_id = ${orgId} and delivered_at is null
      order by position limit ${atMost}
      for no key update skip locked
    ), queued as (
      insert into deliveries (org_id, endpoint_id, event_id, event_type, position, next_attempt_at)
      select ${orgId}::uuid, endpoint.id, taken.id, taken.type, taken.position, now()
      from taken join webhook_endpoints endpoint on endpoint.org_id = ${orgId}
        and endpoint.state = 'enabled' and endpoint.deleted_at is null and endpoint.enabled_since <= taken.created_at
        and (endpoint.event_types is null or taken.type = any (endpoint.event_types))
      on conflict do nothing
    ), marked as (
      update events set delivered_at = now() from taken
      where events.org_id = ${orgId} and events.id = taken.id
      returning events.id
    )
    select count(*)::int as taken from marked`);
  return rows[0]?.taken ?? 0;
}

/** As the system: the endpoints to which something is due, or will be by the time that they are woken. */
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

/** As the system: let go of events that are older than is kept, and their deliveries. How many went. */
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

/** As the system: let go of what hangs on hidden endpoints, and of those on which nothing does. How much went. */
export async function clearEndpoints(tx: Tx, orgId: string, atMost: number): Promise<number> {
  const hidden = and(eq(webhookEndpoints.orgId, orgId), isNotNull(webhookEndpoints.deletedAt));
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

/** As the system: let go of secrets that sign nothing any more. */
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
