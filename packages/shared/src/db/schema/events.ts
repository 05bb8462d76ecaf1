import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
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
    /** One of the outgoing events, such as `call.ended`. */
    type: text("type").notNull(),
    resourceType: text("resource_type").notNull(),
    resourceId: uuid("resource_id").notNull(),
    data: jsonb("data").notNull(),
    createdAt: createdAt(),
    deliveredAt: moment("delivered_at"),
  },
  (t) => [
    index("events_newest").on(t.orgId, t.createdAt, t.id),
    index("events_undelivered")
      .on(t.orgId, t.createdAt)
      .where(sql`${t.deliveredAt} is null`),
  ],
).enableRLS();
