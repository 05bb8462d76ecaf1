import type { AssistantSettings } from "../api/types.ts";
import { AssistantSettingsRules as RULES } from "../api/rules.ts";
import { m } from "../../paraglide/messages.js";
import { showMoment } from "./moment.ts";
import { choiceValue, LANGUAGES, modelOptions, splitChoice, temperatureOptions } from "./choices.ts";

type Setting = keyof AssistantSettings;
/** A setting that a text field shows directly: text, a number, or none. */
type Written = {
  [Name in Setting]: AssistantSettings[Name] extends string | number | null ? Name : never;
}[Setting];
/** The part of the form that contains a field, in the order of the table. */
export type FieldGroup =
  | "identity"
  | "behaviour"
  | "language"
  | "voice"
  | "otherVoice"
  | "endings"
  | "analysis"
  | "advanced";
/** Values of other fields on which one depends. */
type Others = Record<"language" | "voice" | "model" | "temperature" | "otherVoice" | "otherVoiceProvider", string>;
type Option = { value: string; label: string };

type Control =
  | { kind: "choice"; options?: Option[]; groups?: { label: string; options: Option[] }[] }
  | { kind: "check"; hint: string }
  | {
      kind: "text" | "number";
      hint?: string;
      rows?: number;
      required?: boolean;
      optional?: boolean;
      min?: number;
      max?: number;
      step?: number | "any";
      placeholder?: string;
      spellcheck?: "false";
    };

/** A field of the form: its settings, and the conversions between them and its value. */
export type AssistantField<Value extends string | boolean = string | boolean> = {
  group: FieldGroup;
  label: () => string;
  control: (others: Others, hasNotice: boolean) => Control;
  /** The message for a refused value: what the field accepts. */
  error: () => string;
  /** The settings whose errors are shown at it. The browser checks the rules of the first. */
  settings: Setting[];
  /** The value of a new assistant, in French or in English. */
  blank: Value | { fr: Value; en: Value };
  show: (settings: AssistantSettings) => Value;
  /** The settings in the form of the API, which validates the values. */
  send(value: Value, others: Others): { [Name in Setting]?: unknown };
};

const text = (setting: Written, blank: AssistantField<string>["blank"] = "") => ({
  settings: [setting],
  blank,
  show: (settings: AssistantSettings) => String(settings[setting] ?? ""),
  send: (value: string) => ({ [setting]: value }),
});
const textOrNone = (setting: Written, blank?: string) => ({
  ...text(setting, blank),
  send: (value: string) => ({ [setting]: value === "" ? null : value }),
});
const number = (setting: Written, blank: string) => ({
  ...text(setting, blank),
  send: (value: string) => ({ [setting]: toNumber(value) }),
});

const box = (setting: Setting) => ({
  settings: [setting],
  blank: false,
  show: (settings: AssistantSettings) => settings[setting] === true,
  send: (value: boolean) => ({ [setting]: value }),
});

/** French people write `0,4`. Text that is no number is sent as it is, and the API refuses it. */
function toNumber(value: string): number | string {
  const read = Number(value.replace(",", "."));
  return value === "" || Number.isNaN(read) ? value : read;
}

const asOptions = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
export const MODES = {
  "assistant-speaks-first": m.mode_speaks_first,
  "assistant-waits-for-user": m.mode_waits,
  "assistant-speaks-first-with-model-generated-message": m.mode_generates,
} satisfies Record<AssistantSettings["firstMessageMode"], () => string>;
const labelled = (labels: Record<string, () => string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label: label() }));

