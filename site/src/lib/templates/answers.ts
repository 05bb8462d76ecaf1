import { asTyped } from "../api/client.ts";
import type { CreateAssistant, Template } from "../api/types.ts";
import type { NumberFault } from "@allokoli/shared/http/number-faults";
import { m } from "../../paraglide/messages.js";
import { textOf } from "../form.ts";
import { tellNumberFault } from "../number-message.ts";
import { emptyWeek, hoursOf, readWeek, type WeekDraft } from "./week.ts";

export type Question = Template["questions"][number];

type Answers = NonNullable<CreateAssistant["answers"]>;

/** The contents of the questions' form. */
export type AnswersDraft = { texts: Record<string, string>; week: WeekDraft };

/** The first answers of a template's form: what the organization said of itself, the template's proposals, else empty. */
export const blankAnswers = ({ questions }: Template, timeZone: string, name = ""): AnswersDraft => ({
  texts: Object.fromEntries(questions.map(({ key, default: preset }) => [key, preset ?? (key === "name" ? name : "")])),
  week: emptyWeek(timeZone),
});

export const answerName = (key: string) => `answer.${key}`;

export const readAnswers = (form: FormData, { questions }: Template): AnswersDraft => ({
  texts: Object.fromEntries(questions.map(({ key }) => [key, textOf(form, answerName(key))])),
  week: readWeek(form),
});

/** The answers in the form of the API. An empty notice is sent too, and the API refuses it. */
export function compileAnswers({ questions }: Template, { texts, week }: AnswersDraft, timeZone: string): Answers {
  const given = questions.flatMap(({ key, kind }): [string, unknown][] => {
    const text = texts[key] ?? "";
    if (kind === "hours") {
      const hours = hoursOf(week, timeZone);
      return hours === undefined ? [] : [[key, hours]];
    }
    if (text === "" && key !== "aiNotice") return [];
    if (kind === "list") return [[key, text.split("\n").filter((line) => line.trim() !== "")]];
    return [[key, text]];
  });
  return asTyped<Answers>(Object.fromEntries(given));
}

/** The message for a refused answer: what it has to be. */
export function tellAnswerError(question: Question, text: string, code?: NumberFault): string {
  if (question.key === "aiNotice") return m.assistant_error_ai_notice();
  if (question.key === "recordingNotice") return m.template_error_recording_notice();
  if (text === "" && question.isRequired && question.kind !== "hours") return m.template_error_required();
  switch (question.kind) {
    case "phone":
      return tellNumberFault(code);
    case "hours":
      return m.template_error_hours();
    case "list":
      return m.template_error_list();
    case "text":
    case "longText":
      return m.template_error_text();
    case "choice":
      return m.error_not_accepted();
  }
}

const BUSINESS = new Set(["name", "hours", "address", "services"]);
const CALLS = new Set(["emergency", "transferNumber", "aiNotice", "recordingNotice", "more"]);

/** The questions in three parts: the business, the trade, and what happens in a call. */
export const partsOf = ({ questions }: Template) => ({
  business: questions.filter(({ key }) => BUSINESS.has(key)),
  trade: questions.filter(({ key }) => !BUSINESS.has(key) && !CALLS.has(key)),
  calls: questions.filter(({ key }) => CALLS.has(key)),
});
