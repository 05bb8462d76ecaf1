import { toIso } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import { flagAt, isObject, objectAt, objectsAt, textAt, textsAt } from "../json.ts";
import { recordingUrls } from "../artifact-urls.ts";
import { billFor } from "./costs.ts";
import type { Session } from "./session.ts";

const SUCCESSFUL =
  /^(?:customer-ended-call|assistant-ended-call|assistant-said-end-call-phrase|assistant-forwarded-call)/;

/** What stands in the call once it is over: analysis, artifact, costs. */
export function closingFields(session: Session, endedReason: string, endedAt: number): JsonObject {
  const answeredAt = session.answeredAt;
  const durationMs = answeredAt === undefined ? 0 : Math.max(0, endedAt - answeredAt);
  const provider = textAt(session.record, "phoneCallProvider") ?? "twilio";
  const bill = billFor(session, durationMs, provider);
  return {
    status: "ended",
    endedReason,
    endedAt: toIso(endedAt),
    ...bill,
    analysis: analysisOf(session, endedReason),
    artifact: artifactOf(session),
    ...(session.destination === undefined ? {} : { destination: session.destination }),
  };
}

function enabled(plan: JsonObject | undefined): boolean {
  return flagAt(plan, "enabled") !== false;
}

function analysisOf(session: Session, endedReason: string): JsonObject {
  const plan = objectAt(session.assistant, "analysisPlan");
  const heard = session.messages.filter((message) => message["role"] === "user");
  if (heard.length === 0) return {};
  const analysis: JsonObject = {};
  if (enabled(objectAt(plan, "summaryPlan"))) analysis["summary"] = summaryOf(session);
  if (enabled(objectAt(plan, "successEvaluationPlan"))) {
    analysis["successEvaluation"] = evaluation(
      textAt(plan, "successEvaluationPlan", "rubric") ?? "PassFail",
      SUCCESSFUL.test(endedReason),
    );
  }
  const data = objectAt(plan, "structuredDataPlan");
  if (flagAt(data, "enabled") === true || objectAt(data, "schema") !== undefined) {
    const value = valueFor(objectAt(data, "schema") ?? {}, "structuredData", session);
    if (isObject(value)) analysis["structuredData"] = value;
  }
  return analysis;
}

function summaryOf(session: Session): string {
  const said = session.messages
    .filter((message) => message["role"] === "user")
    .map((message) => textAt(message, "message") ?? "");
  const answered = session.messages
    .filter((message) => message["role"] === "bot")
    .map((message) => textAt(message, "message") ?? "");
  const wish = said[0] ?? "";
  const detail = said[1] === undefined ? "" : ` Précision : « ${said[1]} »`;
  const outcome = answered.at(-2) ?? answered.at(-1) ?? "";
  return `L’appelant a demandé : « ${wish} »${detail} L’assistant a conclu : « ${outcome} »`;
}

function evaluation(rubric: string, success: boolean): string {
  switch (rubric) {
    case "NumericScale":
      return success ? "8" : "3";
    case "PercentageScale":
      return success ? "85" : "30";
    case "LikertScale":
      return success ? "Agree" : "Disagree";
    case "DescriptiveScale":
      return success ? "Good" : "Poor";
    default:
      return String(success);
  }
}

/** A value of that shape, taken from what was said where a name gives a hint. */
function valueFor(
  schema: JsonObject,
  key: string,
  session: Session,
): JsonObject | string | number | boolean | null | (string | number)[] {
  const choice = textsAt(schema, "enum")[0];
  if (choice !== undefined) return choice;
  switch (textAt(schema, "type")) {
    case "number":
    case "integer":
      return 1;
    case "boolean":
      return true;
    case "array":
      return [];
    case "string":
      return hintFor(key, session);
    default: {
      const value: JsonObject = {};
      for (const [name, property] of Object.entries(objectAt(schema, "properties") ?? {})) {
        if (isObject(property)) value[name] = valueFor(property, name, session);
      }
      return value;
    }
  }
}

