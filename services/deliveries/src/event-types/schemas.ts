import { z } from "@hono/zod-openapi";
import { DRAFT_KINDS } from "@allokoli/shared/db/schema/index";
import { CALL_STATUSES, Speaker } from "@allokoli/shared/events/call-event";
import type { EventType } from "@allokoli/shared/events/event-types";
import { JsonValue } from "@allokoli/shared/http/contract";

const id = z.uuid();
const moment = z.iso.datetime();
const named = z.strictObject({ id, name: z.string() });

const call = z.strictObject({
  id,
  status: z.enum(CALL_STATUSES),
  direction: z.enum(["inbound", "outbound", "web"]),
  assistant: z.strictObject({ id: id.nullable(), name: z.string().nullable() }),
  customer: z.strictObject({ number: z.string().nullable(), name: z.string().nullable() }),
  phoneNumber: z.strictObject({ id: id.nullable(), number: z.string().nullable() }),
  startedAt: moment.nullable(),
  createdAt: moment,
});
/** `seq` counts all events of a call, also those that only listeners get. */
const ofCall = <Type extends EventType, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ callId: id, seq: z.int(), at: moment, type: z.literal(type), call, ...shape });
const source = z.enum(["vapi", "reconciled"]).optional();
const status = { status: z.enum(CALL_STATUSES), endedReason: z.string().nullish(), source };

const assistant = z.strictObject({ id, name: z.string(), version: z.int() });
const number = z.strictObject({ id, number: z.string().nullable(), name: z.string() });
const file = z.strictObject({
  id,
  name: z.string(),
  state: z.enum(["ready", "failed"]),
  failureCode: z.string().nullable(),
  passageCount: z.int(),
});
const limit = z.strictObject({
  limit: z.strictObject({ name: z.string(), allowed: z.number(), used: z.number() }),
  period: z.string(),
});
const attempts = z.strictObject({
  total: z.int(),
  queued: z.int(),
  running: z.int(),
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  canceled: z.int(),
});

/** What the `data` of each event is, field by field. */
export const EVENT_DATA = {
  "call.started": ofCall("call.started", status),
  "call.ended": ofCall("call.ended", status),
  "call.failed": ofCall("call.failed", status),
  "call.report": ofCall("call.report", {
    summary: z.string().nullable(),
    success: z.boolean().nullable(),
    costUsd: z.number().nullable(),
    durationMs: z.int().nullable(),
    structuredData: JsonValue,
    endedReason: z.string().nullable(),
    source,
  }),
  "transcript.final": ofCall("transcript.final", { role: Speaker, text: z.string(), final: z.literal(true), source }),
  "tool.called": ofCall("tool.called", { toolCallId: z.string(), name: z.string(), arguments: JsonValue }),
  "caller-message.taken": z.strictObject({
    id,
    callId: id.nullable(),
    assistantId: id.nullable(),
    callerName: z.string().nullable(),
    callerNumber: z.string().nullable(),
    subject: z.string().nullable(),
    body: z.string(),
    isUrgent: z.boolean(),
  }),
  "assistant.created": assistant,
  "assistant.updated": assistant,
  "assistant.deleted": assistant,
  "function.created": named,
  "function.updated": named,
  "function.deleted": named,
  "squad.created": named,
  "squad.updated": named,
  "squad.deleted": named,
  "workflow.created": named,
  "workflow.updated": named,
  "workflow.deleted": named,
  "draft.failed": z.strictObject({
    kind: z.enum(DRAFT_KINDS),
    id,
    name: z.string(),
    code: z.string(),
    detail: z.string().nullable(),
  }),
  "phone-number.created": number,
  "phone-number.updated": number,
  "phone-number.deleted": number,
  "phone-number.failed": z.strictObject({ ...number.shape, reason: z.string().nullable() }),
  "telephony-credential.created": named,
  "telephony-credential.updated": named,
  "file.ready": file,
  "file.failed": file,
  "test-run.ended": z.strictObject({
    id,
    suiteId: id,
    endedReason: z.enum(["completed", "canceled", "failed"]),
    passed: z.boolean().nullable(),
    attempts,
  }),
  "journal.day-closed": z.strictObject({
    id,
    since: moment.nullable(),
    until: moment,
    calls: z.int(),
    previousHash: z.string().length(64),
    hash: z.string().length(64),
  }),
  "test-suite.red": z.strictObject({
    id,
    name: z.string(),
    runId: id.nullable().describe("The run whose tests did not pass; null when none could be begun"),
    code: z.string().nullable().describe("Why none could be begun"),
  }),
  "limit.near": limit,
  "limit.reached": limit,
  "webhook.disabled": z.strictObject({ id, reason: z.string() }),
  ping: z.strictObject({ id }),
} as const satisfies Record<EventType, z.ZodType>;

export type EventData<Type extends EventType> = z.infer<(typeof EVENT_DATA)[Type]>;