/** Every field of an assistant's form, except the tools and the data to note down, which are rows. */
export const FIELDS = {
  name: {
    ...text("name"),
    group: "identity",
    label: m.assistant_name,
    control: () => ({ kind: "text", hint: m.assistant_name_hint(), required: true }),
    error: m.assistant_error_name,
  },
  aiNotice: {
    // Empty when there is none. An existing notice cannot be removed.
    ...textOrNone("aiNotice"),
    group: "identity",
    label: m.assistant_ai_notice,
    control: (_, hasNotice) => ({
      kind: "text",
      hint: hasNotice ? m.assistant_ai_notice_kept() : m.assistant_ai_notice_hint(),
      rows: 2,
      required: hasNotice,
      optional: !hasNotice,
    }),
    error: m.assistant_error_ai_notice,
  },
  firstMessage: {
    ...textOrNone("firstMessage"),
    group: "identity",
    label: m.assistant_first_message,
    control: () => ({ kind: "text", hint: m.assistant_first_message_hint(), rows: 2 }),
    error: m.assistant_error_first_message,
  },
  firstMessageMode: {
    ...text("firstMessageMode", "assistant-speaks-first"),
    group: "identity",
    label: m.assistant_first_message_mode,
    control: () => ({ kind: "choice", options: labelled(MODES) }),
    error: m.assistant_error_first_message_mode,
  },
  systemPrompt: {
    ...textOrNone("systemPrompt"),
    show: ({ systemPrompt }) => showMoment(systemPrompt ?? ""),
    group: "behaviour",
    label: m.assistant_system_prompt,
    control: () => ({ kind: "text", hint: m.assistant_system_prompt_hint(), rows: 12, required: true }),
    error: m.assistant_error_system_prompt,
  },
  model: {
    group: "advanced",
    label: m.assistant_model,
    control: ({ model }) => ({ kind: "choice", options: modelOptions(model) }),
    error: m.assistant_error_model,
    settings: ["model", "modelProvider"],
    blank: choiceValue("openai", "gpt-4.1"),
    show: ({ modelProvider, model }) => choiceValue(modelProvider, model),
    send(value: string) {
      const { provider, name } = splitChoice(value);
      return { modelProvider: provider, model: name };
    },
  },
  temperature: {
    ...number("temperature", "0.4"),
    group: "advanced",
    label: m.assistant_temperature,
    control: ({ temperature }) => ({ kind: "choice", options: temperatureOptions(temperature) }),
    error: m.assistant_error_temperature,
  },
  language: {
    ...text("language", { fr: "fr", en: "en" }),
    group: "language",
    label: m.assistant_language,
    control: () => ({ kind: "choice", options: labelled(LANGUAGES) }),
    error: m.error_not_accepted,
  },
  voice: {
    group: "voice",
    label: m.assistant_voice,
    control: () => ({ kind: "choice" }),
    error: m.assistant_error_voice,
    settings: ["voice", "voiceProvider"],
    blank: { fr: choiceValue("azure", "fr-FR-DeniseNeural"), en: choiceValue("azure", "en-GB-SoniaNeural") },
    show: ({ voiceProvider, voice }) => choiceValue(voiceProvider, voice),
    send(value: string, { otherVoice, otherVoiceProvider }: Others) {
      const chosen = splitChoice(value);
      return otherVoice === ""
        ? { voiceProvider: chosen.provider, voice: chosen.name }
        : { voiceProvider: otherVoiceProvider, voice: otherVoice };
    },
  },
  otherVoiceProvider: {
    group: "otherVoice",
    label: m.voice_provider,
    control: () => ({ kind: "choice", options: asOptions(RULES.voiceProvider.enum) }),
    error: m.assistant_error_voice,
    settings: [],
    blank: "azure",
    show: ({ voiceProvider }) => voiceProvider,
    send: () => ({}),
  },
  otherVoice: {
    // Replaces the chosen one if it is filled in.
    group: "otherVoice",
    label: m.voice_id,
    control: () => ({ kind: "text", hint: m.voice_id_hint(), spellcheck: "false" }),
    error: m.assistant_error_voice,
    settings: ["voice"],
    blank: "",
    show: () => "",
    send: () => ({}),
  },
  transcriberProvider: {
    ...text("transcriberProvider", "deepgram"),
    group: "otherVoice",
    label: m.transcriber_provider,
    control: () => ({ kind: "choice", options: asOptions(RULES.transcriberProvider.enum) }),
    error: m.assistant_error_transcriber,
  },
  transcriberModel: {
    ...textOrNone("transcriberModel", "nova-3"),
    group: "otherVoice",
    label: m.transcriber_model,
    control: () => ({ kind: "text", spellcheck: "false" }),
    error: m.assistant_error_transcriber,
  },
  transcriberLanguage: {
    // Empty if it is the assistant's own.
    group: "otherVoice",
    label: m.transcriber_language,
    control: ({ language }) => ({
      kind: "text",
      hint: m.transcriber_language_hint(),
      placeholder: language,
      spellcheck: "false",
    }),
    error: m.assistant_error_transcriber_language,
    settings: ["transcriberLanguage"],
    blank: "",
    show: ({ transcriberLanguage, language }) => (transcriberLanguage === language ? "" : transcriberLanguage),
    send: (value: string, { language }: Others) => ({ transcriberLanguage: value === "" ? language : value }),
  },
  endCallMessage: {
    ...textOrNone("endCallMessage"),
    group: "endings",
    label: m.assistant_end_message,
    control: () => ({ kind: "text", hint: m.assistant_end_message_hint(), rows: 2 }),
    error: m.assistant_error_end_message,
  },
  endCallPhrases: {
    group: "endings",
    label: m.assistant_end_phrases,
    control: () => ({ kind: "text", hint: m.assistant_end_phrases_hint(), rows: 3 }),
    error: m.assistant_error_end_phrases,
    settings: ["endCallPhrases"],
    blank: { fr: "au revoir\nbonne journée", en: "goodbye\nhave a nice day" },
    show: ({ endCallPhrases }) => endCallPhrases.join("\n"),
    send(value: string) {
      const lines = value.split("\n").map((line) => line.trim());
      return { endCallPhrases: lines.filter((line) => line !== "") };
    },
  },
  maxDurationMinutes: {
    group: "advanced",
    label: m.assistant_max_duration,
    control: () => ({
      kind: "number",
      hint: m.assistant_max_duration_hint(),
      min: Math.ceil(RULES.maxDurationSeconds.minimum / 6) / 10,
      max: RULES.maxDurationSeconds.maximum / 60,
      step: "any",
      required: true,
    }),
    error: m.assistant_error_max_duration,
    settings: ["maxDurationSeconds"],
    blank: "10",
    show: ({ maxDurationSeconds }) => String(Math.round((maxDurationSeconds / 60) * 100) / 100),
    send(value: string) {
      const minutes = toNumber(value);
      return { maxDurationSeconds: typeof minutes === "number" ? Math.round(minutes * 60) : minutes };
    },
  },
  silenceTimeoutSeconds: {
    ...number("silenceTimeoutSeconds", "30"),
    group: "advanced",
    label: m.assistant_silence,
    control: () => ({ kind: "number", hint: m.assistant_silence_hint(), step: 1, required: true }),
    error: m.assistant_error_silence,
  },
  recordingEnabled: {
    ...box("recordingEnabled"),
    group: "analysis",
    label: m.assistant_recording,
    control: () => ({ kind: "check", hint: m.assistant_recording_hint() }),
    error: m.error_not_accepted,
  },
  summaryPrompt: {
    ...textOrNone("summaryPrompt"),
    group: "analysis",
    label: m.assistant_summary_prompt,
    control: () => ({ kind: "text", hint: m.assistant_summary_prompt_hint(), rows: 2 }),
    error: m.assistant_error_prompt,
  },
  successPrompt: {
    ...textOrNone("successPrompt"),
    group: "analysis",
    label: m.assistant_success_prompt,
    control: () => ({ kind: "text", hint: m.assistant_success_prompt_hint(), rows: 2 }),
    error: m.assistant_error_prompt,
  },
} satisfies Record<string, AssistantField<string> | AssistantField<boolean>>;

type Rules = { enum?: readonly string[]; maxLength?: number; minimum?: number; maximum?: number; maxItems?: number };

/** The rules of a field that the browser checks, as attributes of its control. */
export function rulesOf({ settings: [setting] }: AssistantField) {
  const { maxLength, minimum, maximum }: Rules = setting === undefined ? {} : RULES[setting];
  return { maxlength: maxLength, min: minimum, max: maximum };
}

type FieldName = keyof typeof FIELDS;
/** The fields' contents: text, so that an invalid value can be shown again; a box is ticked or not. */
export type FieldValues = { [Name in FieldName]: (typeof FIELDS)[Name]["blank"] extends boolean ? boolean : string };

// The table above checked each field with its own kind of value; code that visits all fields gives each its own.
export const ALL_FIELDS = Object.entries(FIELDS) as [FieldName, AssistantField][];
