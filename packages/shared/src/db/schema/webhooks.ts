import { sql } from "drizzle-orm";
import { bigint, foreignKey, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { EVENT_TYPES } from "../../events/event-types.ts";
import { createdAt, id, length, moment, oneOf, revision, updatedAt } from "./columns.ts";
import { events } from "./events.ts";
import { organizations } from "./organizations.ts";

export const ENDPOINT_STATES = ["enabled", "disabled"] as const;
export const DELIVERY_STATES = ["pending", "delivered", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** An address of the organization that gets events. */
export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    url: text("url").notNull(),
    description: text("description"),
    /** Null for all there are and will be. */
    eventTypes: text("event_types", { enum: EVENT_TYPES }).array(),
    state: text("state", { enum: ENDPOINT_STATES }).notNull().default("enabled"),
    /** It is told of what happens from then on. */
    enabledSince: moment("enabled_since").notNull().defaultNow(),
    /** Why we disabled it, in words for a person. */
    disabledReason: text("disabled_reason"),
    /** The first failure since the last success. */
    failingSince: moment("failing_since"),
    /** It asked to be left alone until then. */
    pausedUntil: moment("paused_until"),
    revision: revision(),
    /** Hidden; its rows are deleted in small batches, and it with the last one. */
    deletedAt: moment("deleted_at"),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("webhook_endpoints_org_id_id").on(t.orgId, t.id),
    index("webhook_endpoints_newest").on(t.orgId, t.createdAt, t.id),
    length("webhook_endpoints_url_length", t.url, 1, 2000),
    length("webhook_endpoints_description_length", t.description, 1, 200),
    oneOf("webhook_endpoints_state", t.state, ENDPOINT_STATES),
  ],
).enableRLS();

/** Secrets that sign an endpoint's deliveries: one is current; the previous ones stay valid for a day. */
export const webhookSecrets = pgTable(
  "webhook_secrets",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    endpointId: uuid("endpoint_id").notNull(),
    /** Only the system's role may read it. */
    sealed: text("sealed").notNull(),
    keyId: text("key_id").notNull(),
    expiresAt: moment("expires_at"),
    createdAt: createdAt(),
  },
  (t) => [
    index("webhook_secrets_of_endpoint").on(t.orgId, t.endpointId),
    foreignKey({
      name: "webhook_secrets_endpoint",
      columns: [t.orgId, t.endpointId],
      foreignColumns: [webhookEndpoints.orgId, webhookEndpoints.id],
    }).onDelete("cascade"),
  ],
).enableRLS();

/** An event on its way to an endpoint: the queue. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    endpointId: uuid("endpoint_id").notNull(),
    eventId: uuid("event_id").notNull(),
    eventType: text("event_type", { enum: EVENT_TYPES }).notNull(),
    /** The resource of the event. The events of one resource are sent in order. */
    resourceId: uuid("resource_id").notNull(),
    /** The event's: the order of one thing. */
    position: bigint("position", { mode: "number" }).notNull(),
    state: text("state", { enum: DELIVERY_STATES }).notNull().default("pending"),
    /** How many there have been, ever. */
    attempts: integer("attempts").notNull().default(0),
    /** How many of the schedule are used up. */
    tries: integer("tries").notNull().default(0),
    nextAttemptAt: moment("next_attempt_at"),
    lastAttemptAt: moment("last_attempt_at"),
    /** What was answered last; null when nothing was. */
    lastStatus: integer("last_status"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("deliveries_org_id_id").on(t.orgId, t.id),
    // The event first: that is how its deliveries go with it.
    unique("deliveries_once").on(t.orgId, t.eventId, t.endpointId),
    index("deliveries_newest").on(t.orgId, t.endpointId, t.createdAt, t.id),
    index("deliveries_of_state").on(t.orgId, t.endpointId, t.state, t.createdAt, t.id),
    index("deliveries_of_type").on(t.orgId, t.endpointId, t.eventType, t.createdAt, t.id),
    index("deliveries_due")
      .on(t.endpointId, t.nextAttemptAt, t.position)
      .where(sql`${t.state} = 'pending'`),
    index("deliveries_of_thing")
      .on(t.endpointId, t.resourceId, t.position)
      .where(sql`${t.state} = 'pending'`),
    oneOf("deliveries_state", t.state, DELIVERY_STATES),
    foreignKey({
      name: "deliveries_endpoint",
      columns: [t.orgId, t.endpointId],
      foreignColumns: [webhookEndpoints.orgId, webhookEndpoints.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "deliveries_event",
      columns: [t.orgId, t.eventId],
      foreignColumns: [events.orgId, events.id],
    }).onDelete("cascade"),
  ],
).enableRLS();

/** One request of a delivery, and what came back. */
export const deliveryAttempts = pgTable(
  "delivery_attempts",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    deliveryId: uuid("delivery_id").notNull(),
    at: moment("at").notNull(),
    durationMs: integer("duration_ms").notNull(),
    status: integer("status"),
    /** Why there was no answer, or none that counts, as one word. */
    failure: text("failure"),
    /** The beginning of the answer. */
    answer: text("answer"),
    createdAt: createdAt(),
  },
  (t) => [
    index("delivery_attempts_of_delivery").on(t.orgId, t.deliveryId, t.at),
    foreignKey({
      name: "delivery_attempts_delivery",
      columns: [t.orgId, t.deliveryId],
      foreignColumns: [deliveries.orgId, deliveries.id],
    }).onDelete("cascade"),
  ],
).enableRLS();
