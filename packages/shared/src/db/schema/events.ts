import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { EVENT_TYPES } from "../../events/event-types.ts";
import { createdAt, id, moment } from "./columns.ts";
import { organizations } from "./organizations.ts";

/** The outbox: written in the transaction that changes a state, delivered afterwards. */
export const events = pgTable(
  "events",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** The order in which they were written: events of one transaction share their moment. */
    position: bigint("position", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    type: text("type", { enum: EVENT_TYPES }).notNull(),
    resourceType: text("resource_type").notNull(),
    resourceId: uuid("resource_id").notNull(),
    data: jsonb("data").notNull(),
    createdAt: createdAt(),
    /** When its deliveries were queued, one for each endpoint that wants it. */
    deliveredAt: moment("delivered_at"),
  },
  (t) => [
    unique("events_org_id_id").on(t.orgId, t.id),
    index("events_newest").on(t.orgId, t.createdAt, t.id),
    index("events_of_resource").on(t.orgId, t.resourceId, t.createdAt, t.id),
    index("events_of_type").on(t.orgId, t.type, t.createdAt, t.id),
    index("events_of_kind").on(t.orgId, t.resourceType, t.createdAt, t.id),
    index("events_undelivered")
      .on(t.orgId, t.position)
      .where(sql`${t.deliveredAt} is null`),
  ],
).enableRLS();
