import type { Language } from "../speech/providers.ts";

const DENIALS: Record<Language, { not: string; but: string }> = {
  fr: {
    not: "pas|jamais|ni|non|aucune?|nulle?|nullement|sans|point|sauf|lieu|plutôt|contrairement|plus",
    but: "mais",
  },
  en: {
    not: "not|cannot|never|no|nor|without|hardly|instead|rather|unlike|than|replaces?|\\p{L}+n['’]t",
    but: "but",
  },
  es: {
    not: "no|nunca|ni|sin|ningún|ninguna|lugar|vez",
    but: "sino|pero",
  },
  de: {
    not: "nicht|kein(?:e[nrms]?)?|nie|niemals|ohne|statt|anstatt|anstelle",
    but: "sondern|aber",
  },
  it: {
    not: "non|nessun[oa]?|né|senza|mai|invece|posto",
    but: "ma|bensì",
  },
  pt: {
    not: "não|nunca|nem|sem|nenhuma?|vez|lugar",
    but: "mas",
  },
  nl: {
    not: "niet|geen|nooit|zonder|plaats",
    but: "maar",
  },
  ar: {
    not: "ليس|ليست|لست|لسنا|لا|غير|بدون",
    but: "بل|لكن",
  },
};

/** The number of words that a denial reaches: “pas à un robot”, “not speaking to an AI”. */
const DENIAL_REACH_WORDS = 4;

/** A pattern that matches whole words only. */
export const whole = (words: string, flags: string) => new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, flags);

/**
 * Whether a text says one of the things that `said` matches. A denial does not count (“you do not speak to a robot”,
 * “Julie instead of a robot”), and neither does a question (“A robot? No.”).
 * @param said global patterns
 */
export function isSaid(text: string, said: RegExp[], language: Language): boolean {
  const { not, but } = DENIALS[language];
  const isWord = (word: string, words: string) => new RegExp(`^(?:${words})$`, "iu").test(word);
  return said.some((pattern) =>
    [...text.matchAll(pattern)].some(({ index, 0: found }) => {
      if (/^[\s\u00a0\u202f]*\?/u.test(text.slice(index + found.length))) return false;
      const clause = text.slice(0, index).split(/[.,;:!?…]/u);
      const before = (clause.at(-1) ?? "").split(/\s+/u).filter((word) => word !== "");
      const near = before.slice(-DENIAL_REACH_WORDS);
      const lastNot = near.findLastIndex((word) => isWord(word, not));
      return lastNot <= near.findLastIndex((word) => isWord(word, but));
    }),
  );
}
