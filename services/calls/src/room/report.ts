import {
  dateAt,
  nameAt,
  numberAt,
  objectAt,
  objectsAt,
  parsedJson,
  textAt,
  toJson,
  type Json,
  type Payload,
} from "../vapi/payload.ts";

export type CostPart = { type: string; provider: string | null; usd: number; minutes: number | null };
export type TurnLatency = {
  turnMs: number | null;
  modelMs: number | null;
  voiceMs: number | null;
  transcriberMs: number | null;
  endpointingMs: number | null;
};

/** What was said or done at one point of the conversation, before it has an id. */
export type Utterance = {
  role: "user" | "assistant" | "system";
  text: string;
  at: string;
  secondsFromStart: number | null;
  durationMs: number | null;
};
export type ToolUse = {
  role: "tool";
  toolCallId: string;
  name: string;
  arguments: Json;
  result: Json;
  answered: boolean;
  at: string;
  secondsFromStart: number | null;
};
export type Turn = Utterance | ToolUse;

/** What is known of a call once it is over: the end-of-call report cut down to our columns, and the conversation. */
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
  /** Which recordings Vapi keeps. Never their addresses, which open by themselves and expire. */
  recording: { mono: boolean; stereo: boolean } | null;
  turns: Turn[];
};

// A row of `messages` takes 13 parameters of the 65,535 that one statement may have.
const MAX_TURNS = 5_000;
const MAX_MS = 2_147_483_647;

/**
 * The report in an `end-of-call-report` message or in a call as `GET /call/:id` gives it: both have the same fields
 * (reference §2.3, §4.4). What is not there is null.
 */
export function toReport(payload: Payload): Report {
  const artifact = objectAt(payload, "artifact");
  const analysis = objectAt(payload, "analysis");
  const startedAt = dateAt(payload, "startedAt") ?? null;
  const endedAt = dateAt(payload, "endedAt") ?? null;
  const evaluation = toEvaluation(analysis?.["successEvaluation"]);
  const costParts = objectsAt(payload, "costs").map(toCostPart);
  const turnLatencies = objectsAt(artifact, "performanceMetrics", "turnLatencies")
    .slice(0, MAX_TURNS)
    .map(toTurnLatency);
  return {
    endedReason: nameAt(payload, "endedReason") ?? null,
    startedAt,
    endedAt,
    durationMs:
      startedAt === null || endedAt === null ? null : milliseconds(Date.parse(endedAt) - Date.parse(startedAt)),
    summary: textAt(analysis, "summary") ?? textAt(payload, "summary") ?? null,
    success: evaluation === null ? null : toSuccess(evaluation),
    successEvaluation: evaluation,
    structuredData: toJson(analysis?.["structuredData"]),
    costUsd:
      numberAt(payload, "cost") ?? (costParts.length > 0 ? costParts.reduce((sum, part) => sum + part.usd, 0) : null),
    costParts,
    latencyAverageMs: averageLatency(numberAt(artifact, "performanceMetrics", "turnLatencyAverage"), turnLatencies),
    turnLatencies,
    recording: toRecording(payload, artifact),
    turns: toTurns(
      objectsAt(artifact, "messages").length > 0 ? objectsAt(artifact, "messages") : objectsAt(payload, "messages"),
      startedAt ?? endedAt,
    ),
  };
}

/** A report of a call of which Vapi knows nothing more: it is over, and that is all. */
export const emptyReport = (endedReason: string | null): Report => ({ ...toReport({}), endedReason });

/** Whether Vapi has finished its analysis of the call; before that, a look may come too early. */
export const isComplete = (payload: Payload) =>
  objectAt(payload, "analysis") !== undefined && objectAt(payload, "artifact") !== undefined;

const milliseconds = (value: number) => Math.min(Math.max(0, Math.round(value)), MAX_MS);
const millisecondsAt = (value: unknown, key: string) => {
  const found = numberAt(value, key);
  return found === undefined ? null : milliseconds(found);
};

