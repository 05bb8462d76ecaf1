import { m } from "../../paraglide/messages.js";

/** The moment of the call as a prompt asks the voice provider for it: `{{ "now" | date: "%A %d/%m/%Y", "Europe/Paris" }}`. */
const MOMENT = /\{\{-?\s*["']now["']\s*\|[^{}]*\}\}/g;

/** The words that stand for it, in either language: the page may be sent in another than it was opened in. */
const WORDS = [m.prompt_moment({}, { locale: "fr" }), m.prompt_moment({}, { locale: "en" })];

const inBrackets = (words: string) => `[${words}]`;

/** A prompt as people read it. */
export const showMoment = (prompt: string) => prompt.replaceAll(MOMENT, inBrackets(m.prompt_moment()));

/** A prompt with its moments as `before` writes them, in their order. Words without a moment stay words. */
export function writeMoment(prompt: string, before: string): string {
  const moments = before.match(MOMENT) ?? [];
  let index = 0;
  const written = new RegExp(WORDS.map((words) => escaped(inBrackets(words))).join("|"), "g");
  return prompt.replaceAll(written, (words) => {
    const moment = moments[index] ?? moments.at(-1);
    index += 1;
    return moment ?? words;
  });
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
