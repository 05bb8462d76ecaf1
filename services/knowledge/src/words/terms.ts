import { joinNumbers } from "./numbers.ts";
import { stem } from "./stem.ts";
import { STOP_WORDS } from "./stop-words.ts";

const MAX_TERM = 40;

/** Small letters without accents, vowel signs or ligatures, Arabic letters by their plain form, digits as 0 to 9. */
export const plain = (text: string) =>
  text
    .normalize("NFKD")
    .replaceAll(/[\p{M}\u0640\u00ad\u200b-\u200f]/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll("ß", "ss")
    .replaceAll("ø", "o")
    .replaceAll("ى", "ي")
    .replaceAll("ة", "ه")
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));

/** What people write for short. */
const SHORT_FOR: Record<string, string> = { rdv: "rendez", tel: "telephone", dr: "docteur", cb: "carte", asap: "vite" };

/** What English says with an apostrophe, "don't" and "we've", says nothing by itself. */
const CONTRACTED = /\p{L}+n['’]t(?!\p{L})|['’](?:d|ll|m|re|s|ve)(?!\p{L})/gu;

/** A word as it is spelled, and the term under which it and its near relations are found. */
export type Word = { word: string; term: string };

/**
 * What a text is about, word by word: the same for what is searched and what is asked. Words that stand in any text and
 * single letters are left out.
 */
export function wordsOf(text: string): Word[] {
  const words =
    joinNumbers(plain(text).replaceAll(/\s/g, " "))
      .replaceAll(CONTRACTED, " ")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .filter((word) => (word.length > 1 || /\d/.test(word)) && !STOP_WORDS.has(word))
    .map((spelled) => {
      const word = (SHORT_FOR[spelled] ?? spelled).slice(0, MAX_TERM);
      return { word, term: stem(word) };
    });
}

/** What asks, and says nothing about what is asked for: in a text the same words may matter. */
const ASKING =
  /\b(?:what time|how (?:much|many|long|often|far|old|soon)|quelle heure|combien de (?:temps|fois))\b|اي ساعه|كم الساعه/g;

/** The words of a question, each with its term. */
export const askedWordsOf = (question: string): Word[] => wordsOf(plain(question).replaceAll(ASKING, " "));

export const termsOf = (text: string) => wordsOf(text).map(({ term }) => term);
