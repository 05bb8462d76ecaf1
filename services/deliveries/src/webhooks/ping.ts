import { authorOf } from "@allokoli/shared/db/audit-entry";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { auditLog, deliveries, deliveryAttempts, events } from "@allokoli/shared/db/schema/index";
import { systemTenant, type Tx } from "@allokoli/shared/db/tenant";
import { notFound } from "@allokoli/shared/http/problem";
import { v7 as uuidv7 } from "uuid";
import { numberOf, type LaneRef } from "../env.ts";
import { isSuccess, type Attempt } from "../lane/decide.ts";
import { toEvent, type EventRow } from "../event-types/event.ts";
import { sendOnce } from "../lane/send.ts";
import { findEndpoint, toAttemptRow } from "../lane/store.ts";
import type { Scope } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import { openSecrets } from "@allokoli/shared/crypto/signing";
import { auditEntry, requireEndpoint } from "./store.ts";

/**
 * Send a `ping` at once, whatever the state of the endpoint, and store the answer. It is tried once and does not count
 * for disabling the endpoint.
 * @throws {Problem} `not_found`
 */
export async function pingEndpoint(
  c: Scope<Env>,
  endpointId: string,
): Promise<{ deliveryId: string; attempt: Attempt }> {
  const { env } = c;
  const { tenant, database } = c.var;
  const { orgId } = tenant;
  const options = { rules: addressRules(env), timeoutMs: numberOf(env, "SEND_TIMEOUT_MS") };
  await tenant.write("admin", async (tx) => {
    await requireEndpoint(tx, orgId, endpointId);
    await tx.insert(auditLog).values(auditEntry(orgId, authorOf(c), "pinged", endpointId));
  });
  const lane = { orgId, endpointId };
  const asSystem = systemTenant(database, orgId);
  const endpoint = await asSystem.read((tx) => findEndpoint(tx, lane, new Date()));
  if (endpoint === undefined) throw notFound("webhook");
  const event: EventRow = {
    id: uuidv7(),
    orgId,
    type: "ping",
    resourceType: "webhook",
    resourceId: endpointId,
    createdAt: new Date(),
    data: { id: endpointId },
  };
  const body = JSON.stringify(toEvent(event));
  const secrets = await openSecrets(env, "webhook", orgId, endpoint.secrets);
  const attempt = await sendOnce({ url: endpoint.url, secrets, eventId: event.id, body }, options);
  const deliveryId = uuidv7();
  await asSystem.write("admin", (tx) => keepPing(tx, lane, { deliveryId, event, attempt }));
  return { deliveryId, attempt };
}

type Ping = { deliveryId: string; event: EventRow; attempt: Attempt };

/** As the system: the event is marked as taken, so that no other endpoint gets it. */
async function keepPing(tx: Tx, { orgId, endpointId }: LaneRef, { deliveryId, event, attempt }: Ping): Promise<void> {
  const [kept] = await tx
    .insert(events)
    .values({ ...event, deliveredAt: event.createdAt })
    .returning({ position: events.position });
  if (kept === undefined) throw new Error("an event was inserted and not returned");
  await tx.insert(deliveries).values({
    id: deliveryId,
    orgId,
    endpointId,
    eventId: event.id,
    eventType: event.type,
    resourceId: endpointId,
    position: kept.position,
    state: isSuccess(attempt) ? "delivered" : "failed",
    attempts: 1,
    tries: 1,
    lastAttemptAt: attempt.at,
    lastStatus: attempt.status,
  });
  await tx.insert(deliveryAttempts).values(toAttemptRow(orgId, deliveryId, attempt));
}
