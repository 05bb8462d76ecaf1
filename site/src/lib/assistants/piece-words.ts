import type { AssistantSettings } from "../api/types.ts";
import { duration } from "../format.ts";
import type { Pieces } from "../merge.ts";
import { m } from "../../paraglide/messages.js";
import { LANGUAGES, modelLabel, temperatureLabel, voiceLabel } from "./choices.ts";
import type { DataRow } from "./data-rows.ts";
import { MODES } from "./fields.ts";
import { showMoment } from "./moment.ts";
import { toolText } from "./tool-words.ts";
import type { Tool } from "./tool-rows.ts";

/** The names of functions and knowledge bases by their ids; one that is missing was deleted. */
export type Names = ReadonlyMap<string, string>;

const LABELS: Record<string, () => string> = {
  name: m.assistant_name,
  aiNotice: m.assistant_ai_notice,
  firstMessage: m.assistant_first_message,
  firstMessageMode: m.assistant_first_message_mode,
  systemPrompt: m.assistant_system_prompt,
  model: m.assistant_model,
  temperature: m.assistant_temperature,
  language: m.assistant_language,
  voice: m.assistant_voice,
  transcriber: m.assistant_transcriber,
  endCallMessage: m.assistant_end_message,
  endCallPhrases: m.assistant_end_phrases,
  maxDurationSeconds: m.assistant_max_duration_short,
  silenceTimeoutSeconds: m.assistant_silence_short,
  recordingEnabled: m.assistant_recording,
  summaryPrompt: m.assistant_summary_prompt,
  successPrompt: m.assistant_success_prompt,
  dataSchema: m.data_title,
  metadata: m.piece_metadata,
};

/** What a piece is, for a person. */
export function pieceLabel(name: string): string {
  const [kind = "", ...rest] = name.split(":");
  const what = rest.join(":");
  switch (kind) {
    case "tool":
      return m.group_tools();
    case "word":
      return m.pronunciation_title();
    case "function":
      return m.piece_function();
    case "base":
      return m.piece_base();
    case "data":
      return m.piece_data({ name: what });
    default:
      return (LABELS[name] ?? m.piece_other)();
  }
}

const MS_PER_SECOND = 1000;

/** The settings whose value is not a text that a person wrote. */
const TEXTS: { [Name in keyof AssistantSettings]?: (value: AssistantSettings[Name]) => string } = {
  firstMessageMode: (mode) => MODES[mode](),
  language: (language) => LANGUAGES[language](),
  temperature: (value) => temperatureLabel(String(value)),
  systemPrompt: (prompt) => showMoment(prompt ?? ""),
  endCallPhrases: (phrases) => phrases.join("\n"),
  maxDurationSeconds: (seconds) => duration(seconds * MS_PER_SECOND),
  silenceTimeoutSeconds: (seconds) => duration(seconds * MS_PER_SECOND),
  recordingEnabled: (isOn) => (isOn ? m.yes() : m.no()),
};

/** A piece's value in words; empty for nothing. */
export function pieceText(name: string, pieces: Pieces, names: Names): string {
  const value = pieces[name];
  if (value === undefined || value === null) return "";
  // A piece has the kind of value that its name says: `inPieces` made it.
  const [kind] = name.split(":");
  switch (kind) {
    case "tool":
      return toolText(value as Tool);
    case "word":
      return m.piece_spoken(value as { word: string; spoken: string });
    case "function":
    case "base":
      return names.get(value as string) ?? m.piece_deleted();
    case "data":
      return dataText(value as DataRow);
    case "voice":
      return voiceLabel(value as AssistantSettings);
    case "model":
      return modelLabel(value as AssistantSettings);
    case "transcriber":
      return Object.values(value).filter(Boolean).join(", ");
  }
  const told = TEXTS[name as keyof AssistantSettings] as ((value: unknown) => string) | undefined;
  if (told !== undefined) return told(value);
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

const DATA_TYPES: Record<string, () => string> = {
  string: m.data_type_text,
  number: m.data_type_number,
  boolean: m.data_type_boolean,
  date: m.data_type_date,
  choice: m.data_type_choice,
};

const dataText = ({ type, title, description, options }: DataRow) =>
  [DATA_TYPES[type]?.(), title, options, description].filter(Boolean).join("\n");