function hintFor(key: string, session: Session): string {
  const text = session.transcript();
  if (/nom|name|patient/i.test(key)) return /je m’appelle ([^.,]+)/i.exec(text)?.[1] ?? "";
  if (/jour|day|date/i.test(key)) return /\b(lundi|mardi|mercredi|jeudi|vendredi|samedi)\b/i.exec(text)?.[1] ?? "";
  if (/heure|time/i.test(key))
    return /à ((?:neuf|dix|onze|quatorze|quinze|seize) heures[^.,?]*)/i.exec(text)?.[1] ?? "";
  if (/motif|reason|raison/i.test(key)) return /c’est pour ([^.]+)/i.exec(text)?.[1] ?? "";
  if (/tel|phone|num/i.test(key)) return textAt(session.customer, "number") ?? "";
  return (
    textAt(
      session.messages.find((message) => message["role"] === "user"),
      "message",
    ) ?? ""
  );
}

function artifactOf(session: Session): JsonObject {
  const plan = objectAt(session.assistant, "artifactPlan");
  const recorded = session.answeredAt !== undefined && flagAt(plan, "recordingEnabled") !== false;
  const logged = flagAt(plan, "loggingEnabled") !== false;
  const urls = recordingUrls(session.emulator, session.id);
  return {
    messages: session.messages,
    messagesOpenAIFormatted: session.openAiMessages(),
    transcript: session.transcript(),
    variableValues: session.variables,
    assistantActivations: session.activations,
    performanceMetrics: metricsOf(session),
    ...(recorded
      ? {
          recording: {
            stereoUrl: urls.stereo,
            mono: { combinedUrl: urls.mono, assistantUrl: urls.assistant, customerUrl: urls.customer },
          },
          recordingUrl: urls.mono,
          stereoRecordingUrl: urls.stereo,
        }
      : {}),
    ...(logged ? { logUrl: urls.logs } : {}),
  };
}

function metricsOf(session: Session): JsonObject {
  const { latencies } = session;
  const average = (pick: (latency: (typeof latencies)[number]) => number): number =>
    latencies.length === 0
      ? 0
      : Math.round(latencies.reduce((sum, latency) => sum + pick(latency), 0) / latencies.length);
  return {
    turnLatencies: latencies.map((latency) => ({ ...latency })),
    modelLatencyAverage: average((latency) => latency.modelLatency),
    voiceLatencyAverage: average((latency) => latency.voiceLatency),
    transcriberLatencyAverage: average((latency) => latency.transcriberLatency),
    endpointingLatencyAverage: average((latency) => latency.endpointingLatency),
    turnLatencyAverage: average((latency) => latency.turnLatency),
    numUserInterrupted: session.interruptions,
    numAssistantInterrupted: 0,
  };
}

/** The end-of-call-report: the closing fields once more, as real ones repeat them. */
export function reportFields(session: Session): JsonObject {
  const record: JsonObject = session.record ?? {};
  const artifact = objectAt(record, "artifact") ?? {};
  const analysis = objectAt(record, "analysis") ?? {};
  const started = textAt(record, "startedAt");
  const ended = textAt(record, "endedAt");
  const durationMs = started === undefined || ended === undefined ? 0 : Date.parse(ended) - Date.parse(started);
  const copied: JsonObject = {};
  for (const key of ["endedReason", "startedAt", "endedAt", "cost", "costs", "costBreakdown", "destination"]) {
    const value = record[key];
    if (value !== undefined) copied[key] = value;
  }
  for (const key of ["recordingUrl", "stereoRecordingUrl"]) {
    const value = textAt(artifact, key);
    if (value !== undefined) copied[key] = value;
  }
  return {
    ...copied,
    artifact,
    analysis,
    ...(textAt(analysis, "summary") === undefined ? {} : { summary: textAt(analysis, "summary") }),
    transcript: textAt(artifact, "transcript") ?? "",
    messages: objectsAt(artifact, "messages"),
    durationMs,
    durationSeconds: durationMs / 1000,
    durationMinutes: durationMs / 60_000,
  };
}
