import { wordsOf, type Word } from "../words/terms.ts";
import type { Passage } from "./chunk.ts";

/** Where a term stands in a file, and how much it says there: a row of `file_terms`. */
export type Posting = { term: string; positions: number[]; impacts: number[] };
/** What a file adds to the search: where its terms stand, and how they are spelled there. */
export type Index = { postings: Posting[]; words: Word[] };

// BM25's usual constants (Robertson and Zaragoza, 2009), with the length that passages are cut to as the average.
const K1 = 1.2;
const B = 0.4;
const AVERAGE_TERMS = 60;
/** A title counts as if its words were said once more: a passage seldom repeats what it stands under. */
const HEADING_COUNT = 1;
const THOUSAND = 1000;

/** The inverted index of one file. */
export function toIndex(passages: readonly Pick<Passage, "text" | "headings">[], fileName: string): Index {
  const postings = new Map<string, Posting>();
  const spelled = new Map<string, string>();
  const termsOf = (text: string) => {
    const words = wordsOf(text);
    for (const { word, term } of words) spelled.set(word, term);
    return words.map(({ term }) => term);
  };
  const titleOfFile = new Set(termsOf(fileName.replace(/\.[a-z0-9]{1,8}$/i, "")));
  for (const [position, { text, headings }] of passages.entries()) {
    const body = termsOf(text);
    const counts = new Map<string, number>();
    for (const term of body) counts.set(term, (counts.get(term) ?? 0) + 1);
    for (const term of new Set(headings.flatMap(termsOf))) counts.set(term, (counts.get(term) ?? 0) + HEADING_COUNT);
    for (const term of titleOfFile) if (!counts.has(term)) counts.set(term, HEADING_COUNT / 2);
    for (const [term, count] of counts) {
      const posting = postings.get(term) ?? { term, positions: [], impacts: [] };
      posting.positions.push(position);
      posting.impacts.push(impactOf(count, body.length));
      postings.set(term, posting);
    }
  }
  return { postings: [...postings.values()], words: Array.from(spelled, ([word, term]) => ({ word, term })) };
}

/** BM25's part of frequency and length, in thousandths: 1000 for a term that stands once in a passage of average length. */
export const impactOf = (count: number, terms: number) =>
  Math.round((THOUSAND * count * (K1 + 1)) / (count + K1 * (1 - B + (B * terms) / AVERAGE_TERMS)));
