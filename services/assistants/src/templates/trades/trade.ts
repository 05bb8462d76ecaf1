import type { WeeklyHours } from "@allokoli/shared/hours/contract";
import type { TradeKey } from "./trade-keys.ts";

export const TEMPLATE_LANGUAGES = ["fr", "en"] as const;
export type TemplateLanguage = (typeof TEMPLATE_LANGUAGES)[number];
export const isTemplateLanguage = (language: string): language is TemplateLanguage =>
  TEMPLATE_LANGUAGES.some((known) => known === language);

/** The kind of answer that a question wants. */
export const QUESTION_KINDS = ["text", "longText", "phone", "hours", "choice", "list"] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** A question to the business, in one language. */
export type Question = {
  key: string;
  kind: QuestionKind;
  label: string;
  help: string;
  isRequired: boolean;
  /** The value when there is no answer. */
  default?: string;
  /** A possible answer, in the form of a request. */
  example: string | string[] | WeeklyHours;
  /** The choices: the value, and how it is shown. */
  options?: { value: string; label: string }[];
};

/** The checked answers of the business, by the key of each question; absent when not answered. */
export type Answers = {
  text(key: string): string | undefined;
  list(key: string): string[];
  hours(): WeeklyHours | undefined;
};

/** A trade in one language. Its words go into a prompt, so they are written as instructions. */
export type Wording = {
  title: string;
  description: string;
  /** The name of such a business, and services that it might offer. */
  example: { name: string; services: string[] };
  /** Questions besides those for every business. */
  questions: Question[];
  /** What to do in an emergency, unless the business says otherwise. */
  emergency: string;
  /** The role of the assistant: the first sentence of the prompt. */
  role(answers: Answers): string;
  /** What the assistant does, step by step, in the order of a good conversation. */
  tasks: string[];
  /** What the assistant never does. */
  never: string[];
  /** What the assistant knows from the answers to the trade's own questions, a sentence each. */
  facts(answers: Answers): string[];
  /** Said after the notice. */
  greeting(answers: Answers): string;
  /** The definition of a good call, for the evaluation. */
  success: string;
  /** The data to take from the call. */
  extract: Record<
    string,
    { type: "string" | "boolean" | "number"; format?: "date"; title?: string; description: string; enum?: string[] }
  >;
};

/** The assistant of a trade, in each language. */
export type Trade = { key: TradeKey; fr: Wording; en: Wording };

/** A sentence with the answer, if there is one. */
export const told = (answer: string | undefined, sentence: (answer: string) => string): string[] =>
  answer === undefined ? [] : [sentence(answer)];

/** The same for a list: `a, b, c`, or `a, with more; b` when an entry has commas itself. */
export const toldList = (answers: string[], sentence: (list: string) => string): string[] =>
  answers.length === 0 ? [] : [sentence(answers.join(answers.some((answer) => answer.includes(",")) ? "; " : ", "))];
