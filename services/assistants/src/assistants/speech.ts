import type { AssistantSettings } from "./contract.ts";

type VoiceSettings = Pick<AssistantSettings, "language" | "voiceProvider" | "voice">;
type TranscriberSettings = Pick<AssistantSettings, "transcriberProvider" | "transcriberModel" | "transcriberLanguage">;

/** The voice, with what makes each provider speak the assistant's language rather than English. */
export function compileVoice({ language, voiceProvider: provider, voice: voiceId }: VoiceSettings) {
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

/** The transcriber, its language as each provider writes it. What it cannot write goes as it is, for Vapi to refuse. */
export function compileTranscriber({
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
