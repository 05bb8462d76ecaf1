import { index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, length } from "./columns.ts";
import { organizations } from "./organizations.ts";

/** That somebody had everything of one caller deleted, and how much it was; not who the caller was. */
export const erasures = pgTable(
  "erasures",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** The last two digits, by which whoever asked knows it again. */
    ending: text("ending").notNull(),
    calls: integer("calls").notNull(),
    messages: integer("messages").notNull(),
    events: integer("events").notNull(),
    questions: integer("questions").notNull(),
    /** Null when the account is gone. */
    requestedBy: uuid("requested_by"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("erasures_org_id_id").on(t.orgId, t.id),
    index("erasures_newest").on(t.orgId, t.createdAt, t.id),
    length("erasures_ending_length", t.ending, 2, 2),
  ],
).enableRLS();
