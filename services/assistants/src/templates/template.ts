import { requireAnswers } from "./answers.ts";
import type { Template } from "./contract.ts";
import { extractionOf, finishAssistant } from "./finished.ts";
import { questionsOf } from "./questions.ts";
import type { TemplateLanguage, Trade } from "./trades/trade.ts";

/** An example answer to each question: together, they are valid for the template. */
export const exampleAnswers = (trade: Trade, language: TemplateLanguage) =>
  Object.fromEntries(questionsOf(trade, language).map(({ key, example }) => [key, example]));

/** A line must not break at the space that French puts before `: ; ? ! »` and after `«`. */
const unbreakable = (text: string, language: TemplateLanguage) =>
  language === "fr" ? text.replaceAll(/ (?=[:;?!»])|(?<=«) /g, "\u00a0") : text;

/** A trade as the API shows it: its questions, and the assistant that its example answers make. */
export function toTemplate(trade: Trade, language: TemplateLanguage): Template {
  const { title, description } = trade[language];
  const { name, aiNotice, firstMessage, tools } = finishAssistant(
    trade,
    language,
    // A preview shows what most choose: without a recording.
    requireAnswers(trade, language, { ...exampleAnswers(trade, language), recordingNotice: null }),
  );
  const shown = (text: string) => unbreakable(text, language);
  const extraction = Object.entries(extractionOf(trade[language], language));
  return {
    key: trade.key,
    language,
    title: shown(title),
    description: shown(description),
    questions: questionsOf(trade, language).map(({ default: preset = null, options = null, ...question }) => ({
      ...question,
      label: shown(question.label),
      help: shown(question.help),
      default: preset,
      options,
    })),
    preview: {
      name,
      aiNotice,
      firstMessage: shown(firstMessage),
      functions: tools.map(({ type }) => type),
      extracted: extraction.map(([field, { type, description: meaning }]) => ({
        name: field,
        type,
        description: shown(meaning),
      })),
    },
  };
}
