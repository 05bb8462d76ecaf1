import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { CALL_STATUSES } from "../../events/call-event.ts";
import {
  createdAt,
  id,
  length,
  moment,
  oneOf,
  revision,
  SYNC_ACTIONS,
  SYNC_STATES,
  syncColumns,
  updatedAt,
} from "./columns.ts";
import { organizations } from "./organizations.ts";

export const CALL_DIRECTIONS = ["inbound", "outbound", "web"] as const;
/** The source of the end of a call: Vapi's own event, or our request to Vapi. */
export const ENDED_SOURCES = ["vapi", "reconciled"] as const;
/**
 * What is there of a recording: a copy is to be made, or there is one; there is none because callers were not told, or
 * because Vapi no longer had it.
 */
export const RECORDING_STATES = ["waiting", "kept", "unannounced", "gone", "expired"] as const;
export type RecordingState = (typeof RECORDING_STATES)[number];
export const MESSAGE_ROLES = ["user", "assistant", "system", "tool"] as const;

/** `assistant_id` refers to assistants of the same organization; the reference is in the migrations. */
export const calls = pgTable(
  "calls",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** Null when the assistant is gone; its name stays. */
    assistantId: uuid("assistant_id"),
    assistantName: text("assistant_name"),
    /** The squad or workflow of the call; the id stays when it is deleted. */
    squadId: uuid("squad_id"),
    workflowId: uuid("workflow_id"),
    vapiCallId: text("vapi_call_id").unique(),
    /** Whether that id was checked to be the organization's. Older ids came unchecked from messages. */
    isVapiCallChecked: boolean("is_vapi_call_checked").notNull().default(false),
    direction: text("direction", { enum: CALL_DIRECTIONS }).notNull(),
    status: text("status", { enum: CALL_STATUSES }).notNull(),
    customerNumber: text("customer_number"),
    customerName: text("customer_name"),
    phoneNumberId: text("phone_number_id"),
    phoneNumber: text("phone_number"),
    name: text("name"),
    metadata: jsonb("metadata").notNull().default({}),
    /** Values for `{{variables}}` in the prompt: part of the intent that is stored before dialling. */
    variables: jsonb("variables").notNull().default({}),
    scheduledAt: moment("scheduled_at"),
    scheduledUntil: moment("scheduled_until"),
    startedAt: moment("started_at"),
    endedAt: moment("ended_at"),
    endedReason: text("ended_reason"),
    endedSource: text("ended_source", { enum: ENDED_SOURCES }),
    /** The family of `ended_reason` (ended-reasons/). */
    endedFamily: text("ended_family"),
    durationMs: integer("duration_ms"),
    summary: text("summary"),
    success: boolean("success"),
    successEvaluation: text("success_evaluation"),
    structuredData: jsonb("structured_data"),
    costUsd: numeric("cost_usd", { precision: 12, scale: 6, mode: "number" }),
    costBreakdown: jsonb("cost_breakdown"),
    latencyAverageMs: integer("latency_average_ms"),
    turnLatencies: jsonb("turn_latencies"),
    /** Where Vapi stores it; never an address that opens without a signature. */
    recording: jsonb("recording"),
    /** Null when there is none, or before a sweep has planned its copy. */
    recordingState: text("recording_state", { enum: RECORDING_STATES }),
    /** The whole conversation as text, for search. */
    transcript: text("transcript"),
    /** What the daily roll-ups have counted of it; written by their trigger. */
    stats: jsonb("stats"),
    /** When somebody called back, or saw that there is no need to. */
    followedUpAt: moment("followed_up_at"),
    /** The number of the latest live event that was copied here. */
    lastSeq: bigint("last_seq", { mode: "number" }).notNull().default(0),
    revision: revision(),
    ...syncColumns(),
    deletedAt: moment("deleted_at"),
    /** The erasure that it was hidden for. */
    erasureId: uuid("erasure_id"),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("calls_org_id_id").on(t.orgId, t.id),
    index("calls_newest").on(t.orgId, t.createdAt, t.id),
    index("calls_of_assistant").on(t.orgId, t.assistantId, t.createdAt, t.id),
    // By a number, or its beginning.
    index("calls_of_customer").on(t.orgId, t.customerNumber.op("text_pattern_ops"), t.createdAt, t.id),
    index("calls_of_line").on(t.orgId, t.phoneNumber.op("text_pattern_ops"), t.createdAt, t.id),
    // How often each blocked number was turned away.
    index("calls_turned_away")
      .on(t.orgId, t.customerNumber, t.createdAt)
      .where(sql`${t.endedFamily} = 'blocked'`),
    index("calls_open")
      .on(t.orgId, t.createdAt)
      .where(sql`${t.status} <> 'ended'`),
    index("calls_received")
      .on(t.orgId, t.createdAt, t.id)
      .where(sql`${t.direction} = 'inbound' and ${t.status} = 'ended' and ${t.followedUpAt} is null`),
    // What is to be removed: hidden rows are few.
    index("calls_hidden")
      .on(t.deletedAt)
      .where(sql`${t.deletedAt} is not null`),
    // In the order of the ids, as the watch over all organizations goes through them.
    index("calls_open_by_id")
      .on(t.id)
      .where(sql`${t.status} <> 'ended'`),
    index("calls_to_sync")
      .on(t.syncNextAt)
      .where(sql`${t.syncState} = 'pending'`),
    index("calls_recording_unplanned")
      .on(t.endedAt)
      .where(sql`${t.recording} is not null and ${t.recordingState} is null`),
    oneOf("calls_recording_state", t.recordingState, RECORDING_STATES),
    length("calls_name_length", t.name, 1, 40),
    oneOf("calls_direction", t.direction, CALL_DIRECTIONS),
    oneOf("calls_status", t.status, CALL_STATUSES),
    oneOf("calls_ended_source", t.endedSource, ENDED_SOURCES),
    oneOf("calls_sync_state", t.syncState, SYNC_STATES),
    oneOf("calls_sync_action", t.syncAction, SYNC_ACTIONS),
  ],
).enableRLS();

/** The live events of a call, as its listeners saw them. */
export const callEvents = pgTable(
  "call_events",
  {
    orgId: uuid("org_id").notNull(),
    callId: uuid("call_id").notNull(),
    /** Counts from 1 within the call. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    type: text("type").notNull(),
    at: moment("at").notNull(),
    data: jsonb("data").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.callId, t.seq] }),
    foreignKey({
      name: "call_events_call",
      columns: [t.orgId, t.callId],
      foreignColumns: [calls.orgId, calls.id],
    }).onDelete("cascade"),
  ],
).enableRLS();

/** What was said in a call, and which tools ran. */
export const messages = pgTable(
  "messages",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    callId: uuid("call_id").notNull(),
    /** Its place in the conversation, from 0. */
    position: integer("position").notNull(),
    role: text("role", { enum: MESSAGE_ROLES }).notNull(),
    text: text("text"),
    toolCallId: text("tool_call_id"),
    toolName: text("tool_name"),
    toolArguments: jsonb("tool_arguments"),
    toolResult: jsonb("tool_result"),
    at: moment("at").notNull(),
    secondsFromStart: doublePrecision("seconds_from_start"),
    durationMs: integer("duration_ms"),
  },
  (t) => [
    unique("messages_call_id_position").on(t.callId, t.position),
    foreignKey({
      name: "messages_call",
      columns: [t.orgId, t.callId],
      foreignColumns: [calls.orgId, calls.id],
    }).onDelete("cascade"),
    oneOf("messages_role", t.role, MESSAGE_ROLES),
  ],
).enableRLS();
