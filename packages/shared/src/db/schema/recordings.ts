import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { organizations } from "./organizations.ts";

/**
 * Recordings that are copied, or are to be: their bytes lie in R2 under `<org_id>/<call_id>`. Without a reference to the
 * call: a row outlives its call until R2 has deleted the bytes.
 */
export const recordingCopies = pgTable(
  "recording_copies",
  {
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    callId: uuid("call_id").notNull(),
    /** Null until the bytes are there. */
    sizeBytes: bigint("size_bytes", { mode: "number" }),
    mediaType: text("media_type"),
    /** Of the bytes, in hexadecimal. */
    sha256: text("sha256"),
    attempts: integer("attempts").notNull().default(0),
    /** When it is to be copied or deleted next. Null when there is nothing to do. */
    dueAt: moment("due_at"),
    /** Set with the deletion of the call, or when its time is over; the row goes when R2 has deleted the bytes. */
    deletedAt: moment("deleted_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.callId] }),
    index("recording_copies_due")
      .on(t.dueAt)
      .where(sql`${t.dueAt} is not null`),
    index("recording_copies_oldest")
      .on(t.orgId, t.createdAt)
      .where(sql`${t.sizeBytes} is not null and ${t.deletedAt} is null`),
  ],
).enableRLS();