function toEvaluation(value: unknown): string | null {
  if (typeof value === "string") return value.trim() === "" ? null : (textAt({ value }, "value") ?? null);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

const SUCCESSES = new Set(["true", "pass", "passed", "success", "yes", "good", "excellent", "agree", "strongly agree"]);
const FAILURES = new Set(["false", "fail", "failed", "failure", "no", "poor", "disagree", "strongly disagree"]);

/**
 * Vapi's evaluation as yes or no, whatever the rubric: words, a scale to 10 or a percentage, of which six tenths and
 * more is a success. Null for what is neither (`Fair`, `Neutral`, a list of its own).
 */
export function toSuccess(evaluation: string): boolean | null {
  const word = evaluation.trim().toLowerCase();
  if (SUCCESSES.has(word)) return true;
  if (FAILURES.has(word)) return false;
  const number = /^(\d{1,3}(?:\.\d+)?)\s*%?$/.exec(word)?.[1];
  if (number === undefined) return null;
  return Number(number) >= (Number(number) > 10 || word.endsWith("%") ? 60 : 6);
}

function toCostPart(cost: Payload): CostPart {
  const provider = [cost, cost["transcriber"], cost["model"], cost["voice"]]
    .map((owner) => nameAt(owner, "provider"))
    .find((name) => name !== undefined);
  return {
    type: nameAt(cost, "type") ?? "other",
    provider: provider ?? null,
    usd: numberAt(cost, "cost") ?? 0,
    minutes: numberAt(cost, "minutes") ?? null,
  };
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
  if (known.length === 0) return null;
  return milliseconds(told ?? known.reduce((sum, turnMs) => sum + turnMs, 0) / known.length);
}

function toRecording(payload: Payload, artifact: Payload | undefined): Report["recording"] {
  const has = (...values: unknown[]) => values.some((value) => typeof value === "string" && value !== "");
  const kept = objectAt(artifact, "recording");
  const mono = has(objectAt(kept, "mono")?.["combinedUrl"], artifact?.["recordingUrl"], payload["recordingUrl"]);
  const stereo = has(kept?.["stereoUrl"], artifact?.["stereoRecordingUrl"], payload["stereoRecordingUrl"]);
  return mono || stereo ? { mono, stereo } : null;
}

const ROLES: Record<string, Utterance["role"]> = {
  user: "user",
  bot: "assistant",
  assistant: "assistant",
  system: "system",
};

/** The conversation in Vapi's order. The prompt, which comes before anyone spoke, is the assistant's and not said. */
function toTurns(messages: Payload[], fallbackAt: string | null): Turn[] {
  const turns: Turn[] = [];
  const tools = new Map<string, ToolUse>();
  const addTool = (tool: ToolUse) => {
    tools.set(tool.toolCallId, tool);
    turns.push(tool);
  };
  for (const message of messages.slice(0, MAX_TURNS)) {
    const role = nameAt(message, "role") ?? "";
    const at = dateAt(message, "time") ?? fallbackAt ?? new Date(0).toISOString();
    const secondsFromStart = numberAt(message, "secondsFromStart") ?? null;
    const speaker = ROLES[role];
    const text = textAt(message, "message") ?? textAt(message, "content");
    if (speaker !== undefined && text !== undefined && !(speaker === "system" && turns.length === 0)) {
      turns.push({ role: speaker, text, at, secondsFromStart, durationMs: durationOf(message) });
    } else if (role === "tool_calls") {
      for (const call of toolCallsIn(objectsAt(message, "toolCalls"))) {
        if (!tools.has(call.toolCallId))
          addTool({ role: "tool", ...call, result: null, answered: false, at, secondsFromStart });
      }
    } else if (role === "tool_call_result") {
      const toolCallId = nameAt(message, "toolCallId");
      if (toolCallId === undefined) continue;
      const known = tools.get(toolCallId);
      const tool = known ?? {
        role: "tool" as const,
        toolCallId,
        name: nameAt(message, "name") ?? "",
        arguments: null,
        result: null,
        answered: false,
        at,
        secondsFromStart,
      };
      if (known === undefined) addTool(tool);
      tool.result = parsedJson(message["result"]);
      tool.answered = true;
    }
  }
  return turns;
}

/** Vapi documents `duration` in seconds and gives milliseconds (reference §4.4), so the two times are asked first. */
function durationOf(message: Payload): number | null {
  const [start, end] = [numberAt(message, "time"), numberAt(message, "endTime")];
  return start !== undefined && end !== undefined ? milliseconds(end - start) : millisecondsAt(message, "duration");
}

/** The calls in any of the three shapes in which Vapi has been seen to send them (reference §2.3). */
export function toolCallsIn(calls: Payload[]) {
  return calls.flatMap((call) => {
    const toolCallId = nameAt(call, "id");
    if (toolCallId === undefined) return [];
    const given = objectAt(call, "function") ?? call;
    return [
      {
        toolCallId,
        name: nameAt(given, "name") ?? "",
        arguments: parsedJson(given["arguments"] ?? given["parameters"] ?? null),
      },
    ];
  });
}
