import { systemEntry } from "@allokoli/shared/db/books";
import {
  auditLog,
  deliveries,
  deliveryAttempts,
  events,
  webhookEndpoints,
  webhookSecrets,
} from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, asc, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import type { LaneRef } from "../env.ts";
import type { KeptSecret } from "../signing/secret.ts";
import type { Attempt, EndpointVerdict } from "./decide.ts";
import type { Settled } from "./drive.ts";
import type { PayloadRow } from "./payload.ts";

export type LaneEndpoint = {
  id: string;
  url: string;
  failingSince: Date | null;
  pausedUntil: Date | null;
  secrets: KeptSecret[];
};
export type DueDelivery = PayloadRow & {
  id: string;
  tries: number;
  resourceId: string;
  position: number;
  nextAttemptAt: Date | null;
};

/** Enough to find different things to tell of; few enough to hold them all, reports included. */
const DUE_AT_ONCE = 40;

const isEndpoint = ({ orgId, endpointId }: LaneRef) =>
  and(eq(webhookEndpoints.orgId, orgId), eq(webhookEndpoints.id, endpointId), isNull(webhookEndpoints.deletedAt));
const waits = ({ orgId, endpointId }: LaneRef) =>
  and(eq(deliveries.orgId, orgId), eq(deliveries.endpointId, endpointId), eq(deliveries.state, "pending"));

/** As the system: the endpoint with what its deliveries are signed with, the newest first. Also one that is disabled. */
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

/** As the system: what is due, and when more will be. Undefined for an endpoint that is disabled or gone. */
export async function readLane(tx: Tx, lane: LaneRef, now: Date) {
  const [endpoint, due, [later]] = await Promise.all([
    findEndpoint(tx, lane, now),
    tx
      .select({
        id: deliveries.id,
        tries: deliveries.tries,
        nextAttemptAt: deliveries.nextAttemptAt,
        position: deliveries.position,
        eventId: events.id,
        type: events.type,
        createdAt: events.createdAt,
        data: events.data,
        resourceId: events.resourceId,
      })
      .from(deliveries)
      .innerJoin(events, and(eq(events.orgId, deliveries.orgId), eq(events.id, deliveries.eventId)))
      .where(and(waits(lane), lte(deliveries.nextAttemptAt, now)))
      .orderBy(asc(deliveries.nextAttemptAt), asc(deliveries.position))
      .limit(DUE_AT_ONCE),
    tx
      .select({ next: deliveries.nextAttemptAt })
      .from(deliveries)
      .where(and(waits(lane), gt(deliveries.nextAttemptAt, now)))
      .orderBy(asc(deliveries.nextAttemptAt))
      .limit(1),
  ]);
  if (endpoint?.state !== "enabled") return undefined;
  const { pausedUntil } = endpoint;
  if (pausedUntil !== null && pausedUntil > now) return { endpoint, due: [], next: pausedUntil };
  return { endpoint, due, next: later?.next ?? undefined };
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
 * As the system: write down what came of a batch. A delivery that was queued anew while it was sent stays queued, unless
 * it arrived. True when the endpoint was disabled by it.
 */
export async function settleBatch(
  tx: Tx,
  lane: LaneRef,
  endpoint: LaneEndpoint,
  settled: Settled<DueDelivery>[],
  verdict: EndpointVerdict,
): Promise<boolean> {
  const { orgId } = lane;
  // In the order in which a replay takes them, so that the two do not wait for each other in a circle.
  const inOrder = settled.toSorted((left, right) => left.delivery.position - right.delivery.position);
  const written = inOrder.flatMap(({ delivery, attempt, verdict: next }) => {
    const isThis = and(eq(deliveries.orgId, orgId), eq(deliveries.id, delivery.id));
    const isAsRead = sql`${deliveries.nextAttemptAt} is not distinct from ${delivery.nextAttemptAt?.toISOString() ?? null}::timestamptz`;
    const change =
      next.state === "delivered"
        ? { state: next.state, nextAttemptAt: null }
        : { state: next.state, tries: next.tries, nextAttemptAt: next.state === "pending" ? next.nextAttemptAt : null };
    return [
      tx
        .update(deliveries)
        .set({
          attempts: sql`${deliveries.attempts} + 1`,
          lastAttemptAt: attempt.at,
          lastStatus: attempt.status,
        })
        .where(isThis)
        .execute(),
      tx
        .update(deliveries)
        .set(change)
        .where(next.state === "delivered" ? isThis : and(isThis, eq(deliveries.state, "pending"), isAsRead))
        .execute(),
    ];
  });
  const attempts = tx
    .insert(deliveryAttempts)
    .values(settled.map(({ delivery, attempt }) => toAttemptRow(orgId, delivery.id, attempt)))
    .execute();
  const [isDisabled] = await Promise.all([judge(tx, lane, endpoint, verdict), attempts, ...written]);
  return isDisabled;
}

async function judge(
  tx: Tx,
  lane: LaneRef,
  endpoint: LaneEndpoint,
  { failingSince, pausedUntil, disabledReason }: EndpointVerdict,
): Promise<boolean> {
  const { orgId, endpointId: id } = lane;
  // Led elsewhere or disabled meanwhile, it is not what these attempts were about.
  const isAsRead = and(isEndpoint(lane), eq(webhookEndpoints.state, "enabled"), eq(webhookEndpoints.url, endpoint.url));
  if (disabledReason === undefined) {
    const isSame =
      failingSince?.getTime() === endpoint.failingSince?.getTime() &&
      pausedUntil?.getTime() === endpoint.pausedUntil?.getTime();
    if (!isSame) await tx.update(webhookEndpoints).set({ failingSince, pausedUntil }).where(isAsRead);
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
