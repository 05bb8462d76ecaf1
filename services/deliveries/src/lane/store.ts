import { systemEntry } from "@allokoli/shared/db/audit-entry";
import {
  auditLog,
  deliveries,
  deliveryAttempts,
  events,
  webhookEndpoints,
  webhookSecrets,
} from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { LaneRef } from "../env.ts";
import type { KeptSecret } from "@allokoli/shared/crypto/signing";
import type { Attempt, EndpointVerdict } from "./decide.ts";
import type { Settled, Turn } from "./drive.ts";
import { findDue, lookAhead, type DueDelivery, type Moment } from "./due.ts";

export type LaneEndpoint = {
  id: string;
  url: string;
  failingSince: Date | null;
  pausedUntil: Date | null;
  secrets: KeptSecret[];
};
const isEndpoint = ({ orgId, endpointId }: LaneRef) =>
  and(eq(webhookEndpoints.orgId, orgId), eq(webhookEndpoints.id, endpointId), isNull(webhookEndpoints.deletedAt));
/** As the system: the endpoint with its signing secrets, newest first. Also a disabled one. */
export async function findEndpoint(tx: Tx, lane: LaneRef, now: Date) {
  const [[endpoint], secrets] = await Promise.all([
    tx
      .select({
        id: webhookEndpoints.id,
        url: webhookEndpoints.url,
        state: webhookEndpoints.state,
        failingSince: webhookEndpoints.failingSince,
        pausedUntil: webhookEndpoints.pausedUntil,
      })
      .from(webhookEndpoints)
      .where(isEndpoint(lane)),
    tx
      .select({ id: webhookSecrets.id, sealed: webhookSecrets.sealed, keyId: webhookSecrets.keyId })
      .from(webhookSecrets)
      .where(
        and(
          eq(webhookSecrets.orgId, lane.orgId),
          eq(webhookSecrets.endpointId, lane.endpointId),
          or(isNull(webhookSecrets.expiresAt), gt(webhookSecrets.expiresAt, now)),
        ),
      )
      .orderBy(sql`${webhookSecrets.expiresAt} desc nulls first`),
  ]);
  return endpoint && { ...endpoint, secrets };
}

/** As the system: what may be sent now, and when more may. Undefined for an endpoint that is disabled or gone. */
export async function readLane(tx: Tx, lane: LaneRef, moment: Moment, turn: Turn) {
  const [endpoint, due, { next, queued }] = await Promise.all([
    findEndpoint(tx, lane, moment.now),
    findDue(tx, lane, moment, turn),
    lookAhead(tx, lane, moment, turn.underWay.length + turn.atMost + 1),
  ]);
  if (endpoint?.state !== "enabled") return undefined;
  const { pausedUntil } = endpoint;
  if (pausedUntil !== null && pausedUntil > moment.now) return { endpoint, due: [], next: pausedUntil, isAll: false };
  // By their ids: one of them may have been erased meanwhile, with its event.
  const known = new Set([...turn.underWay, ...due.map(({ id }) => id)]);
  return { endpoint, due, next, isAll: queued.every((id) => known.has(id)) };
}

/** The row of an attempt. */
export const toAttemptRow = (orgId: string, deliveryId: string, attempt: Attempt) => ({
  orgId,
  deliveryId,
  at: attempt.at,
  durationMs: attempt.durationMs,
  status: attempt.status,
  failure: attempt.failure,
  answer: attempt.answer,
});

/**
 * As the system: store the outcome of a batch. A delivery that was queued again while it was sent stays queued and is
 * sent once more: who asked for that may have seen this one arrive.
 * @returns whether one of them is queued still, and whether this disabled the endpoint
 */
export async function settleBatch(
  tx: Tx,
  lane: LaneRef,
  endpoint: LaneEndpoint,
  settled: Settled<DueDelivery>[],
  verdict: EndpointVerdict,
): Promise<{ isQueued: boolean; isDisabled: boolean }> {
  const { orgId } = lane;
  // In the order in which a replay takes them, so that the two do not wait for each other in a circle.
  const inOrder = settled.toSorted((left, right) => left.delivery.position - right.delivery.position);
  const written = inOrder.map(({ delivery, attempt, verdict: next }) => {
    const readAt = sql`${delivery.nextAttemptAt?.toISOString() ?? null}::timestamptz`;
    const isAsRead = sql`${deliveries.state} = 'pending' and ${deliveries.nextAttemptAt} is not distinct from ${readAt}`;
    const ifAsRead = (column: PgColumn, value: unknown) =>
      sql`case when ${isAsRead} then ${sql.param(value, column)} else ${column} end`;
    return tx
      .update(deliveries)
      .set({
        attempts: sql`${deliveries.attempts} + 1`,
        lastAttemptAt: attempt.at,
        lastStatus: attempt.status,
        state: ifAsRead(deliveries.state, next.state),
        nextAttemptAt: ifAsRead(deliveries.nextAttemptAt, next.state === "pending" ? next.nextAttemptAt : null),
        ...(next.state !== "delivered" && { tries: ifAsRead(deliveries.tries, next.tries) }),
      })
      .where(and(eq(deliveries.orgId, orgId), eq(deliveries.id, delivery.id)))
      .returning({ state: deliveries.state })
      .execute();
  });
  const attempts = tx
    .insert(deliveryAttempts)
    .values(settled.map(({ delivery, attempt }) => toAttemptRow(orgId, delivery.id, attempt)))
    .execute();
  const [isDisabled, , ...rows] = await Promise.all([judge(tx, lane, endpoint, verdict), attempts, ...written]);
  return { isQueued: rows.flat().some(({ state }) => state === "pending"), isDisabled };
}

async function judge(
  tx: Tx,
  lane: LaneRef,
  endpoint: LaneEndpoint,
  { failingSince, pausedUntil, disabledReason }: EndpointVerdict,
): Promise<boolean> {
  const { orgId, endpointId: id } = lane;
  // The endpoint has another address or was disabled by now: these attempts say nothing about it.
  const isAsRead = and(isEndpoint(lane), eq(webhookEndpoints.state, "enabled"), eq(webhookEndpoints.url, endpoint.url));
  if (disabledReason === undefined) {
    // Only what has changed, so that a change by somebody else is not undone.
    const change = {
      ...(failingSince?.getTime() !== endpoint.failingSince?.getTime() && { failingSince }),
      ...(pausedUntil?.getTime() !== endpoint.pausedUntil?.getTime() && { pausedUntil }),
    };
    if (Object.keys(change).length > 0) await tx.update(webhookEndpoints).set(change).where(isAsRead);
    return false;
  }
  const disabled = await tx
    .update(webhookEndpoints)
    .set({ state: "disabled", disabledReason, failingSince, revision: sql`${webhookEndpoints.revision} + 1` })
    .where(isAsRead)
    .returning({ id: webhookEndpoints.id });
  if (disabled.length === 0) return false;
  await Promise.all([
    tx.insert(events).values({
      orgId,
      type: "webhook.disabled",
      resourceType: "webhook",
      resourceId: id,
      data: { id, reason: disabledReason },
    }),
    tx
      .insert(auditLog)
      .values(systemEntry(orgId, "webhook.failed", { type: "webhook", id }, { reason: disabledReason })),
  ]);
  return true;
}
