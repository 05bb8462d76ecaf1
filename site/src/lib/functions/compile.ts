import type { NumberFault } from "@allokoli/shared/http/number-faults";
import type { CreateFunction } from "../api/types.ts";
import { asTyped, type ApiProblem } from "../api/client.ts";
import { tellNumberFault } from "../number-message.ts";
import { hoursOf } from "../templates/week.ts";
import { m } from "../../paraglide/messages.js";
import type { FunctionDraft } from "./draft.ts";
import { choicesOf, isBlank, NO_PARAMETERS, schemaOfRows, typeOf } from "./parameters.ts";

export type FieldErrors = Record<string, string>;

/** A draft in the form of the API. What could not be sent is in `errors`, by the form's field. */
export type Compiled = {
  body: CreateFunction;
  errors: FieldErrors;
  /** For each list sent, the row of the form that each of its items came from. */
  sent: { headers: number[]; destinations: number[] };
};

type Numbered<Row> = { row: Row; at: number }[];

export function compile(draft: FunctionDraft): Compiled {
  const errors: FieldErrors = {};
  const headers = filled(draft.headers, ({ name, value }) => `${name}${value}`);
  const destinations = filled(draft.destinations, (row) => Object.values(row).join(""));
  const body = asTyped<CreateFunction>({
    name: draft.name,
    description: draft.description,
    settings: settingsOf(draft, { headers, destinations, errors }),
  });
  if (draft.name === "") errors["name"] = m.functions_error_name();
  if (draft.description === "") errors["description"] = m.functions_error_description();
  const placesOf = (rows: Numbered<unknown>) => rows.map(({ at }) => at);
  return { body, errors, sent: { headers: placesOf(headers), destinations: placesOf(destinations) } };
}

/** The rows in which anything is written, with their places. */
const filled = <Row>(rows: Row[], write: (row: Row) => string): Numbered<Row> =>
  rows.map((row, at) => ({ row, at })).filter(({ row }) => write(row) !== "");

type Parts = {
  headers: Numbered<FunctionDraft["headers"][number]>;
  destinations: Numbered<FunctionDraft["destinations"][number]>;
  errors: FieldErrors;
};

function settingsOf(draft: FunctionDraft, { headers, destinations, errors }: Parts): object {
  const { kind, url } = draft;
  const request = {
    url,
    headers: headers.map(({ row }) => ({ name: row.name, value: row.value, isSecret: row.isSecret !== "" })),
    timeoutSeconds: Number(draft.timeoutSeconds),
  };
  switch (kind) {
    case "function":
      return { kind, parameters: parametersOf(draft, errors), server: request };
    case "apiRequest":
      return { kind, parameters: parametersOf(draft, errors), method: draft.method, ...request };
    case "transferCall":
      if (destinations.length === 0) errors["destination"] = m.functions_error_destinations();
      return {
        kind,
        destinations: destinations.map(({ row: { number, when, message } }) => ({
          number,
          when,
          ...(message !== "" && { message }),
        })),
      };
    case "sms":
      if (draft.phoneNumberId === "") errors["phoneNumberId"] = m.functions_error_number();
      return { kind, phoneNumberId: draft.phoneNumberId };
    case "knowledge":
      if (draft.knowledgeBaseId === "") errors["knowledgeBaseId"] = m.functions_error_base();
      return { kind, knowledgeBaseId: draft.knowledgeBaseId };
    case "openingHours": {
      const hours =
        draft.hours === undefined ? hoursOf(draft.week, draft.timeZone) : readJson(draft.hours, "hoursJson", errors);
      if (hours === undefined && draft.hours === undefined) errors["hours"] = m.template_error_hours();
      return { kind, hours };
    }
    case "endCall":
    case "takeMessage":
      return { kind };
  }
}

