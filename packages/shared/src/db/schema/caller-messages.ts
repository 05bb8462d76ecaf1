import { sql } from "drizzle-orm";
import { boolean, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, length, moment } from "./columns.ts";
import { organizations } from "./organizations.ts";

/** What a caller asked an assistant to pass on. The call and the assistant may be gone: the message stays. */
export const callerMessages = pgTable(
  "caller_messages",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    callId: uuid("call_id"),
    /** Vapi's id of a call whose row did not exist yet: the call is found by it later. */
    vapiCallId: text("vapi_call_id"),
    assistantId: uuid("assistant_id"),
    /** Vapi's id of the function call. A model may give it twice, so a message that is taken once has one `id`. */
    toolCallId: text("tool_call_id").notNull(),
    callerName: text("caller_name"),
    callerNumber: text("caller_number"),
    subject: text("subject"),
    body: text("body").notNull(),
    isUrgent: boolean("is_urgent").notNull().default(false),
    handledAt: moment("handled_at"),
    handledBy: uuid("handled_by"),
    /** The member who takes care of it. Null again when they leave, by a foreign key that drizzle cannot express. */
    assignedTo: uuid("assigned_to"),
    /** What members write beside it. */
    note: text("note"),
    createdAt: createdAt(),
  },
  (t) => [
    index("caller_messages_newest").on(t.orgId, t.createdAt, t.id),
    // A member who goes is taken off their messages.
    index("caller_messages_assigned")
      .on(t.orgId, t.assignedTo)
      .where(sql`${t.assignedTo} is not null`),
    length("caller_messages_tool_call_id_length", t.toolCallId, 1, 200),
    length("caller_messages_body_length", t.body, 1, 20_000),
    length("caller_messages_note_length", t.note, 1, 2_000),
  ],
).enableRLS();
