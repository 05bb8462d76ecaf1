import type { Template } from "../../../../services/assistants/src/templates/contract.ts";
import { m } from "../../paraglide/messages.js";
import { textIn } from "../form.ts";
import { emptyWeek, hoursOf, readWeek, type WeekDraft } from "./week.ts";

export type Question = Template["questions"][number];

/** The questions' form as a person left it. */
export type AnswersDraft = { texts: Record<string, string>; week: WeekDraft };

/** What a template starts with: what it proposes, where it proposes something. */
export const blankAnswers = ({ questions }: Template): AnswersDraft => ({
  texts: Object.fromEntries(questions.map(({ key, default: preset }) => [key, preset ?? ""])),
  week: emptyWeek(),
});

export const answerName = (key: string) => `answer.${key}`;

export const readAnswers = (form: FormData, { questions }: Template): AnswersDraft => ({
  // Browsers send line ends as CRLF; the API counts characters.
  texts: Object.fromEntries(questions.map(({ key }) => [key, textIn(form, answerName(key)).replaceAll("\r\n", "\n")])),
  week: readWeek(form),
});

/** The answers as the API takes them. A notice left blank is an answer, which the API refuses. */
export function compileAnswers(
  { questions }: Template,
  { texts, week }: AnswersDraft,
  timeZone: string,
): Record<string, unknown> {
  const given = questions.flatMap(({ key, kind }): [string, unknown][] => {
    const text = texts[key] ?? "";
    if (kind === "hours") {
      const hours = hoursOf(week, timeZone);
      return hours === undefined ? [] : [[key, hours]];
    }
    if (text === "" && key !== "aiNotice") return [];
    if (kind === "phone") return [[key, international(text)]];
    if (kind === "list") return [[key, text.split("\n").filter((line) => line.trim() !== "")]];
    return [[key, text]];
  });
  return Object.fromEntries(given);
}

/** `04 78 00 00 00`, `0033 4 78 00 00 00` or `+33 (0)4 78 00 00 00` as people write it, for the E.164 that the API takes. */
function international(written: string): string {
  const digits = written.replaceAll(/[\s.()/-]/g, "").replace(/^00/, "+");
  return digits.replace(/^(?:0|\+330)(?=[1-9]\d{8}$)/, "+33");
}

/** What an answer has to be, for one that was refused. */
export function tellAnswerError(question: Question, text: string): string {
  if (question.key === "aiNotice") return m.assistant_error_ai_notice();
  if (text === "" && question.isRequired && question.kind !== "hours") return m.template_error_required();
  switch (question.kind) {
    case "phone":
      return m.error_phone_number();
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
const CALLS = new Set(["emergency", "transferNumber", "aiNotice", "more"]);

/** The questions in three parts: the business, the trade, and what happens in a call. */
export const partsOf = ({ questions }: Template) => ({
  business: questions.filter(({ key }) => BUSINESS.has(key)),
  trade: questions.filter(({ key }) => !BUSINESS.has(key) && !CALLS.has(key)),
  calls: questions.filter(({ key }) => CALLS.has(key)),
});
