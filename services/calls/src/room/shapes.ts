import { CALL_STATUSES, CallEventBody, CallStatus } from "@allokoli/shared/events/call-event";
import { shapeOf } from "@allokoli/shared/stored/shape";
import { z } from "zod";
import type { AtVapi, Claim, Removal, RoomDoc, Dial, Transfer } from "./state/doc.ts";
import type { Report } from "./events/report.ts";
import type { CallFacts } from "./events/translate.ts";
import type { FeedEntry, Intent, LiveCall } from "./state/call.ts";
import type { FlushedLines } from "./events/lines.ts";
import type { Progress } from "./events/history.ts";
import type { Turn } from "./events/turns.ts";

/**
 * What a room stores, as this release writes it. A change of one of these types needs a step in its shape, and a
 * fixture of what was stored before (testing/stored).
 */
const text = z.string();
const orNull = z.string().nullable();
const moment = z.number();
const Source = z.enum(["vapi", "reconciled"]);
const Direction = z.enum(["inbound", "outbound", "web"]);
const Json = z.json();

const Progress = z.object({
  status: CallStatus,
  startedAt: orNull,
  endedAt: orNull,
  endedReason: orNull,
  endedSource: Source.nullable(),
  lastSeq: z.int(),
  reportedBy: Source.nullable(),
  lastFinalAt: z.object({ assistant: orNull, user: orNull }),
}) satisfies z.ZodType<Progress>;

const Intent = z.object({
  orgId: text,
  callId: text,
  callee: z.object({ kind: z.enum(["assistant", "squad", "workflow"]), id: text, name: text, vapiId: text }),
  phoneNumberId: orNull,
  customer: z.object({ number: text, name: orNull }),
  name: orNull,
  variables: z.record(text, text),
  schedule: z.object({ earliestAt: text, latestAt: orNull }).nullable(),
  maxDurationSeconds: z.number().exactOptional(),
}) satisfies z.ZodType<Intent>;

const Dial = z.discriminatedUnion("state", [
  z.object({ state: z.literal("armed"), since: moment }),
  z.object({ state: z.literal("dialling"), since: moment }),
  z.object({ state: z.literal("unknown"), since: moment, looks: z.int(), retryAt: moment.exactOptional() }),
  z.object({ state: z.literal("made"), vapiCallId: text }),
  z.object({ state: z.literal("refused"), reasons: z.array(text), since: moment }),
  z.object({ state: z.literal("failed"), error: text }),
]) satisfies z.ZodType<Dial>;

const fact = text.exactOptional();
const Facts = z.object({
  direction: Direction.exactOptional(),
  customerNumber: fact,
  customerName: fact,
  phoneNumberId: fact,
  phoneNumber: fact,
  vapiAssistantId: fact,
  vapiSquadId: fact,
  assistantId: fact,
  assistantName: fact,
  name: fact,
  createdAt: fact,
  isBlocked: z.literal(true).exactOptional(),
}) satisfies z.ZodType<CallFacts>;

const Doc = z.object({
  orgId: text,
  callId: text,
  own: z.boolean(),
  intent: Intent.nullable(),
  atVapi: (z.object({ callId: text, controlUrl: orNull }) satisfies z.ZodType<AtVapi>).nullable(),
  claim: (z.object({ vapiCallId: text, atMs: moment, attempts: z.int() }) satisfies z.ZodType<Claim>).nullable(),
  dial: Dial.nullable(),
  facts: Facts,
  country: orNull.exactOptional(),
  progress: Progress,
  lastHeardMs: moment,
  looks: z.int(),
  absentSinceMs: moment.nullable().exactOptional(),
  version: z.int(),
  flushedVersion: z.int(),
  flushAtMs: moment,
  flushAttempts: z.int(),
  isFlushGivenUp: z.boolean(),
  isIdTaken: z.boolean(),
  flushedSeq: z.int(),
  flushedLines: (
    z.object({ user: z.int(), assistant: z.int(), tool: z.int() }) satisfies z.ZodType<FlushedLines>
  ).nullable(),
  flushedReport: z.boolean(),
  feedAtMs: moment,
  feedAttempts: z.int(),
  removal: (
    z.object({
      state: z.enum(["asked", "sure", "done"]),
      vapiCallId: orNull,
      isChecked: z.boolean(),
      atMs: moment,
      attempts: z.int(),
      isStranger: z.boolean(),
    }) satisfies z.ZodType<Removal>
  ).nullable(),
  transfer: (z.object({ to: text, atMs: moment }) satisfies z.ZodType<Transfer>).nullable().exactOptional(),
  doneAtMs: moment.nullable(),
});

