import type { FunctionSettings } from "../api/types.ts";
import { textOf } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import { choicesOf, rowsOfSchema, typeOf, type ParameterRow, type ParameterType } from "./parameters.ts";

/** A field of the dry run: a parameter by its name, with the words beside it. */
export type ArgumentField = { name: string; type: ParameterType; hint: string; required: boolean; choices: string[] };

const fieldOf = (row: ParameterRow): ArgumentField => ({
  name: row.name,
  type: typeOf(row),
  hint: row.description,
  required: row.required !== "",
  choices: choicesOf(row),
});

const field = (name: string, hint: () => string, more: Partial<ArgumentField> = {}): ArgumentField => ({
  name,
  type: "text",
  hint: hint(),
  required: false,
  choices: [],
  ...more,
});

/** The fields to try a function with; undefined where only JSON can say the arguments. */
export function fieldsOf(settings: FunctionSettings): ArgumentField[] | undefined {
  switch (settings.kind) {
    case "function":
    case "apiRequest":
      return rowsOfSchema(settings.parameters)?.map(fieldOf);
    case "knowledge":
      return [field("question", m.functions_try_question, { required: true })];
    case "takeMessage":
      return [
        field("message", m.functions_try_message, { required: true }),
        field("callerName", m.functions_try_caller),
        field("callerNumber", m.functions_try_number),
        field("subject", m.functions_try_subject),
        field("isUrgent", m.functions_try_urgent, { type: "boolean" }),
      ];
    case "transferCall":
    case "endCall":
    case "sms":
    case "openingHours":
      return [];
  }
}

/** The name of an argument's field in the form. */
export const inputName = (name: string) => `argument.${name}`;

/** What was typed, as JSON values. What is no such value is sent as it was typed, and the API says so. */
export function readArguments(form: FormData, fields: ArgumentField[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ name, type }) => {
      const typed = textOf(form, inputName(name));
      return typed === "" ? [] : [[name, valueOf(type, typed)]];
    }),
  );
}

function valueOf(type: ParameterType, typed: string): unknown {
  switch (type) {
    case "number":
    case "integer": {
      const value = Number(typed.replace(",", "."));
      return Number.isNaN(value) ? typed : value;
    }
    case "boolean":
      return typed === "true" || (typed === "false" ? false : typed);
    case "list":
      return typed.split("\n").filter((line) => line.trim() !== "");
    case "text":
    case "choice":
    case "date":
    case "time":
    case "dateTime":
    case "email":
      return typed;
  }
}
