import { m } from "../../paraglide/messages.js";

/** A parameter as a row of the form; `choices` has one allowed value in each line. */
export const EMPTY_PARAMETER = { name: "", type: "text", description: "", choices: "", required: "on" };
export type ParameterRow = typeof EMPTY_PARAMETER;

/** What a parameter can be, as JSON Schema says it; a choice also has its values. */
const TYPES = {
  text: { type: "string" },
  choice: { type: "string" },
  number: { type: "number" },
  integer: { type: "integer" },
  boolean: { type: "boolean" },
  date: { type: "string", format: "date" },
  time: { type: "string", format: "time" },
  dateTime: { type: "string", format: "date-time" },
  email: { type: "string", format: "email" },
  list: { type: "array", items: { type: "string" } },
} as const;
export type ParameterType = keyof typeof TYPES;

export const TYPE_LABELS = {
  text: m.functions_type_text,
  choice: m.functions_type_choice,
  number: m.functions_type_number,
  integer: m.functions_type_integer,
  boolean: m.functions_type_boolean,
  date: m.functions_type_date,
  time: m.functions_type_time,
  dateTime: m.functions_type_moment,
  email: m.functions_type_email,
  list: m.functions_type_list,
} satisfies Record<ParameterType, () => string>;

export const typeOf = ({ type }: ParameterRow): ParameterType =>
  Object.hasOwn(TYPES, type) ? (type as ParameterType) : "text";
export const choicesOf = ({ choices }: ParameterRow) =>
  choices
    .split("\n")
    .map((choice) => choice.trim())
    .filter((choice) => choice !== "");

/** Whether nothing was written into a row. */
export const isBlank = ({ name, description, choices }: ParameterRow) => `${name}${description}${choices}` === "";

export const NO_PARAMETERS = { type: "object", properties: {} };

/** The JSON Schema of some rows, without the empty ones. */
export function schemaOfRows(rows: ParameterRow[]): Record<string, unknown> {
  const filled = rows.filter((row) => !isBlank(row));
  const required = filled.filter((row) => row.required !== "").map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(filled.map((row) => [row.name, schemaOfRow(row)])),
    ...(required.length > 0 && { required }),
  };
}

const schemaOfRow = (row: ParameterRow) => ({
  ...TYPES[typeOf(row)],
  ...(typeOf(row) === "choice" && { enum: choicesOf(row) }),
  ...(row.description !== "" && { description: row.description }),
});

/** More rows than a form is read for. */
const MOST_ROWS = 60;

/** The rows of a JSON Schema; undefined when rows cannot say all of it. */
export function rowsOfSchema(schema: unknown): ParameterRow[] | undefined {
  if (!isObject(schema) || schema["type"] !== "object" || !hasOnly(schema, ["type", "properties", "required"])) return;
  const { properties = {}, required = [] } = schema;
  if (!isObject(properties) || !Array.isArray(required)) return undefined;
  const rows = Object.entries(properties).map(([name, property]) => rowOf(name, property, required.includes(name)));
  return rows.length <= MOST_ROWS && rows.every((row) => row !== undefined) ? rows : undefined;
}

function rowOf(name: string, property: unknown, isRequired: boolean): ParameterRow | undefined {
  if (!isObject(property)) return undefined;
  const { description = "", enum: choices, ...rest } = property;
  if (typeof description !== "string") return undefined;
  const row = { name, description, choices: "", required: isRequired ? "on" : "" };
  if (choices !== undefined) {
    const isList = Array.isArray(choices) && choices.length > 0 && choices.every(isLine);
    return isList && isSame(rest, TYPES.choice) ? { ...row, type: "choice", choices: choices.join("\n") } : undefined;
  }
  const type = Object.entries(TYPES).find(([key, known]) => key !== "choice" && isSame(rest, known))?.[0];
  return type === undefined ? undefined : { ...row, type };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const hasOnly = (value: object, keys: string[]) => Object.keys(value).every((key) => keys.includes(key));
const isLine = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.trim() === value && !/[\r\n]/.test(value);
const sorted = (object: object) => JSON.stringify(Object.entries(object).toSorted(([a], [b]) => a.localeCompare(b)));
const isSame = (left: object, right: object) => sorted(left) === sorted(right);
