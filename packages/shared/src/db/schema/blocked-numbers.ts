import { index, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, length, revision, updatedAt } from "./columns.ts";
import { organizations } from "./organizations.ts";

/** A caller whom an organization's numbers turn away. */
export const blockedNumbers = pgTable(
  "blocked_numbers",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** E.164; null for all who hide their number. */
    number: text("number"),
    /** Why, for colleagues. */
    note: text("note"),
    /** What the caller hears; null for nothing. */
    answer: text("answer"),
    revision: revision(),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("blocked_numbers_once").on(t.orgId, t.number).nullsNotDistinct(),
    index("blocked_numbers_newest").on(t.orgId, t.createdAt, t.id),
    length("blocked_numbers_number_length", t.number, 3, 40),
    length("blocked_numbers_note_length", t.note, 1, 200),
    length("blocked_numbers_answer_length", t.answer, 1, 300),
  ],
).enableRLS();
