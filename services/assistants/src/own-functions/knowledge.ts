import type { FoundPassage } from "@allokoli/shared/rpc/knowledge";
import { SENTENCES } from "./sentences.ts";
import type { AnswerLanguage } from "../tools/language.ts";
import { toSingleLine } from "./single-line.ts";

/** At most so many passages answer a question; more would only make the model slower. */
export const PASSAGES_TOLD = 3;
const MAX_CHARACTERS = 3000;

/** The question in the arguments of a search; undefined when there is none. */
export function questionOf(values: Record<string, unknown>): string | undefined {
  const { question } = values;
  return typeof question === "string" && question.trim() !== "" ? question.trim() : undefined;
}

/** The passages for the model, each with the file that it is from. */
export function passagesSentence(found: FoundPassage[], language: AnswerLanguage): string {
  if (found.length === 0) return SENTENCES[language].nothingFound;
  const told = found.map(({ text, source }) => {
    const heading = source.headings.at(-1);
    const where = heading === undefined ? source.fileName : `${source.fileName} (${heading})`;
    return `${SENTENCES[language].foundIn(where)}${text}`;
  });
  return toSingleLine(told.join("\n")).slice(0, MAX_CHARACTERS).toWellFormed();
}
