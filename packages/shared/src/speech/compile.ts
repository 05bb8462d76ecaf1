import { azureVoice, LANGUAGES, type Language, type TRANSCRIBER_PROVIDERS, type VOICE_PROVIDERS } from "./providers.ts";

export type VoiceSettings = { language: Language; voiceProvider: (typeof VOICE_PROVIDERS)[number]; voice: string };
/** How words are said that a voice would say wrongly. */
type Pronunciations = { word: string; spoken: string }[];
export type TranscriberSettings = {
  transcriberProvider: (typeof TRANSCRIBER_PROVIDERS)[number];
  /** Null is the one that we know to be good. */
  transcriberModel: string | null;
  /** A language tag, such as fr or fr-FR. */
  transcriberLanguage: string;
};

/**
 * The voice as Vapi is told of it, with those of other providers that speak in its place when its own fails. Vapi's own has
 * them built in.
 */
export function compileVoice({
  pronunciations = [],
  ...settings
}: VoiceSettings & { pronunciations?: Pronunciations }) {
  // Rewritten before any voice reads it, so that those that step in say it in the same way.
  const plan = pronunciations.length > 0 && {
    chunkPlan: { formatPlan: { replacements: pronunciations.map(toReplacement) } },
  };
  const others = fallbackVoices(settings.language).filter(isOther(settings.voiceProvider));
  return {
    ...oneVoice(settings),
    ...plan,
    ...(settings.voiceProvider !== "vapi" && {
      fallbackPlan: { voices: others.map((voice) => ({ ...oneVoice(voice), ...plan })) },
    }),
  };
}

/** A letter or digit of our languages: `\b`, and so the provider's `whole-word`, knows no letter with an accent. */
const LETTER = "[0-9A-Za-zÀ-ÖØ-öø-ɏ\u0600-\u06ff]";

/** A replacement of whole words, in small letters or capitals, by JavaScript's `replace` at the provider. */
const toReplacement = ({ word, spoken }: Pronunciations[number]) => ({
  type: "regex",
  regex: `(?<!${LETTER})${word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\s+/g, "\\s+")}(?!${LETTER})`,
  options: [{ type: "ignore-case", enabled: true }],
  value: spoken.replaceAll("$", "$$$$"),
});

/** Azure has a voice of each language; the others have voices that speak them all. */
const fallbackVoices = (language: Language): VoiceSettings[] => [
  { language, voiceProvider: "azure", voice: azureVoice(language) },
  { language, voiceProvider: "11labs", voice: "sarah" },
  { language, voiceProvider: "openai", voice: "nova" },
];
const isOther =
  (provider: string) =>
  ({ voiceProvider }: VoiceSettings) =>
    voiceProvider !== provider;

/** What makes each provider speak the assistant's language rather than English. */
function oneVoice({ language, voiceProvider: provider, voice: voiceId }: VoiceSettings) {
  switch (provider) {
    // An Azure voice is of one language, said in its name (fr-FR-DeniseNeural).
    case "azure":
      return { provider, voiceId };
    // The one ElevenLabs model that lets a language be enforced.
    case "11labs":
      return { provider, voiceId, model: "eleven_turbo_v2_5", language };
    case "cartesia":
      return { provider, voiceId, model: "sonic-3", language };
    case "openai":
      return { provider, voiceId, model: "gpt-4o-mini-tts" };
    case "vapi":
      return { provider, voiceId, language };
  }
}

/**
 * The transcriber as Vapi is told of it, with those of other providers that listen in its place, where we know that they know
 * the language.
 */
export function compileTranscriber(settings: TranscriberSettings) {
  const { transcriberProvider, transcriberLanguage } = settings;
  const isKnown = LANGUAGES.some((language) => language === transcriberLanguage.slice(0, 2));
  const others = FALLBACK_TRANSCRIBERS.filter((provider) => isKnown && provider !== transcriberProvider);
  const transcribers = others.map((provider) =>
    oneTranscriber({
      transcriberProvider: provider,
      transcriberModel: null,
      transcriberLanguage: fallbackTag(transcriberLanguage),
    }),
  );
  return { ...oneTranscriber(settings), fallbackPlan: { transcribers } };
}

const FALLBACK_TRANSCRIBERS = ["deepgram", "azure", "gladia"] as const;

/** A region that one provider tells apart another may not have: it falls back on the language. */
const fallbackTag = (tag: string) => tag.slice(0, 2);

/** Its language as each provider writes it. What it cannot write goes as it is, for Vapi to refuse. */
function oneTranscriber({
  transcriberProvider: provider,
  transcriberModel,
  transcriberLanguage: tag,
}: TranscriberSettings) {
  const base = tag.slice(0, 2);
  switch (provider) {
    case "deepgram":
      return { provider, model: transcriberModel ?? "nova-3", language: DEEPGRAM_REGIONS.has(tag) ? tag : base };
    case "gladia":
      return { provider, model: transcriberModel ?? "solaria-1", languageBehaviour: "manual", language: base };
    // Azure has a model of its own for each language, and none to choose.
    case "azure":
      return { provider, language: tag.length > 2 ? tag : (AZURE_REGIONS[tag] ?? `${tag}-${tag.toUpperCase()}`) };
    case "google":
      return { provider, model: transcriberModel ?? "gemini-2.5-flash", language: GOOGLE_NAMES[base] ?? tag };
  }
}

/** The regions that Deepgram tells apart; elsewhere it wants the language alone. */
const DEEPGRAM_REGIONS = new Set(
  "da-DK de-CH en-AU en-CA en-GB en-IE en-IN en-NZ en-US fr-CA ko-KR nl-BE pt-BR pt-PT sv-SE th-TH zh-CN zh-HK zh-TW".split(
    " ",
  ),
);

/** Azure asks for a region; where it is not the language twice (fr-FR, de-DE), the most spoken one. */
const AZURE_REGIONS: Record<string, string> = {
  en: "en-US",
  ar: "ar-SA",
  da: "da-DK",
  el: "el-GR",
  he: "he-IL",
  hi: "hi-IN",
  ja: "ja-JP",
  ko: "ko-KR",
  sv: "sv-SE",
  uk: "uk-UA",
  zh: "zh-CN",
};

const GOOGLE_NAMES: Record<string, string> = {
  ar: "Arabic",
  de: "German",
  en: "English",
  es: "Spanish",
  fr: "French",
  it: "Italian",
  nl: "Dutch",
  pl: "Polish",
  pt: "Portuguese",
  ro: "Romanian",
  ru: "Russian",
  tr: "Turkish",
  uk: "Ukrainian",
  vi: "Vietnamese",
  zh: "Chinese",
};
