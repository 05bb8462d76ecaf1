import { z } from "zod";

/** Where a call stands. `ended` is the one terminal state. */
export const CALL_STATUSES = ["scheduled", "queued", "ringing", "in-progress", "forwarding", "ended"] as const;
export const CallStatus = z.enum(CALL_STATUSES);
export type CallStatus = z.infer<typeof CallStatus>;

export const Speaker = z.enum(["assistant", "user"]);
export type Speaker = z.infer<typeof Speaker>;

const Json = z.json();
const Source = z.enum(["vapi", "reconciled"]);

/** What a listener sees, without its number: the live events of the architecture page. */
export const CallEventBody = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("call.status"),
    status: CallStatus,
    endedReason: z.string().nullish(),
    source: Source.optional(),
  }),
  z.object({
    type: z.literal("transcript"),
    role: Speaker,
    text: z.string(),
    final: z.boolean(),
    source: Source.optional(),
  }),
  z.object({ type: z.literal("speech"), role: Speaker, state: z.enum(["started", "stopped"]) }),
  z.object({
    type: z.literal("tool.called"),
    toolCallId: z.string(),
    name: z.string(),
    arguments: Json,
  }),
  z.object({
    type: z.literal("tool.result"),
    toolCallId: z.string(),
    name: z.string(),
    result: Json,
  }),
  z.object({
    type: z.literal("assistant.started"),
    assistantId: z.string().nullable(),
    assistantName: z.string().nullable(),
  }),
  z.object({ type: z.literal("handoff"), from: z.string().nullable(), to: z.string().nullable() }),
  /** A person takes the call: `by` is their name, null for an API key or a person without one. The `handoff` follows. */
  z.object({ type: z.literal("transfer.requested"), to: z.string(), by: z.string().nullable() }),
  z.object({ type: z.literal("interrupted") }),
  z.object({ type: z.literal("silence") }),
  z.object({
    type: z.literal("call.report"),
    summary: z.string().nullable(),
    success: z.boolean().nullable(),
    costUsd: z.number().nullable(),
    durationMs: z.int().nullable(),
    structuredData: Json.nullable(),
    endedReason: z.string().nullable(),
    source: Source.optional(),
  }),
]);
export type CallEventBody = z.infer<typeof CallEventBody>;
export type CallEventType = CallEventBody["type"];

/** An event as it is stored and sent: `seq` counts from 1 within the call, `at` is an ISO date with milliseconds. */
export type CallEvent = { callId: string; seq: number; at: string } & CallEventBody;

/** Sent to current listeners, never stored: a partial transcript has no number. */
export type PassingEvent = { callId: string; at: string } & CallEventBody;
