import { describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../speech/providers.ts";
import { saysItIsRecorded } from "./says-it-is-recorded.ts";

describe("that a call is recorded", () => {
  const SAYING: Record<Language, string[]> = {
    fr: [
      "Bonjour, cet appel est enregistré.",
      "Pour la qualité du service, vos appels peuvent être enregistrés.",
      "Cabinet des Tilleuls, bonjour. Nous enregistrons nos conversations.",
      "L’enregistrement de cet appel nous aide à mieux vous répondre.",
      "Cet appel n’est pas écouté, mais il est enregistré.",
    ],
    en: ["This call is being recorded.", "Calls may be recorded.", "We record this conversation."],
    es: ["Esta llamada será grabada."],
    de: ["Dieses Gespräch wird aufgezeichnet."],
    it: ["Questa chiamata è registrata."],
    pt: ["Esta chamada está a ser gravada."],
    nl: ["Dit gesprek wordt opgenomen."],
    ar: ["هذه المكالمة مسجلة."],
  };
  it.each(LANGUAGES)("is found in %s, whatever language the call is in", (language) => {
    for (const words of SAYING[language]) {
      expect(saysItIsRecorded(words, [language]), words).toBe(true);
      expect(saysItIsRecorded(words), words).toBe(true);
    }
  });

  it.each([
    "Bonjour, cabinet des Tilleuls.",
    "Votre message est enregistré.",
    "Votre rendez-vous est enregistré. Merci de votre appel !",
    "Cet appel n’est pas enregistré.",
    "Cet appel est enregistré ? Non.",
    "This call isn’t recorded.",
    "We never record calls.",
    "Your appointment is on record.",
    "Dieses Gespräch wird nicht aufgezeichnet.",
  ])("is not found in « %s »", (words) => expect(saysItIsRecorded(words)).toBe(false));
});
