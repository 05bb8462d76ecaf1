import { hoursOf } from "../templates/week.ts";
import { splitChoice } from "./choices.ts";
import { schemaOfRows } from "./data-rows.ts";
import type { AssistantDraft, FunctionRow } from "./draft.ts";

/** What is sent: the API's contract judges it, so the values may be anything that JSON holds. */
export type SentSettings = Record<string, unknown> & { tools: Record<string, unknown>[] };

export type Compiled = {
  settings: SentSettings;
  /** For each tool sent, the row of the form that it came from. */
  toolRows: string[];
  /** Fields that cannot be sent at all. */
  errors: { field: string; kind: "json" }[];
};

/** A draft as the API takes it. Rows that a person left empty are left out. */
export function compileDraft(draft: AssistantDraft): Compiled {
  const errors: Compiled["errors"] = [];
  const json = (source: string, field: string): unknown => {
    try {
      return JSON.parse(source);
    } catch {
      errors.push({ field, kind: "json" });
      return undefined;
    }
  };
  const model = splitChoice(draft.model);
  const voice =
    draft.otherVoice === "" ? splitChoice(draft.voice) : { provider: draft.otherVoiceProvider, name: draft.otherVoice };
  const { tools, toolRows } = compileTools(draft, json);
  const schema =
    draft.dataSchema === undefined
      ? schemaOfRows(draft.dataRows)
      : draft.dataSchema === ""
        ? null
        : json(draft.dataSchema, "dataSchema");
  return {
    toolRows,
    errors,
    settings: {
      name: draft.name,
      language: draft.language,
      modelProvider: model.provider,
      model: model.name,
      temperature: number(draft.temperature),
      systemPrompt: orNull(draft.systemPrompt),
      aiNotice: orNull(draft.aiNotice),
      firstMessage: orNull(draft.firstMessage),
      firstMessageMode: draft.firstMessageMode,
      voiceProvider: voice.provider,
      voice: voice.name,
      transcriberProvider: draft.transcriberProvider,
      transcriberModel: orNull(draft.transcriberModel),
      transcriberLanguage: draft.transcriberLanguage === "" ? draft.language : draft.transcriberLanguage,
      endCallMessage: orNull(draft.endCallMessage),
      endCallPhrases: lines(draft.endCallPhrases),
      maxDurationSeconds: seconds(draft.maxDurationMinutes),
      silenceTimeoutSeconds: number(draft.silenceTimeoutSeconds),
      recordingEnabled: draft.recordingEnabled,
      summaryPrompt: orNull(draft.summaryPrompt),
      successPrompt: orNull(draft.successPrompt),
      structuredDataSchema: schema,
      tools,
    },
  };
}

function compileTools(draft: AssistantDraft, json: (source: string, field: string) => unknown) {
  const tools: Record<string, unknown>[] = [];
  const toolRows: string[] = [];
  if (draft.endCall) {
    tools.push({ type: "endCall" });
    toolRows.push("endCall");
  }
  for (const [index, { number: to, description, message }] of draft.transfers.entries()) {
    if (to === "" && description === "" && message === "") continue;
    toolRows.push(`transfer.${index}`);
    tools.push({
      type: "transferCall",
      number: to.replaceAll(/[\s.()-]/g, ""),
      ...(message !== "" && { message }),
      ...(description !== "" && { description }),
    });
  }
  for (const [index, row] of draft.functions.entries()) {
    if (isEmpty(row)) continue;
    toolRows.push(`function.${index}`);
    tools.push({
      type: "function",
      name: row.name,
      description: row.description,
      ...(row.parameters !== "" && { parameters: json(row.parameters, `function.${index}.parameters`) }),
      reply: row.replyKind === "url" ? { serverUrl: row.replyUrl } : { text: row.replyText },
    });
  }
  const hours = draft.hours && hoursOf(draft.hours, draft.hours.timeZone);
  if (hours !== undefined) {
    toolRows.push("hours");
    tools.push({ type: "openingHours", hours });
  }
  const others = draft.otherTools === "" ? [] : json(draft.otherTools, "tools");
  for (const tool of Array.isArray(others) ? others : []) {
    toolRows.push("tools");
    tools.push(tool);
  }
  return { tools, toolRows };
}

const isEmpty = (row: FunctionRow) =>
  [row.name, row.description, row.parameters, row.replyText, row.replyUrl].every((value) => value === "");

const orNull = (text: string) => (text === "" ? null : text);
const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** French keyboards write `0,4`. What is no number goes as text, and the API says so. */
function number(text: string): number | string {
  const value = Number(text.replace(",", "."));
  return text === "" || Number.isNaN(value) ? text : value;
}

function seconds(minutes: string): number | string {
  const value = number(minutes);
  return typeof value === "number" ? Math.round(value * 60) : value;
}

const FIELD_OF: Record<string, string> = {
  modelProvider: "model",
  voiceProvider: "voice",
  maxDurationSeconds: "maxDurationMinutes",
  structuredDataSchema: "dataRows",
};

const REPLY_FIELD: Record<string, string> = {
  "reply.text": "replyText",
  "reply.serverUrl": "replyUrl",
  reply: "replyText",
};

/** The form's field for a path in an error of the API; "" when it is about the whole. */
export function fieldOf(
  path: string,
  { toolRows }: Pick<Compiled, "toolRows">,
  draft: Pick<AssistantDraft, "otherVoice" | "dataSchema">,
): string {
  const [head = "", index, ...rest] = path.split(".");
  if (head === "tools") {
    const row = index === undefined ? undefined : toolRows[Number(index)];
    if (row === undefined || row === "tools") return "tools";
    if (row === "hours") return "hours";
    const field = rest.join(".");
    return field === "" ? row : `${row}.${REPLY_FIELD[field] ?? field.split(".")[0]}`;
  }
  if ((head === "voice" || head === "voiceProvider") && draft.otherVoice !== "") return "otherVoice";
  if (head === "structuredDataSchema" && draft.dataSchema !== undefined) return "dataSchema";
  return FIELD_OF[head] ?? head;
}
