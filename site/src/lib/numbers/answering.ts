import { wallClock } from "@allokoli/shared/hours/schedule";
import { type ApiProblem, asTyped } from "../api/client.ts";
import type { Fallback, PhoneNumber, UpdatePhoneNumber } from "../api/types.ts";
import { textIn, textOf } from "../form.ts";
import { phoneNumber } from "../format.ts";
import { tellNumberFault } from "../number-message.ts";
import { emptyWeek, hoursOf, readWeek, weekOf, type WeekDraft } from "../templates/week.ts";
import { m } from "../../paraglide/messages.js";
import {
  type AnswererDraft,
  answererOf,
  compileAnswerer,
  compileNamed,
  draftOfAnswerer,
  NOBODY,
  readAnswerer,
} from "./answerers.ts";
import { compileExceptions, type ExceptionRow, readExceptions, rowsOf } from "./exceptions.ts";

export type FallbackDraft = { type: string; number: string; sipUri: string; message: string };

/** Who answers a number, as its form has it. */
export type AnsweringDraft = {
  name: string;
  /** `always`: one answers at any time; `hours`: another one outside of the opening hours. */
  mode: string;
  open: AnswererDraft;
  closed: AnswererDraft;
  week: WeekDraft;
  /** The stored week stays: it has more than the form can show. */
  keepsWeek: boolean;
  exceptions: ExceptionRow[];
  shownUntil: string;
  fallback: FallbackDraft;
};

/** The form's errors by field. */
export type AnsweringErrors = Record<string, string>;

const NO_FALLBACK: FallbackDraft = { type: "", number: "", sipUri: "", message: "" };

export const zoneOf = ({ hours }: PhoneNumber, timeZone: string) => hours?.timeZone ?? timeZone;

/** Whether the week of the form can show all of the stored one. */
export const isWeekShown = ({ hours }: PhoneNumber) =>
  hours === null || weekOf({ ...hours, exceptions: [] }) !== undefined;

export function draftOf(number: PhoneNumber, timeZone: string, at: Date): AnsweringDraft {
  const { hours, name, fallback } = number;
  const today = wallClock(at, zoneOf(number, timeZone)).date;
  const { rows, shownUntil } = rowsOf(hours?.exceptions ?? [], today);
  const shown = hours === null ? undefined : weekOf({ ...hours, exceptions: [] });
  const empty = emptyWeek(timeZone);
  return {
    name,
    mode: hours === null ? "always" : "hours",
    open: draftOfAnswerer(hours?.open ?? answererOf(number, at)),
    closed: draftOfAnswerer(hours?.closed),
    week: shown ?? (hours === null ? empty : { ...empty, holidays: hours.publicHolidays }),
    keepsWeek: !isWeekShown(number),
    exceptions: rows,
    shownUntil,
    fallback: draftOfFallback(fallback),
  };
}

function draftOfFallback(fallback: Fallback): FallbackDraft {
  if (fallback === null) return NO_FALLBACK;
  const { type, message = "" } = fallback;
  return type === "number"
    ? { ...NO_FALLBACK, type, message, number: phoneNumber(fallback.number) }
    : { ...NO_FALLBACK, type, message, sipUri: fallback.sipUri };
}

export const readAnswering = (form: FormData): AnsweringDraft => ({
  name: textIn(form, "name"),
  mode: textIn(form, "mode"),
  open: readAnswerer(form, "open"),
  closed: form.has("closed.who") ? readAnswerer(form, "closed") : NOBODY,
  week: readWeek(form),
  keepsWeek: form.has("keepsWeek"),
  exceptions: readExceptions(form),
  shownUntil: textIn(form, "shownUntil"),
  fallback: {
    type: textIn(form, "fallback.type"),
    number: textIn(form, "fallback.number"),
    sipUri: textIn(form, "fallback.sipUri"),
    message: textOf(form, "fallback.message"),
  },
});

/** The change in the form of the API, or what is wrong before it is asked. */
export function compileAnswering(
  draft: AnsweringDraft,
  number: PhoneNumber,
  { timeZone, at }: { timeZone: string; at: Date },
): { body: UpdatePhoneNumber } | { errors: AnsweringErrors } {
  const { name, mode, open, closed } = draft;
  const named = compileNamed(open.who);
  const common = { name, fallback: compileFallback(draft.fallback) };
  if (mode !== "hours") {
    if (open.who === "transfer" || open.who === "message")
      return { errors: { "open.who": m.answering_error_always() } };
    const who = open.who === "" ? { assistantId: null, squadId: null, workflowId: null } : named;
    return { body: asTyped<UpdatePhoneNumber>({ ...common, ...who, hours: null }) };
  }
  const errors: AnsweringErrors = {};
  const [whileOpen, whileClosed] = [compileAnswerer(open), compileAnswerer(closed)];
  if (!whileOpen) errors["open.who"] = m.answering_error_who();
  if (!whileClosed) errors["closed.who"] = m.answering_error_who();
  const week = weekly(draft, number, timeZone);
  if (!week) errors["hours"] = m.answering_error_week();
  const stored = number.hours?.exceptions ?? [];
  const today = wallClock(at, zoneOf(number, timeZone)).date;
  const { exceptions, errors: wrongRows } = compileExceptions(draft.exceptions, {
    stored,
    today,
    shownUntil: draft.shownUntil,
  });
  for (const [index, error] of Object.entries(wrongRows)) errors[`exceptions.${index}`] = error;
  if (Object.keys(errors).length > 0) return { errors };
  const hours = { ...week, exceptions, open: whileOpen, closed: whileClosed };
  return { body: asTyped<UpdatePhoneNumber>({ ...common, ...named, hours }) };
}

function weekly({ keepsWeek, week }: AnsweringDraft, number: PhoneNumber, timeZone: string): object | undefined {
  if (!keepsWeek || number.hours === null) return hoursOf(week, zoneOf(number, timeZone));
  return { ...number.hours, publicHolidays: week.holidays };
}

function compileFallback({ type, number, sipUri, message }: FallbackDraft): object | null {
  const words = message === "" ? {} : { message };
  if (type === "number") return { type, number, ...words };
  return type === "sip" ? { type, sipUri, ...words } : null;
}

/** The field of the form that a path of the API's is about. */
function fieldOf(path: string): string {
  const [first = "", second = "", third = ""] = path.split(".");
  if (first === "assistantId" || first === "squadId" || first === "workflowId") return "open.who";
  if (first !== "hours") return second === "" ? first : `${first}.${second}`;
  if (second === "exceptions") return "exceptions";
  if (second !== "open" && second !== "closed") return "hours";
  const isPart = third === "number" || third === "message" || third === "text";
  return `${second}.${isPart ? third : "who"}`;
}

/** What the API refused, at its fields. */
export function tellAnsweringErrors({ errors = [] }: ApiProblem): AnsweringErrors {
  const told: AnsweringErrors = {};
  for (const { path, code } of errors) {
    const field = fieldOf(path);
    told[field] ??= field.endsWith(".number") ? tellNumberFault(code) : (ERRORS[field] ?? m.error_not_accepted)();
  }
  return told;
}

const ERRORS: Record<string, () => string> = {
  name: m.numbers_error_name,
  "open.who": m.answering_error_who,
  "closed.who": m.answering_error_who,
  "open.text": m.answering_error_text,
  "closed.text": m.answering_error_text,
  "open.message": m.answering_error_message,
  "closed.message": m.answering_error_message,
  hours: m.template_error_hours,
  exceptions: m.answering_error_exceptions,
  "fallback.sipUri": m.answering_error_sip,
  "fallback.message": m.answering_error_message,
};
