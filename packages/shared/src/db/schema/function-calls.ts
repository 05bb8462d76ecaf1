import { foreignKey, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { functions } from "./building-blocks.ts";
import { createdAt, length, oneOf, range } from "./columns.ts";
import { organizations } from "./organizations.ts";

/** How a call of a function went; all but the first are failures. docs/functions.md says what each means. */
export const FUNCTION_OUTCOMES = [
  "answered",
  "bad_arguments",
  "said_no",
  "bad_status",
  "timed_out",
  "unreachable",
  "not_allowed",
  "failed",
] as const;
export type FunctionOutcome = (typeof FUNCTION_OUTCOMES)[number];

/** That a function was called in a telephone call, and how it went: no word of what was asked or answered. */
export const functionCalls = pgTable(
  "function_calls",
  {
    /** Made of the call, the tool call and its arguments: what Vapi tells twice is one. */
    id: uuid("id").primaryKey(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    functionId: uuid("function_id").notNull(),
    /** The call's row may not exist yet. */
    vapiCallId: text("vapi_call_id").notNull(),
    outcome: text("outcome", { enum: FUNCTION_OUTCOMES }).notNull(),
    /** The HTTP status that an address answered. */
    status: integer("status"),
    durationMs: integer("duration_ms").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("function_calls_newest").on(t.orgId, t.functionId, t.createdAt, t.id),
    index("function_calls_call").on(t.vapiCallId),
    index("function_calls_age").using("brin", t.createdAt),
    foreignKey({
      name: "function_calls_function",
      columns: [t.orgId, t.functionId],
      foreignColumns: [functions.orgId, functions.id],
    }).onDelete("cascade"),
    oneOf("function_calls_outcome", t.outcome, FUNCTION_OUTCOMES),
    range("function_calls_duration", t.durationMs, 0, 600_000),
    length("function_calls_call_length", t.vapiCallId, 1, 200),
  ],
).enableRLS();
