import type { WeeklyHours } from "@allokoli/shared/hours/contract";
import type { TradeKey } from "./trade-keys.ts";

export const TEMPLATE_LANGUAGES = ["fr", "en"] as const;
export type TemplateLanguage = (typeof TEMPLATE_LANGUAGES)[number];
export const isTemplateLanguage = (language: string): language is TemplateLanguage =>
  TEMPLATE_LANGUAGES.some((known) => known === language);

/** What a question is answered with. */
export const QUESTION_KINDS = ["text", "longText", "phone", "hours", "choice", "list"] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** A question to the business, in one language. */
export type Question = {
  key: string;
  kind: QuestionKind;
  label: string;
  help: string;
  isRequired: boolean;
  /** What it is when nobody answers. */
  default?: string;
  /** An answer that somebody might give, as it is given. */
  example: string | string[] | WeeklyHours;
  /** Of a choice: the value, and how it is shown. */
  options?: { value: string; label: string }[];
};

/** What the business has said, checked: every question of the trade by its key, absent when not answered. */
export type Answers = {
  text(key: string): string | undefined;
  list(key: string): string[];
  hours(): WeeklyHours | undefined;
};

/** A trade in one language. Its words go into a prompt, so they are written to be followed, not to be read. */
export type Wording = {
  title: string;
  description: string;
  /** What such a business might be called, and offer. */
  example: { name: string; services: string[] };
  /** Questions besides those that every business is asked. */
  questions: Question[];
  /** What to do in an emergency, unless the business says otherwise. */
  emergency: string;
  /** Who it is: the first sentence of the prompt. */
  role(answers: Answers): string;
  /** What the assistant does, step by step, in the order of a good conversation. */
  tasks: string[];
  /** What it never does. */
  never: string[];
  /** What it knows from the answers to the trade's own questions, a sentence each. */
  facts(answers: Answers): string[];
  /** Said after the notice. */
  greeting(answers: Answers): string;
  /** What a good call is, for the evaluation. */
  success: string;
  /** What to take from the call. */
  extract: Record<
    string,
    { type: "string" | "boolean" | "number"; format?: "date"; description: string; enum?: string[] }
  >;
};

/** The assistant of a trade, as told in each language. */
export type Trade = { key: TradeKey; fr: Wording; en: Wording };

/** A fact when there is an answer to tell it from. */
export const told = (answer: string | undefined, sentence: (answer: string) => string): string[] =>
  answer === undefined ? [] : [sentence(answer)];

/** The same for a list: `a, b, c`, or `a, with more; b` where an entry has commas of its own. */
export const toldList = (answers: string[], sentence: (list: string) => string): string[] =>
  answers.length === 0 ? [] : [sentence(answers.join(answers.some((answer) => answer.includes(",")) ? "; " : ", "))];
