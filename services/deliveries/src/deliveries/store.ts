import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog, deliveries, deliveryAttempts, events, type DeliveryState } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { EventType } from "@allokoli/shared/events/event-types";
import type { Position } from "@allokoli/shared/http/page";
import { and, desc, eq, sql } from "drizzle-orm";
import type { Delivery } from "./contract.ts";

export type DeliveryRow = typeof deliveries.$inferSelect;

const SHOWN_ATTEMPTS = 50;

export const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  webhookId: row.endpointId,
  eventId: row.eventId,
  eventType: row.eventType,
  state: row.state,
  attemptCount: row.attempts,
  nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
  lastStatus: row.lastStatus,
  createdAt: row.createdAt.toISOString(),
});

const isDelivery = (orgId: string, endpointId: string, id: string) =>
  and(eq(deliveries.orgId, orgId), eq(deliveries.endpointId, endpointId), eq(deliveries.id, id));

export type DeliveryFilter = {
  limit: number;
  after: Position | undefined;
  state: DeliveryState | undefined;
  eventType: EventType | undefined;
};

/** Newest first, one more than `limit` when there are more. */
export const listDeliveries = (
  tx: Tx,
  orgId: string,
  endpointId: string,
  { limit, after, state, eventType }: DeliveryFilter,
) =>
  tx
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.orgId, orgId),
        eq(deliveries.endpointId, endpointId),
        state && eq(deliveries.state, state),
        eventType && eq(deliveries.eventType, eventType),
        after &&
          sql`(${deliveries.createdAt}, ${deliveries.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(limit + 1);

/** A delivery with its event and its last attempts. */
export async function findDelivery(tx: Tx, orgId: string, endpointId: string, id: string) {
  const [[found], attempts] = await Promise.all([
    tx
      .select({ delivery: deliveries, event: events })
      .from(deliveries)
      .innerJoin(events, and(eq(events.orgId, deliveries.orgId), eq(events.id, deliveries.eventId)))
      .where(isDelivery(orgId, endpointId, id)),
    tx
      .select()
      .from(deliveryAttempts)
      .where(and(eq(deliveryAttempts.orgId, orgId), eq(deliveryAttempts.deliveryId, id)))
      .orderBy(desc(deliveryAttempts.at))
      .limit(SHOWN_ATTEMPTS),
  ]);
  return found && { ...found, attempts };
}

/** Due at once, with the whole schedule before it. Undefined when there is no such delivery. */
export async function queueAgain(
  tx: Tx,
  orgId: string,
  endpointId: string,
  id: string,
  { now, author }: { now: Date; author: Author },
): Promise<DeliveryRow | undefined> {
  const [row] = await tx
    .update(deliveries)
    .set({ state: "pending", tries: 0, nextAttemptAt: now })
    .where(isDelivery(orgId, endpointId, id))
    .returning();
  if (row === undefined) return undefined;
  const resource = { type: "webhook", id: endpointId };
  await tx.insert(auditLog).values(entry(orgId, author, "webhook.retried", resource, { deliveryId: id }));
  return row;
}
