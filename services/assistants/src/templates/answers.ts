import { z } from "@hono/zod-openapi";
import { WeeklyHours } from "@allokoli/shared/hours/contract";
import { Problem, type FieldError } from "@allokoli/shared/http/problem";
import { isStorable } from "@allokoli/shared/http/storable";
import { WrittenNumber } from "@allokoli/shared/phone/contract";
import { saysItIsAi } from "@allokoli/shared/notice/says-it-is-ai";
import { saysItIsRecorded } from "@allokoli/shared/notice/says-it-is-recorded";
import { MISSING_NOTICE } from "../settings/ai-notice.ts";
import { AiNotice } from "../settings/contract.ts";
import { questionsOf } from "./questions.ts";
import type { Answers, Question, TemplateLanguage, Trade } from "./trades/trade.ts";

// With the longest answers to any trade, the prompt is still within its limit.
const MAX_TEXT = 300;
const MAX_LONG_TEXT = 2000;
const MAX_ITEMS = 20;
const MAX_ITEM = 100;
/** Shorter, because it is said in the greeting. */
const MAX_NAME = 80;

const MISSING_RECORDING_NOTICE = "has to tell callers, in the assistant's language, that the call is recorded";

type Answer = string | string[] | WeeklyHours;
type Read = { value?: Answer; fault?: string };

/**
 * The answers, validated, in the form that a template takes.
 * @throws {Problem} `validation_failed` naming each as `answers.<key>`
 */
export function requireAnswers(trade: Trade, language: TemplateLanguage, given: Record<string, unknown>): Answers {
  const questions = questionsOf(trade, language);
  const known = new Set(questions.map(({ key }) => key));
  const read = new Map(
    questions.map((question) => [question.key, readAnswer(question, given[question.key], language)]),
  );
  const errors: FieldError[] = [
    ...Object.keys(given)
      .filter((key) => !known.has(key))
      .map((key) => ({ path: `answers.${key}`, message: "is not asked for" })),
    ...[...read].flatMap(([key, { fault }]) =>
      fault === undefined ? [] : [{ path: `answers.${key}`, message: fault }],
    ),
  ];
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
  return toAnswers(new Map([...read].map(([key, { value }]) => [key, value])));
}

function toAnswers(values: ReadonlyMap<string, Answer | undefined>): Answers {
  return {
    text(key) {
      const value = values.get(key);
      return typeof value === "string" ? value : undefined;
    },
    list(key) {
      const value = values.get(key);
      return Array.isArray(value) ? value : [];
    },
    hours() {
      const value = values.get("hours");
      return typeof value === "object" && !Array.isArray(value) ? value : undefined;
    },
  };
}

function readAnswer(question: Question, given: unknown, language: TemplateLanguage): Read {
  if (!isAnswered(question, given)) {
    if (question.isRequired) return { fault: "is needed" };
    return question.default === undefined ? {} : { value: question.default };
  }
  const { data: value, error } = answerTo(question, language).safeParse(given);
  if (error) return { fault: error.issues[0]?.message ?? "is not an answer" };
  return question.isRequired && Array.isArray(value) && value.length === 0 ? { fault: "is needed" } : { value };
}

/** A blank notice is an answer, and an invalid one; any other blank text is no answer. */
const isAnswered = ({ key }: Question, given: unknown) =>
  given !== undefined && given !== null && (key === "aiNotice" || typeof given !== "string" || given.trim() !== "");

function answerTo({ key, kind, options = [] }: Question, language: TemplateLanguage): z.ZodType<Answer> {
  if (key === "aiNotice") return AiNotice.refine((notice) => saysItIsAi(notice, language), MISSING_NOTICE);
  if (key === "recordingNotice")
    return textUpTo(MAX_TEXT)
      .transform(onOneLine)
      .refine((notice) => saysItIsRecorded(notice, [language]), MISSING_RECORDING_NOTICE);
  switch (kind) {
    case "hours":
      return WeeklyHours;
    case "list":
      return List;
    case "phone":
      return WrittenNumber;
    case "choice": {
      const values = options.map(({ value }) => value);
      return z.enum(values, `must be one of ${values.join(", ")}`);
    }
    case "text":
      return textUpTo(key === "name" ? MAX_NAME : MAX_TEXT).transform(onOneLine);
    case "longText":
      return textUpTo(MAX_LONG_TEXT);
  }
}

const onOneLine = (text: string) => text.replaceAll(/\s+/gu, " ");

/** A text goes into a prompt, where Vapi would read two braces as a variable of the call. */
const textUpTo = (max: number) =>
  z
    .string("must be a text")
    .trim()
    .max(max, `may have up to ${max} characters`)
    .refine(isStorable, "has a character that cannot be kept")
    .refine((text) => !/\{\{|\}\}|\{%|%\}/.test(text), "may not have {{, }}, {% or %}");

const toLines = (given: unknown) => (typeof given === "string" ? given.split("\n") : given);
const List = z
  .preprocess(
    toLines,
    z
      .array(textUpTo(MAX_ITEM).transform(onOneLine), "must be a list of texts")
      .max(MAX_ITEMS, `may have up to ${MAX_ITEMS} entries`),
  )
  .transform((items) => items.filter((item) => item !== ""));
