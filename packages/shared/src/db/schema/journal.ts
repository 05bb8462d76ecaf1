import { sql } from "drizzle-orm";
import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { calls } from "./calls.ts";
import { id, moment } from "./columns.ts";
import { organizations } from "./organizations.ts";

/**
 * What happened in a call: a chain of hashes for each call (docs/journal.md). Rows are only added, and a trigger writes
 * their position, time and hashes. Without a reference to the call: the chain outlives it, without anything personal.
 */
export const callJournal = pgTable(
  "call_journal",
  {
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    callId: uuid("call_id").notNull(),
    /** From 1. */
    position: integer("position").notNull(),
    /** What the entry is of: a second one of the same is not added. */
    key: text("key").notNull(),
    kind: text("kind").notNull(),
    /** When it happened, by whoever told of it. */
    at: moment("at").notNull(),
    /** When it was written, by the database's clock. */
    recordedAt: moment("recorded_at").notNull(),
    /** JSON in its canonical form (RFC 8785), exactly as it is hashed. */
    data: text("data").notNull(),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.callId, t.position] }),
    unique("call_journal_key").on(t.orgId, t.callId, t.key),
    index("call_journal_day").on(t.orgId, t.recordedAt, t.callId, t.position),
  ],
).enableRLS();

/** The salts of digests in the journal. They go with their call: nobody can then find out what was digested. */
export const journalSalts = pgTable(
  "journal_salts",
  {
    orgId: uuid("org_id").notNull(),
    callId: uuid("call_id").notNull(),
    key: text("key").notNull(),
    /** 32 random bytes in hexadecimal. */
    salt: text("salt").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.callId, t.key] }),
    foreignKey({
      name: "journal_salts_call",
      columns: [t.orgId, t.callId],
      foreignColumns: [calls.orgId, calls.id],
    }).onDelete("cascade"),
  ],
).enableRLS();

/** The days of an organization on which something was written; the first entry of a day adds its row. */
export const journalDays = pgTable(
  "journal_days",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** The midnight at which it ends. It begins where the day before ended. */
    until: moment("until").notNull(),
    /** How many calls have entries of that day. These are null until the day is closed. */
    calls: integer("calls"),
    previousHash: text("previous_hash"),
    hash: text("hash"),
  },
  (t) => [
    unique("journal_days_until").on(t.orgId, t.until),
    index("journal_days_open")
      .on(t.until)
      .where(sql`${t.hash} is null`),
  ],
).enableRLS();
