import { bigint, date, integer, numeric, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { CALL_DIRECTIONS } from "./calls.ts";
import { id, oneOf } from "./columns.ts";
import { organizations } from "./organizations.ts";

export const CALL_OUTCOMES = ["success", "failure", "unknown"] as const;

/** Ended calls by day, in the organization's time zone; kept by a trigger of `calls`. */
export const callStats = pgTable(
  "call_stats",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    day: date("day", { mode: "string" }).notNull(),
    /** Stays when the assistant is gone. */
    assistantId: uuid("assistant_id"),
    phoneNumber: text("phone_number"),
    direction: text("direction", { enum: CALL_DIRECTIONS }).notNull(),
    endedFamily: text("ended_family"),
    outcome: text("outcome", { enum: CALL_OUTCOMES }).notNull(),
    calls: integer("calls").notNull().default(0),
    durationMs: bigint("duration_ms", { mode: "number" }).notNull().default(0),
    costUsd: numeric("cost_usd", { precision: 14, scale: 6, mode: "number" }).notNull().default(0),
    turns: integer("turns").notNull().default(0),
    /** How many turns took how long: one count a bucket. */
    latencies: integer("latencies").array().notNull().default([]),
  },
  (t) => [
    unique("call_stats_dimensions")
      .on(t.orgId, t.day, t.assistantId, t.phoneNumber, t.direction, t.endedFamily, t.outcome)
      .nullsNotDistinct(),
    oneOf("call_stats_direction", t.direction, CALL_DIRECTIONS),
    oneOf("call_stats_outcome", t.outcome, CALL_OUTCOMES),
  ],
).enableRLS();
