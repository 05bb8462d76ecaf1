import type { Language } from "../speech/providers.ts";
import { isSaid, whole } from "./said.ts";

/** The words of a language for an AI. */
type Words = {
  /** Matched with their capitals: in small letters, “ai” and “ia” are other words. */
  acronyms: string;
  names: string;
};

const WORDS: Record<Language, Words> = {
  fr: {
    acronyms: "IA|I\\.A\\.?",
    names:
      "intelligences? artificielles?|robots?|automates?|assistante?s? (?:vocale?s?|virtuel(?:le)?s?|automatiques?|automatisée?s?|numériques?)|(?:voix|système|répondeur) (?:de synthèse|artificielle?|automatique|automatisée?)",
  },
  en: {
    acronyms: "AI|A\\.I\\.?",
    names:
      "artificial intelligence|robots?|(?:virtual|automated|automatic|digital|voice) (?:voice )?assistants?|automated (?:system|voice|service)|computer voice",
  },
  es: {
    acronyms: "IA",
    names: "inteligencia artificial|robots?|asistentes? (?:de voz|virtual(?:es)?|automáticos?|digital(?:es)?)",
  },
  de: {
    acronyms: "KI|AI",
    names:
      "künstlichen? Intelligenz|(?:Sprach)?Roboter[ns]?|Sprachassistent(?:in|en)?|Sprachcomputer|(?:virtuelle|digitale|automatische)[nrms]? (?:Assistent(?:in|en)?|System)",
  },
  it: {
    acronyms: "IA|AI",
    names: "intelligenza artificiale|robot|assistent[ei] (?:vocal[ei]|virtual[ei]|automatic[oi]|digital[ei])",
  },
  pt: {
    acronyms: "IA",
    names: "inteligência artificial|robôs?|assistentes? (?:de voz|vocal|virtual|virtuais|automátic[oa]s?|digital)",
  },
  nl: {
    acronyms: "AI|KI",
    names:
      "kunstmatige intelligentie|(?:spraak)?robot|spraakassistente?|spraakcomputer|(?:virtuele|digitale|automatische) assistente?",
  },
  ar: {
    acronyms: "AI",
    // Articles and prepositions are written as part of the word.
    names: "\\p{L}{0,3}(?:ذكاء (?:ال)?[اإ]صطناعي|مساعد(?:ة)? (?:ال)?(?:صوتي|افتراضي|آلي|رقمي)(?:ة)?|روبوت)",
  },
};

/** Whether a caller who hears it knows that no person speaks. */
export function saysItIsAi(notice: string, language: Language): boolean {
  const { acronyms, names } = WORDS[language];
  return isSaid(notice, [whole(acronyms, "gu"), whole(names, "giu")], language);
}