function parametersOf({ schema, parameters }: FunctionDraft, errors: FieldErrors): unknown {
  if (schema !== undefined) return schema === "" ? NO_PARAMETERS : readJson(schema, "schema", errors);
  const names = new Set<string>();
  for (const [index, row] of parameters.entries()) {
    if (isBlank(row)) continue;
    const at = `parameter.${index}`;
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(row.name)) errors[`${at}.name`] = m.functions_error_name();
    else if (names.has(row.name)) errors[`${at}.name`] = m.functions_error_twice();
    if (typeOf(row) === "choice" && choicesOf(row).length === 0) errors[`${at}.choices`] = m.functions_error_choices();
    names.add(row.name);
  }
  return schemaOfRows(parameters);
}

function readJson(text: string, field: string, errors: FieldErrors): unknown {
  try {
    return JSON.parse(text);
  } catch {
    errors[field] = m.functions_error_json();
    return undefined;
  }
}

/** The form's field for a path of the API; undefined for what is at none. */
export function fieldOf(path: string, draft: FunctionDraft, { sent }: Pick<Compiled, "sent">): string | undefined {
  if (path === "name" || path === "description") return path;
  const [first, ...rest] = path.replace(/^settings\.(server\.)?/, "").split(".");
  switch (first) {
    case "url":
    case "method":
    case "timeoutSeconds":
    case "phoneNumberId":
    case "knowledgeBaseId":
      return first;
    case "parameters": {
      if (draft.schema !== undefined) return "schema";
      const row = draft.parameters.findIndex(({ name }) => rest[0] === "properties" && name === rest[1]);
      if (row === -1) return "parameter";
      return `parameter.${row}.${rest[2] === "enum" ? "choices" : rest[2] === "description" ? "description" : "name"}`;
    }
    case "headers":
    case "destinations": {
      const [index, field] = rest;
      const row = index === undefined ? undefined : sent[first][Number(index)];
      const prefix = first === "headers" ? "header" : "destination";
      return row === undefined ? prefix : `${prefix}.${row}.${field ?? (first === "headers" ? "name" : "number")}`;
    }
    case "hours":
      return draft.hours === undefined ? "hours" : "hoursJson";
    default:
      return undefined;
  }
}

const MESSAGES: [RegExp, () => string][] = [
  [/^name$/, m.functions_error_name],
  [/^description$/, m.functions_error_description],
  [/^url$/, m.functions_error_url],
  [/^timeoutSeconds$/, m.functions_error_timeout],
  [/^header\.\d+\.name$/, m.functions_error_header_name],
  [/^header\.\d+\.value$/, m.functions_error_header_value],
  [/^destination\.\d+\.when$/, m.functions_error_when],
  [/^destination\.\d+\.message$/, m.functions_error_message],
  [/^phoneNumberId$/, m.functions_error_number],
  [/^knowledgeBaseId$/, m.functions_error_base],
  [/^hours$/, m.template_error_hours],
];

/** What the API refused, by the form's fields. Of a schema in JSON, its own words: they name the place. */
export function tellErrors({ errors = [] }: ApiProblem, draft: FunctionDraft, compiled: Compiled): FieldErrors {
  const told: FieldErrors = {};
  for (const { path, message, code } of errors) {
    const field = fieldOf(path, draft, compiled);
    if (field === undefined) continue;
    const isJson = field === "schema" || field === "hoursJson" || field === "parameter";
    const words = isJson ? `${path.replace(/^settings\./, "")} ${message}` : tellField(field, message, code);
    told[field] = isJson && told[field] !== undefined ? `${told[field]} · ${words}` : words;
  }
  return told;
}

function tellField(field: string, message: string, code: NumberFault | undefined): string {
  if (/^destination\.\d+\.number$/.test(field))
    return message === "is there already" ? m.functions_error_twice() : tellNumberFault(code);
  if (message === "is there already") return m.functions_error_twice();
  if (field === "url" && message.includes("parameter")) return m.functions_error_url_parameter({ parameter: "{nom}" });
  return (MESSAGES.find(([pattern]) => pattern.test(field))?.[1] ?? m.error_not_accepted)();
}
