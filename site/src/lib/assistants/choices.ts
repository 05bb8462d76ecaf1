import type { AssistantSettings } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";

export type Language = AssistantSettings["language"];

export const LANGUAGES = {
  fr: m.language_fr,
  en: m.language_en,
  ar: m.language_ar,
  es: m.language_es,
  de: m.language_de,
  it: m.language_it,
  pt: m.language_pt,
  nl: m.language_nl,
} satisfies Record<Language, () => string>;

type VoiceChoice = {
  provider: AssistantSettings["voiceProvider"];
  voice: string;
  language: Language;
  name: string;
  tone: () => string;
};

/** Voices that sound good on a telephone, two or more for each language. Others can be typed. */
const VOICES: VoiceChoice[] = [
  { provider: "azure", voice: "fr-FR-DeniseNeural", language: "fr", name: "Denise", tone: m.voice_warm },
  { provider: "azure", voice: "fr-FR-HenriNeural", language: "fr", name: "Henri", tone: m.voice_calm },
  { provider: "azure", voice: "fr-FR-EloiseNeural", language: "fr", name: "Éloïse", tone: m.voice_young },
  { provider: "azure", voice: "fr-CA-SylvieNeural", language: "fr", name: "Sylvie (Québec)", tone: m.voice_warm },
  { provider: "azure", voice: "fr-BE-CharlineNeural", language: "fr", name: "Charline (Belgique)", tone: m.voice_calm },
  { provider: "azure", voice: "en-GB-SoniaNeural", language: "en", name: "Sonia", tone: m.voice_warm },
  { provider: "azure", voice: "en-US-GuyNeural", language: "en", name: "Guy", tone: m.voice_calm },
  { provider: "azure", voice: "ar-MA-MounaNeural", language: "ar", name: "Mouna", tone: m.voice_warm },
  { provider: "azure", voice: "ar-MA-JamalNeural", language: "ar", name: "Jamal", tone: m.voice_calm },
  { provider: "azure", voice: "es-ES-ElviraNeural", language: "es", name: "Elvira", tone: m.voice_warm },
  { provider: "azure", voice: "es-ES-AlvaroNeural", language: "es", name: "Álvaro", tone: m.voice_calm },
  { provider: "azure", voice: "de-DE-KatjaNeural", language: "de", name: "Katja", tone: m.voice_warm },
  { provider: "azure", voice: "de-DE-ConradNeural", language: "de", name: "Conrad", tone: m.voice_calm },
  { provider: "azure", voice: "it-IT-ElsaNeural", language: "it", name: "Elsa", tone: m.voice_warm },
  { provider: "azure", voice: "it-IT-DiegoNeural", language: "it", name: "Diego", tone: m.voice_calm },
  { provider: "azure", voice: "pt-PT-RaquelNeural", language: "pt", name: "Raquel", tone: m.voice_warm },
  { provider: "azure", voice: "pt-PT-DuarteNeural", language: "pt", name: "Duarte", tone: m.voice_calm },
  { provider: "azure", voice: "nl-NL-ColetteNeural", language: "nl", name: "Colette", tone: m.voice_warm },
  { provider: "azure", voice: "nl-NL-MaartenNeural", language: "nl", name: "Maarten", tone: m.voice_calm },
];

type ModelChoice = {
  provider: AssistantSettings["modelProvider"];
  model: string;
  label: () => string;
  help: () => string;
};

const MODELS: ModelChoice[] = [
  { provider: "openai", model: "gpt-4.1", label: m.model_balanced, help: m.model_balanced_help },
  { provider: "openai", model: "gpt-4.1-mini", label: m.model_fast, help: m.model_fast_help },
  { provider: "anthropic", model: "claude-sonnet-4-6", label: m.model_careful, help: m.model_careful_help },
];

/** Both parts of a choice as one form value. */
export const choiceValue = (provider: string, name: string) => `${provider}/${name}`;

export function splitChoice(value: string): { provider: string; name: string } {
  const at = value.indexOf("/");
  return { provider: value.slice(0, at), name: value.slice(at + 1) };
}

export const voiceLabel = (settings: Pick<AssistantSettings, "voiceProvider" | "voice">) => {
  const known = VOICES.find(({ provider, voice }) => provider === settings.voiceProvider && voice === settings.voice);
  return known ? `${known.name}, ${known.tone()}` : settings.voice;
};

export const modelLabel = (settings: Pick<AssistantSettings, "modelProvider" | "model">) => {
  const known = MODELS.find(({ provider, model }) => provider === settings.modelProvider && model === settings.model);
  return known ? known.label() : settings.model;
};

/** Whether a voice speaks a language; one that is not among ours may. */
export function voiceSpeaks(value: string, language: string): boolean {
  const known = VOICES.find(({ provider, voice }) => choiceValue(provider, voice) === value);
  return known === undefined || known.language === language;
}

/** How freely the assistant puts what it says, in words; the API takes any number between. */
const TEMPERATURES = [
  { value: "0.2", label: m.temperature_steady },
  { value: "0.4", label: m.temperature_natural },
  { value: "0.8", label: m.temperature_free },
];

export const temperatureLabel = (value: string) =>
  TEMPERATURES.find((known) => known.value === value)?.label() ?? m.temperature_other({ value });

/** The choices, and the current value if it is another. */
export function temperatureOptions(current: string): Option[] {
  const known = TEMPERATURES.map(({ value, label }) => ({ value, label: label() }));
  return known.some(({ value }) => value === current)
    ? known
    : [...known, { value: current, label: temperatureLabel(current) }];
}

type Option = { value: string; label: string };

/** The part of a choice that identifies it, to show if we have no name for it. */
const unnamed = (value: string): Option => ({ value, label: splitChoice(value).name });

/** The models to choose from, and the current one if it is another. */
export function modelOptions(current: string): Option[] {
  const known = MODELS.map(({ provider, model, label, help }) => ({
    value: choiceValue(provider, model),
    label: m.option_with_help({ name: label(), help: help() }),
  }));
  return known.some(({ value }) => value === current) ? known : [...known, unnamed(current)];
}

export type VoiceGroup = { label: string; language?: Language; options: (Option & { help?: string })[] };

/** The voices to choose from by language, after the current one if it is another. */
export function voiceGroups(current: string): VoiceGroup[] {
  const groups = Object.entries(LANGUAGES).map(([language, label]): VoiceGroup => ({
    label: label(),
    language: language as Language,
    options: VOICES.filter((voice) => voice.language === language).map(({ provider, voice, name, tone }) => ({
      value: choiceValue(provider, voice),
      label: name,
      help: m.voice_tone({ tone: tone() }),
    })),
  }));
  const isKnown = VOICES.some(({ provider, voice }) => choiceValue(provider, voice) === current);
  return isKnown ? groups : [{ label: m.voice_other_group(), options: [unnamed(current)] }, ...groups];
}
