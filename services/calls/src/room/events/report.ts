import {
  cleanName,
  dateAt,
  isPayload,
  nameAt,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  toJson,
  type Json,
  type Payload,
} from "../../vapi/payload.ts";
import { conversationIn } from "./conversation.ts";
import { costIn, type CostPart } from "./cost.ts";
import { milliseconds, millisecondsAt } from "./milliseconds.ts";
import { between, shifted } from "./span.ts";
import type { ReportedTurn, Turn } from "./turns.ts";

export type TurnLatency = {
  turnMs: number | null;
  modelMs: number | null;
  voiceMs: number | null;
  transcriberMs: number | null;
  endpointingMs: number | null;
};

/** What is known of a call after its end: the end-of-call report reduced to our columns, and the conversation. */
export type Report = {
  endedReason: string | null;
  startedAt: string | null;
  endedAt: string | null;
  durationMs: number | null;
  summary: string | null;
  success: boolean | null;
  successEvaluation: string | null;
  structuredData: Json;
  costUsd: number | null;
  costParts: CostPart[];
  latencyAverageMs: number | null;
  turnLatencies: TurnLatency[];
  /** Which recordings Vapi keeps. Never their addresses, which need no key and expire. */
  recording: { mono: boolean; stereo: boolean } | null;
  turns: Turn[];
};

/** The report as Vapi sends it, before it is completed from the live events. */
export type ReportOfVapi = Omit<Report, "turns"> & {
  turns: ReportedTurn[];
  /** When Vapi sent it: not before the call's end. */
  toldAt: string;
  /** The number, SIP address or name to which the call was transferred. */
  transferredTo: string | null;
};

const MAX_LATENCIES = 5_000;

/**
 * The report in an `end-of-call-report` message or in the answer of `GET /call/:id`: both have the same fields
 * (reference §2.3, §4.4), and a message repeats them in its call. Missing values are null.
 * @param heardAt used when the payload has no time of its own
 */
export function toReport(payload: Payload, heardAt: string): ReportOfVapi {
  const told = withEndedCall(payload);
  const artifact = objectAt(told, "artifact");
  const analysis = objectAt(told, "analysis");
  const turnLatencies = objectsAt(artifact, "performanceMetrics", "turnLatencies")
    .slice(0, MAX_LATENCIES)
    .map(toTurnLatency);
  const evaluation = toEvaluation(analysis?.["successEvaluation"]);
  return {
    endedReason: nameAt(told, "endedReason") ?? null,
    ...spanIn(told),
    toldAt: dateAt(payload, "timestamp") ?? dateAt(payload, "updatedAt") ?? heardAt,
    transferredTo: destinationIn(told, artifact) ?? null,
    summary: textAt(analysis, "summary") ?? textAt(told, "summary") ?? null,
    success: evaluation === null ? null : toSuccess(evaluation),
    successEvaluation: evaluation,
    structuredData: structuredDataIn(analysis, artifact),
    ...costIn(told),
    latencyAverageMs: averageLatency(numberAt(artifact, "performanceMetrics", "turnLatencyAverage"), turnLatencies),
    turnLatencies,
    recording: toRecording(told, artifact),
    turns: conversationIn(payload),
  };
}

/** A report for a call of which Vapi knows nothing more: it is over, and that is all. */
export const emptyReport = (endedReason: string | null, at: string): ReportOfVapi => ({
  ...toReport({}, at),
  endedReason,
});

/** Whether Vapi has finished its analysis of the call; a look before that may come too early. */
export const isComplete = (payload: Payload) =>
  objectAt(payload, "analysis") !== undefined && objectAt(payload, "artifact") !== undefined;

/** The call in a message fills in what the message leaves out, but only if it has ended there: else it is outdated. */
function withEndedCall(payload: Payload): Payload {
  const call = objectAt(payload, "call");
  if (call === undefined || nameAt(call, "status") !== "ended") return payload;
  const said = Object.entries(payload).filter(([, value]) => value !== null && value !== undefined);
  return { ...call, ...Object.fromEntries(said) };
}

/** Start, end and duration, as given by Vapi or computed from the other two. */
function spanIn(told: Payload): Pick<Report, "startedAt" | "endedAt" | "durationMs"> {
  const startedAt = dateAt(told, "startedAt") ?? null;
  const durationMs =
    millisecondsAt(told, "durationMs") ??
    scaled(told, "durationSeconds", 1000) ??
    scaled(told, "durationMinutes", 60_000);
  const isComputable = startedAt !== null && durationMs !== null;
  const endedAt = dateAt(told, "endedAt") ?? (isComputable ? shifted(startedAt, durationMs) : null);
  return { startedAt, endedAt, durationMs: between(startedAt, endedAt) ?? durationMs };
}

