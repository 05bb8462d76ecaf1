import type { FieldError } from "@allokoli/shared/http/problem";
import type { AssistantSettings } from "./contract.ts";

type Language = AssistantSettings["language"];
type NoticeSettings = Pick<AssistantSettings, "language" | "aiNotice" | "firstMessage" | "firstMessageMode">;

export const MISSING_NOTICE =
  "has to tell callers, in the assistant's language, that an artificial intelligence speaks, as in “an AI assistant”";

/** The words of a language for an AI, and for a denial. */
type Words = {
  /** Matched with their capitals: in small letters, “ai” and “ia” are other words. */
  acronyms: string;
  names: string;
  not: string;
  but: string;
};

const WORDS: Record<Language, Words> = {
  fr: {
    acronyms: "IA|I\\.A\\.?",
    names:
      "intelligences? artificielles?|robots?|automates?|assistante?s? (?:vocale?s?|virtuel(?:le)?s?|automatiques?|automatisée?s?|numériques?)|(?:voix|système|répondeur) (?:de synthèse|artificielle?|automatique|automatisée?)",
    not: "pas|jamais|ni|non|aucune?|nulle?|nullement|sans|point|sauf|lieu|plutôt|contrairement|plus",
    but: "mais",
  },
  en: {
    acronyms: "AI|A\\.I\\.?",
    names:
      "artificial intelligence|robots?|(?:virtual|automated|automatic|digital|voice) (?:voice )?assistants?|automated (?:system|voice|service)|computer voice",
    not: "not|cannot|never|no|nor|without|hardly|instead|rather|unlike|than|replaces?|\\p{L}+n['’]t",
    but: "but",
  },
  es: {
    acronyms: "IA",
    names: "inteligencia artificial|robots?|asistentes? (?:de voz|virtual(?:es)?|automáticos?|digital(?:es)?)",
    not: "no|nunca|ni|sin|ningún|ninguna|lugar|vez",
    but: "sino|pero",
  },
  de: {
    acronyms: "KI|AI",
    names:
      "künstlichen? Intelligenz|(?:Sprach)?Roboter[ns]?|Sprachassistent(?:in|en)?|Sprachcomputer|(?:virtuelle|digitale|automatische)[nrms]? (?:Assistent(?:in|en)?|System)",
    not: "nicht|kein(?:e[nrms]?)?|nie|niemals|ohne|statt|anstatt|anstelle",
    but: "sondern|aber",
  },
  it: {
    acronyms: "IA|AI",
    names: "intelligenza artificiale|robot|assistent[ei] (?:vocal[ei]|virtual[ei]|automatic[oi]|digital[ei])",
    not: "non|nessun[oa]?|né|senza|mai|invece|posto",
    but: "ma|bensì",
  },
  pt: {
    acronyms: "IA",
    names: "inteligência artificial|robôs?|assistentes? (?:de voz|vocal|virtual|virtuais|automátic[oa]s?|digital)",
    not: "não|nunca|nem|sem|nenhuma?|vez|lugar",
    but: "mas",
  },
  nl: {
    acronyms: "AI|KI",
    names:
      "kunstmatige intelligentie|(?:spraak)?robot|spraakassistente?|spraakcomputer|(?:virtuele|digitale|automatische) assistente?",
    not: "niet|geen|nooit|zonder|plaats",
    but: "maar",
  },
  ar: {
    acronyms: "AI",
    // Articles and prepositions are written as part of the word.
    names: "\\p{L}{0,3}(?:ذكاء (?:ال)?[اإ]صطناعي|مساعد(?:ة)? (?:ال)?(?:صوتي|افتراضي|آلي|رقمي)(?:ة)?|روبوت)",
    not: "ليس|ليست|لست|لسنا|لا|غير|بدون",
    but: "بل|لكن",
  },
};

const whole = (words: string, flags: string) => new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, flags);
/** The number of words that a denial reaches: “pas à un robot”, “not speaking to an AI”. */
const DENIAL_REACH_WORDS = 4;

/**
 * Whether a caller who hears it knows that no person speaks. A denial does not count (“you do not speak to a robot”,
 * “Julie instead of a robot”), and neither does a question (“A robot? No.”).
 */
export function saysItIsAi(notice: string, language: Language): boolean {
  const { acronyms, names, not, but } = WORDS[language];
  const isWord = (word: string, words: string) => new RegExp(`^(?:${words})$`, "iu").test(word);
  return [whole(acronyms, "gu"), whole(names, "giu")].some((said) =>
    [...notice.matchAll(said)].some(({ index, 0: found }) => {
      if (/^[\s\u00a0\u202f]*\?/u.test(notice.slice(index + found.length))) return false;
      const clause = notice.slice(0, index).split(/[.,;:!?…]/u);
      const before = (clause.at(-1) ?? "").split(/\s+/u).filter((word) => word !== "");
      const near = before.slice(-DENIAL_REACH_WORDS);
      const lastNot = near.findLastIndex((word) => isWord(word, not));
      return lastNot <= near.findLastIndex((word) => isWord(word, but));
    }),
  );
}

/** The beginning of a call: the notice, then the greeting. */
export const spokenGreeting = ({ aiNotice, firstMessage }: Pick<NoticeSettings, "aiNotice" | "firstMessage">): string =>
  [aiNotice, firstMessage].filter((part) => part !== null && part.trim() !== "").join(" ");

/** The faults of the notice in these settings; once there was one (`before`), it cannot be removed. */
export function noticeFaults(settings: NoticeSettings, before?: Pick<NoticeSettings, "aiNotice">): FieldError[] {
  const { aiNotice, language, firstMessageMode } = settings;
  if (aiNotice === null) {
    const isTaken = before !== undefined && before.aiNotice !== null;
    return isTaken ? [{ path: "aiNotice", message: "can be put in other words, but not taken away" }] : [];
  }
  return [
    ...(saysItIsAi(aiNotice, language) ? [] : [{ path: "aiNotice", message: MISSING_NOTICE }]),
    ...(firstMessageMode === "assistant-speaks-first"
      ? []
      : [{ path: "firstMessageMode", message: "must be assistant-speaks-first, so that the notice is heard" }]),
  ];
}

/** Older settings, with today's notice if they have none: it cannot be removed by restoring a version. */
export const withNoticeOf = (settings: AssistantSettings, { aiNotice }: Pick<NoticeSettings, "aiNotice">) =>
  settings.aiNotice === null && aiNotice !== null
    ? ({ ...settings, aiNotice, firstMessageMode: "assistant-speaks-first" } satisfies AssistantSettings)
    : settings;
