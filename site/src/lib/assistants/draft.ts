import type { AssistantSettings, Tool } from "../../../../services/assistants/src/assistants/contract.ts";
import { emptyWeek, weekOf, type WeekDraft } from "../templates/week.ts";
import { choiceValue } from "./choices.ts";
import { rowsOfSchema, type DataRow } from "./data-rows.ts";

/** A form as a person left it: all of it text, so that what cannot be sent can still be shown again. */
export type AssistantDraft = {
  name: string;
  language: string;
  /** Empty when there is none; once there is, the API keeps one. */
  aiNotice: string;
  firstMessage: string;
  firstMessageMode: string;
  systemPrompt: string;
  model: string;
  temperature: string;
  voice: string;
  otherVoiceProvider: string;
  otherVoice: string;
  transcriberProvider: string;
  transcriberModel: string;
  transcriberLanguage: string;
  endCallMessage: string;
  endCallPhrases: string;
  maxDurationMinutes: string;
  silenceTimeoutSeconds: string;
  recordingEnabled: boolean;
  summaryPrompt: string;
  successPrompt: string;
  dataRows: DataRow[];
  /** A schema that the rows cannot show is edited as it is. */
  dataSchema: string | undefined;
  endCall: boolean;
  transfers: TransferRow[];
  functions: FunctionRow[];
  /** When it is open, with no times when it has not been told; undefined for hours that the form cannot show. */
  hours: HoursDraft | undefined;
  /** JSON of the tools that the form does not show; empty when there are none. They are sent as they came. */
  otherTools: string;
};

/** A time zone left empty is the visitor's. */
export type HoursDraft = WeekDraft & { timeZone: string };
export type TransferRow = { number: string; description: string; message: string };
export type FunctionRow = {
  name: string;
  description: string;
  parameters: string;
  replyKind: string;
  replyText: string;
  replyUrl: string;
};

export const EMPTY_TRANSFER: TransferRow = { number: "", description: "", message: "" };
export const EMPTY_FUNCTION: FunctionRow = {
  name: "",
  description: "",
  parameters: "",
  replyKind: "text",
  replyText: "",
  replyUrl: "",
};
export const EMPTY_DATA: DataRow = { name: "", type: "string", description: "", options: "" };

/** What a new assistant starts with, in French unless its maker reads English. */
export function blankDraft(
  locale: "fr" | "en",
  texts: { name: string; firstMessage: string; systemPrompt: string },
): AssistantDraft {
  const french = locale === "fr";
  return {
    ...texts,
    language: french ? "fr" : "en",
    aiNotice: "",
    firstMessageMode: "assistant-speaks-first",
    model: choiceValue("openai", "gpt-4.1"),
    temperature: "0.4",
    voice: choiceValue("azure", french ? "fr-FR-DeniseNeural" : "en-GB-SoniaNeural"),
    otherVoiceProvider: "azure",
    otherVoice: "",
    transcriberProvider: "deepgram",
    transcriberModel: "nova-3",
    transcriberLanguage: "",
    endCallMessage: "",
    endCallPhrases: french ? "au revoir\nbonne journée" : "goodbye\nhave a nice day",
    maxDurationMinutes: "10",
    silenceTimeoutSeconds: "30",
    recordingEnabled: false,
    summaryPrompt: "",
    successPrompt: "",
    dataRows: [],
    dataSchema: undefined,
    endCall: true,
    transfers: [],
    functions: [],
    hours: { ...emptyWeek(), timeZone: "" },
    otherTools: "",
  };
}

export function draftOf(settings: AssistantSettings): AssistantDraft {
  const rows = settings.structuredDataSchema === null ? [] : rowsOfSchema(settings.structuredDataSchema);
  const tools = settings.tools;
  const hours = hoursDraftOf(tools);
  const others = tools.filter(
    ({ type }) => !SHOWN_TOOLS.has(type) && !(type === "openingHours" && hours !== undefined),
  );
  return {
    name: settings.name,
    language: settings.language,
    aiNotice: settings.aiNotice ?? "",
    firstMessage: settings.firstMessage ?? "",
    firstMessageMode: settings.firstMessageMode,
    systemPrompt: settings.systemPrompt ?? "",
    model: choiceValue(settings.modelProvider, settings.model),
    temperature: String(settings.temperature),
    voice: choiceValue(settings.voiceProvider, settings.voice),
    otherVoiceProvider: settings.voiceProvider,
    otherVoice: "",
    transcriberProvider: settings.transcriberProvider,
    transcriberModel: settings.transcriberModel ?? "",
    transcriberLanguage: settings.transcriberLanguage === settings.language ? "" : settings.transcriberLanguage,
    endCallMessage: settings.endCallMessage ?? "",
    endCallPhrases: settings.endCallPhrases.join("\n"),
    maxDurationMinutes: String(Math.round((settings.maxDurationSeconds / 60) * 100) / 100),
    silenceTimeoutSeconds: String(settings.silenceTimeoutSeconds),
    recordingEnabled: settings.recordingEnabled,
    summaryPrompt: settings.summaryPrompt ?? "",
    successPrompt: settings.successPrompt ?? "",
    dataRows: rows ?? [],
    dataSchema: rows === undefined ? JSON.stringify(settings.structuredDataSchema, null, 2) : undefined,
    endCall: tools.some(({ type }) => type === "endCall"),
    transfers: tools.flatMap((tool) => (tool.type === "transferCall" ? [transferRow(tool)] : [])),
    functions: tools.flatMap((tool) => (tool.type === "function" ? [functionRow(tool)] : [])),
    hours,
    otherTools: others.length === 0 ? "" : JSON.stringify(others),
  };
}

const SHOWN_TOOLS: ReadonlySet<string> = new Set(["endCall", "transferCall", "function"] satisfies Tool["type"][]);

function hoursDraftOf(tools: Tool[]): HoursDraft | undefined {
  const hours = tools.find((tool) => tool.type === "openingHours")?.hours;
  if (hours === undefined) return { ...emptyWeek(), timeZone: "" };
  const week = weekOf(hours);
  return week && { ...week, timeZone: hours.timeZone };
}

const transferRow = (tool: Extract<Tool, { type: "transferCall" }>): TransferRow => ({
  number: tool.number,
  description: tool.description ?? "",
  message: tool.message ?? "",
});

const functionRow = (tool: Extract<Tool, { type: "function" }>): FunctionRow => ({
  name: tool.name,
  description: tool.description,
  parameters: tool.parameters === undefined ? "" : JSON.stringify(tool.parameters, null, 2),
  replyKind: "text" in tool.reply ? "text" : "url",
  replyText: "text" in tool.reply ? tool.reply.text : "",
  replyUrl: "serverUrl" in tool.reply ? tool.reply.serverUrl : "",
});