function scaled(value: Payload, key: string, ms: number): number | null {
  const found = numberAt(value, key);
  return found === undefined ? null : milliseconds(found * ms);
}

/** The number, SIP address or name of a transfer's destination. */
export const nameOfDestination = (destination: Payload | undefined) =>
  nameAt(destination, "number") ?? nameAt(destination, "sipUri") ?? nameAt(destination, "assistantName");

const CONNECTED = new Set(["connected", "completed"]);

/** Where the call was transferred at last: from the report's destination, else from its last successful transfer. */
function destinationIn(told: Payload, artifact: Payload | undefined): string | undefined {
  const transfers = objectsAt(artifact, "transfers").filter(({ status }) => CONNECTED.has(String(status)));
  return (
    nameOfDestination(objectAt(told, "destination")) ?? nameOfDestination(objectAt(transfers.at(-1), "destination"))
  );
}

/**
 * The data extracted from the conversation: the analysis's data, and each structured output by its name, or by its id
 * where the name is taken.
 */
function structuredDataIn(analysis: Payload | undefined, artifact: Payload | undefined): Json {
  const data = toJson(analysis?.["structuredData"]);
  const all = new Map(isPayload(data) ? Object.entries(data) : data === null ? [] : [["structuredData", data]]);
  const own = all.size;
  for (const [id, output] of Object.entries(objectAt(artifact, "structuredOutputs") ?? {})) {
    if (!isPayload(output) || output["result"] === undefined) continue;
    const name = nameAt(output, "name") ?? cleanName(id);
    all.set(all.has(name) ? cleanName(id) : name, toJson(output["result"]));
  }
  return all.size === own ? data : (toJson(Object.fromEntries(all)) ?? data);
}

function toEvaluation(value: unknown): string | null {
  if (typeof value === "string") return value.trim() === "" ? null : (textAt({ value }, "value") ?? null);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

const SUCCESSES = new Set(["true", "pass", "passed", "success", "yes", "good", "excellent", "agree", "strongly agree"]);
const FAILURES = new Set(["false", "fail", "failed", "failure", "no", "poor", "disagree", "strongly disagree"]);

/**
 * Vapi's evaluation as yes or no, for any rubric: words, a scale to 10 or a percentage, where 60 % or more is a
 * success. Null for what is neither (`Fair`, `Neutral`, a custom list).
 */
export function toSuccess(evaluation: string): boolean | null {
  const word = evaluation.trim().toLowerCase();
  if (SUCCESSES.has(word)) return true;
  if (FAILURES.has(word)) return false;
  const number = /^(\d{1,3}(?:\.\d+)?)\s*%?$/.exec(word)?.[1];
  if (number === undefined) return null;
  return Number(number) >= (Number(number) > 10 || word.endsWith("%") ? 60 : 6);
}

const toTurnLatency = (latency: Payload): TurnLatency => ({
  turnMs: millisecondsAt(latency, "turnLatency"),
  modelMs: millisecondsAt(latency, "modelLatency"),
  voiceMs: millisecondsAt(latency, "voiceLatency"),
  transcriberMs: millisecondsAt(latency, "transcriberLatency"),
  endpointingMs: millisecondsAt(latency, "endpointingLatency"),
});

function averageLatency(told: number | undefined, turns: TurnLatency[]): number | null {
  const known = turns.flatMap(({ turnMs }) => (turnMs === null ? [] : [turnMs]));
  if (told !== undefined) return milliseconds(told);
  return known.length === 0 ? null : milliseconds(known.reduce((sum, turnMs) => sum + turnMs, 0) / known.length);
}

function toRecording(payload: Payload, artifact: Payload | undefined): Report["recording"] {
  const has = (...values: unknown[]) => values.some((value) => typeof value === "string" && value !== "");
  const kept = objectAt(artifact, "recording");
  const mono = has(objectAt(kept, "mono")?.["combinedUrl"], artifact?.["recordingUrl"], payload["recordingUrl"]);
  const stereo = has(kept?.["stereoUrl"], artifact?.["stereoRecordingUrl"], payload["stereoRecordingUrl"]);
  return mono || stereo ? { mono, stereo } : null;
}
