/** The languages that an assistant or a test's caller can speak. */
export const LANGUAGES = ["fr", "en", "ar", "es", "de", "it", "pt", "nl"] as const;
export type Language = (typeof LANGUAGES)[number];

export const VOICE_PROVIDERS = ["azure", "11labs", "cartesia", "openai", "vapi"] as const;
export const TRANSCRIBER_PROVIDERS = ["deepgram", "gladia", "azure", "google"] as const;

const AZURE_VOICES: Record<Language, string> = {
  fr: "fr-FR-DeniseNeural",
  en: "en-GB-SoniaNeural",
  ar: "ar-SA-ZariyahNeural",
  es: "es-ES-ElviraNeural",
  de: "de-DE-KatjaNeural",
  it: "it-IT-ElsaNeural",
  pt: "pt-PT-RaquelNeural",
  nl: "nl-NL-ColetteNeural",
};

/** A voice of Azure that speaks the language as its own; an Azure voice is of one language, said in its name. */
export const azureVoice = (language: Language): string => AZURE_VOICES[language];
