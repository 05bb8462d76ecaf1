import { azureVoice, type Language } from "@allokoli/shared/speech/providers";
import type { AssistantSettings } from "./contract.ts";

const GOODBYES: Partial<Record<Language, string[]>> = {
  fr: ["au revoir", "bonne journée"],
  en: ["goodbye", "have a nice day"],
};

type Speech = Pick<AssistantSettings, "voiceProvider" | "voice" | "transcriberLanguage" | "endCallPhrases">;

/** The voice, transcriber and goodbyes of a language when no others are chosen. */
export const speechOf = (language: Language): Speech => ({
  voiceProvider: "azure",
  voice: azureVoice(language),
  transcriberLanguage: language,
  endCallPhrases: GOODBYES[language] ?? [],
});

/**
 * A change of language also changes the voice, the transcriber's language and the goodbyes, if they are still those of
 * `speechOf` and the change does not name them. A workflow has no goodbyes.
 */
export function withSpeech<Change extends Partial<Speech> & { language?: Language | undefined }>(
  before: { language: Language } & Omit<Speech, "endCallPhrases"> & Partial<Pick<Speech, "endCallPhrases">>,
  change: Change,
): Change & Partial<Speech> {
  const { language } = change;
  if (language === undefined || language === before.language) return change;
  const [old, next] = [speechOf(before.language), speechOf(language)];
  const isVoiceOld = before.voiceProvider === old.voiceProvider && before.voice === old.voice;
  const isVoiceNamed = change.voiceProvider !== undefined || change.voice !== undefined;
  const isGoodbyeOld = before.endCallPhrases?.join("\n") === old.endCallPhrases.join("\n");
  return {
    ...(isVoiceOld && !isVoiceNamed && { voiceProvider: next.voiceProvider, voice: next.voice }),
    ...(before.transcriberLanguage === old.transcriberLanguage && { transcriberLanguage: next.transcriberLanguage }),
    ...(isGoodbyeOld && { endCallPhrases: next.endCallPhrases }),
    ...change,
  };
}
