import type { FieldError } from "@allokoli/shared/http/problem";
import { isWithheldName } from "@allokoli/shared/vapi/withheld";
import type { Assistant, CreateCall } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";
import { textIn, textOf } from "../form.ts";
import { tellNumberFault } from "../number-message.ts";
import { toInstant } from "../time-zone.ts";
import { MOST_PEOPLE, readPeople } from "./people.ts";

export type CallDraft = {
  assistantId: string;
  /** One of the organization's numbers; empty for the one that every organization may call from. */
  phoneNumberId: string;
  number: string;
  customerName: string;
  /** A pasted list; with anything in it, the number above is not called. */
  people: string;
  scheduledFor: string;
  variables: Record<string, string>;
};

export const EMPTY_CALL: CallDraft = {
  assistantId: "",
  phoneNumberId: "",
  number: "",
  customerName: "",
  people: "",
  scheduledFor: "",
  variables: {},
};

const VARIABLE = "variable.";

export const variableField = (name: string) => `${VARIABLE}${name}`;

/** The form as it was posted; a file of people takes the place of the pasted list. */
export async function readCall(form: FormData): Promise<CallDraft> {
  const file = form.get("file");
  const hasFile = file instanceof File && file.size > 0 && file.size <= MOST_BYTES;
  const variables = [...form.keys()]
    .filter((name) => name.startsWith(VARIABLE))
    .map((name) => [name.slice(VARIABLE.length), textOf(form, name)]);
  return {
    assistantId: textIn(form, "assistantId"),
    phoneNumberId: textIn(form, "phoneNumberId"),
    number: textIn(form, "number"),
    customerName: textIn(form, "customerName"),
    people: hasFile ? (await file.text()).replace(/^\uFEFF/, "") : textOf(form, "people"),
    scheduledFor: textIn(form, "scheduledFor"),
    variables: Object.fromEntries(variables),
  };
}

const MOST_BYTES = 200_000;

/** The provider's own values (its documentation, dynamic variables). */
const FILLED_IN = new Set(["now", "date", "time", "month", "day", "year", "customer"]);

/** The values that an assistant's words leave open: `{{name}}`, without those that the provider fills in itself. */
export function variablesOf({
  firstMessage,
  systemPrompt,
}: Pick<Assistant, "firstMessage" | "systemPrompt">): string[] {
  const named = `${firstMessage ?? ""} ${systemPrompt}`.matchAll(/\{\{-?\s*([a-zA-Z][a-zA-Z0-9_]{0,39})\s*-?\}\}/g);
  return [...new Set([...named].map(([, name = ""]) => name))].filter(
    (name) => !isWithheldName(name) && !FILLED_IN.has(name),
  );
}

/** In the form of the API; a number is sent as it was written. */
export function compileCall(draft: CallDraft, timeZone: string): CreateCall {
  const { assistantId, phoneNumberId, number, customerName, scheduledFor, variables } = draft;
  const earliest = scheduledFor === "" ? undefined : (toInstant(scheduledFor, timeZone)?.toISOString() ?? scheduledFor);
  const given = Object.entries(variables).filter(([, value]) => value !== "");
  const customer = (number: string, name: string) => ({ number, ...(name !== "" && { name: name.slice(0, 40) }) });
  const people = readPeople(draft.people);
  return {
    assistantId,
    ...(phoneNumberId !== "" && { phoneNumberId }),
    ...(people.length > 0
      ? { customers: people.map(({ number, name }) => customer(number, name)) }
      : { customer: customer(number, customerName) }),
    ...(earliest !== undefined && { schedule: { earliestAt: earliest } }),
    ...(given.length > 0 && { variables: Object.fromEntries(given) }),
  };
}

const FIELDS: [RegExp, keyof CallDraft][] = [
  [/^customers(\.|$)/, "people"],
  [/^customer\.name$/, "customerName"],
  [/^customer/, "number"],
  [/^schedule/, "scheduledFor"],
  [/^assistantId$/, "assistantId"],
  [/^phoneNumberId$/, "phoneNumberId"],
];

const MESSAGES: Partial<Record<string, () => string>> = {
  customerName: m.call_error_name,
  scheduledFor: m.call_error_schedule,
  assistantId: m.call_error_assistant,
};

/** The messages at the fields of the form, for the errors of the API. Of a list, the refused lines are named. */
export function tellCallErrors(draft: CallDraft, errors: FieldError[]): Record<string, string> {
  const told: Record<string, string> = {};
  const people = readPeople(draft.people);
  const lines: string[] = [];
  for (const { path, code } of errors) {
    const variable = /^variables\.(\w+)/.exec(path)?.[1];
    const field =
      variable === undefined ? FIELDS.find(([pattern]) => pattern.test(path))?.[1] : variableField(variable);
    const index = /^customers\.(\d+)/.exec(path)?.[1];
    const person = index === undefined ? undefined : people[Number(index)];
    if (person !== undefined) {
      lines.push(m.call_error_line({ line: String(person.line), text: person.number, problem: tellNumberFault(code) }));
    } else if (field === "number") told["number"] = tellNumberFault(code);
    else if (field !== undefined) told[field] = (MESSAGES[field] ?? m.error_not_accepted)();
  }
  if (people.length > MOST_PEOPLE) told["people"] = m.call_error_too_many({ most: MOST_PEOPLE });
  else if (lines.length > 0) told["people"] = lines.join(" ");
  return told;
}