type Before = Record<string, unknown>;
const isObject = (value: unknown): value is Before => typeof value === "object" && value !== null;

/**
 * Version 0 is what three releases stored without a version: first with `assistant` for `callee` (before squads), then
 * with `callee` but the id and control address from messages, then with `atVapi`.
 */
function fromBareDoc(stored: Before): Before {
  const doc = { ...stored, intent: withCallee(stored["intent"]), flushedLines: null };
  if ("atVapi" in stored) return doc;
  const { vapiCallId, controlUrl: _told, ...facts } = { ...(stored["facts"] as Before) };
  const removal = stored["removal"];
  return {
    ...doc,
    facts,
    removal: isObject(removal) ? { ...removal, isChecked: false } : null,
    // The id is only a claim, because a message gave it. Vapi is asked for the control address.
    atVapi: null,
    claim: vapiCallId === undefined ? null : { vapiCallId, atMs: 0, attempts: 0 },
    isFlushGivenUp: false,
    isIdTaken: false,
  };
}

function withCallee(intent: unknown): unknown {
  if (!isObject(intent) || !isObject(intent["assistant"])) return intent;
  const { assistant, ...rest } = intent;
  const { id, name, vapiAssistantId } = assistant;
  return { ...rest, callee: { kind: "assistant", id, name, vapiId: vapiAssistantId } };
}

/** Stored without a version, in the same shape. */
const asItWas = (value: unknown) => value;

export const ROOM = shapeOf<RoomDoc>("room", Doc, [fromBareDoc]);

const ReportShape = z.object({
  endedReason: orNull,
  startedAt: orNull,
  endedAt: orNull,
  durationMs: z.number().nullable(),
  summary: orNull,
  success: z.boolean().nullable(),
  successEvaluation: orNull,
  structuredData: Json,
  costUsd: z.number().nullable(),
  costParts: z.array(z.object({ type: text, provider: orNull, usd: z.number(), minutes: z.number().nullable() })),
  latencyAverageMs: z.number().nullable(),
  turnLatencies: z.array(
    z.object({
      turnMs: z.number().nullable(),
      modelMs: z.number().nullable(),
      voiceMs: z.number().nullable(),
      transcriberMs: z.number().nullable(),
      endpointingMs: z.number().nullable(),
    }),
  ),
  recording: z.object({ mono: z.boolean(), stereo: z.boolean() }).nullable(),
});
/** The report without its conversation, which is stored turn by turn. */
export const REPORT = shapeOf<Omit<Report, "turns">>("report", ReportShape, [asItWas]);

const at = { at: text, secondsFromStart: z.number().nullable() };
export const TURN = shapeOf<Turn>(
  "turn",
  z.union([
    z.object({
      role: z.literal("tool"),
      use: orNull.default(null),
      toolCallId: text,
      name: text,
      arguments: Json,
      result: Json,
      answered: z.boolean(),
      ...at,
    }),
    z.object({
      role: z.enum(["user", "assistant", "system"]),
      text,
      durationMs: z.number().nullable(),
      ...at,
    }),
  ]),
  [asItWas],
);

/** One event's body: its number, key and time are stored beside it. */
export const EVENT = shapeOf<CallEventBody>("event", CallEventBody, [asItWas]);

/** The call as a list shows it: in the queue for the feed, and in the feed. */
export const LiveCallShape = z.object({
  id: text,
  status: z.enum(CALL_STATUSES),
  direction: Direction,
  assistant: z.object({ id: orNull, name: orNull }),
  customer: z.object({ number: orNull, name: orNull }),
  phoneNumber: z.object({ id: orNull, number: orNull }),
  startedAt: orNull,
  createdAt: text,
}) satisfies z.ZodType<LiveCall>;

/** An entry of the queue for the organization's feed. */
export const FEED_ENTRY = shapeOf<FeedEntry>(
  "feed entry",
  z.object({ callId: text, seq: z.int(), at: text, body: z.record(text, z.unknown()), call: LiveCallShape }),
  [asItWas],
);
