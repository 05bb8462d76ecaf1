import { expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../settings/contract.ts";
import { newSettings } from "./new-settings.ts";
import { speechOf, withSpeech } from "../settings/voices.ts";

const FRENCH = { ...DEFAULT_SETTINGS, name: "Accueil" };

test("a new assistant speaks, hears and says goodbye in its language", () => {
  expect(newSettings({ name: "Front desk", language: "en" })).toMatchObject({
    voice: "en-GB-SoniaNeural",
    transcriberLanguage: "en",
    endCallPhrases: ["goodbye", "have a nice day"],
  });
  expect(newSettings({ name: "Empfang", language: "de" })).toMatchObject({
    voice: "de-DE-KatjaNeural",
    transcriberLanguage: "de",
    endCallPhrases: [],
  });
  expect(newSettings({ name: "Accueil" })).toMatchObject(speechOf("fr"));
});

test("a setting that a person chose stays", () => {
  const own = {
    voiceProvider: "cartesia" as const,
    voice: "a-voice",
    transcriberLanguage: "fr-CA",
    endCallPhrases: ["ciao"],
  };
  expect(newSettings({ name: "Desk", language: "en", ...own })).toMatchObject(own);
  expect(withSpeech({ ...FRENCH, ...own }, { language: "en" })).toEqual({ language: "en" });
  expect(withSpeech(FRENCH, { language: "en", voice: "fr-FR-HenriNeural" })).toMatchObject({
    voice: "fr-FR-HenriNeural",
  });
});

test("an assistant that changes its language gets a voice for it, and the old voice when it changes back", () => {
  const english = { ...FRENCH, ...withSpeech(FRENCH, { language: "en" as const }) };
  expect(english).toMatchObject(speechOf("en"));
  expect({ ...english, ...withSpeech(english, { language: "fr" as const }) }).toEqual(FRENCH);
  expect(withSpeech(FRENCH, { voice: "fr-FR-HenriNeural" })).toEqual({ voice: "fr-FR-HenriNeural" });
});
