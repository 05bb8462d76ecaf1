import type { Function as FunctionResource, FunctionSettings } from "../api/types.ts";
import { readRows, textIn, textOf } from "../form.ts";
import { emptyWeek, readWeek, weekOf, type WeekDraft } from "../templates/week.ts";
import { KINDS, type Kind } from "./kinds.ts";
import { EMPTY_PARAMETER, NO_PARAMETERS, rowsOfSchema, schemaOfRows, type ParameterRow } from "./parameters.ts";

/** A new header is a secret. */
export const EMPTY_HEADER = { name: "", value: "", isSecret: "on" };
export const EMPTY_DESTINATION = { number: "", when: "", message: "" };
export type HeaderRow = typeof EMPTY_HEADER;
export type DestinationRow = typeof EMPTY_DESTINATION;

/** A function's form as a person left it; what its kind does not have stays as it is for a new one. */
export type FunctionDraft = {
  kind: Kind;
  name: string;
  description: string;
  url: string;
  method: string;
  timeoutSeconds: string;
  headers: HeaderRow[];
  parameters: ParameterRow[];
  /** The parameters as JSON, where rows cannot say them or somebody prefers it; else undefined. */
  schema: string | undefined;
  destinations: DestinationRow[];
  phoneNumberId: string;
  knowledgeBaseId: string;
  timeZone: string;
  week: WeekDraft;
  /** The hours as JSON, where the form cannot show all of them; else undefined. */
  hours: string | undefined;
};

const TIMEOUT_SECONDS = 8;

export function blankDraft(kind: Kind, timeZone: string): FunctionDraft {
  const words = KINDS[kind];
  const suggested = "suggested" in words ? words.suggested : undefined;
  return {
    kind,
    name: suggested?.name() ?? "",
    description: suggested?.description() ?? "",
    url: "",
    method: "POST",
    timeoutSeconds: String(TIMEOUT_SECONDS),
    headers: [],
    parameters: [],
    schema: undefined,
    destinations: kind === "transferCall" ? [EMPTY_DESTINATION] : [],
    phoneNumberId: "",
    knowledgeBaseId: "",
    timeZone,
    week: emptyWeek(timeZone),
    hours: undefined,
  };
}

const asJson = (value: unknown) => JSON.stringify(value, null, 2);

export function draftOf({ name, description, settings }: FunctionResource, timeZone: string): FunctionDraft {
  return { ...blankDraft(settings.kind, timeZone), name, description, ...fieldsOf(settings) };
}

function fieldsOf(settings: FunctionSettings): Partial<FunctionDraft> {
  switch (settings.kind) {
    case "function":
      return { ...requestOf(settings.server), ...parametersOf(settings.parameters) };
    case "apiRequest":
      return { ...requestOf(settings), method: settings.method, ...parametersOf(settings.parameters) };
    case "transferCall":
      return { destinations: settings.destinations.map((row) => ({ ...row, message: row.message ?? "" })) };
    case "sms":
      return { phoneNumberId: settings.phoneNumberId };
    case "knowledge":
      return { knowledgeBaseId: settings.knowledgeBaseId };
    case "openingHours": {
      const { hours } = settings;
      const week = weekOf(hours);
      return { timeZone: hours.timeZone, ...(week === undefined ? { hours: asJson(hours) } : { week }) };
    }
    case "endCall":
    case "takeMessage":
      return {};
  }
}

type Request = Pick<Extract<FunctionSettings, { kind: "apiRequest" }>, "url" | "headers" | "timeoutSeconds">;

const requestOf = ({ url, headers, timeoutSeconds }: Request) => ({
  url,
  timeoutSeconds: String(timeoutSeconds),
  headers: headers.map(({ name, value, isSecret }) => ({ name, value, isSecret: isSecret ? "on" : "" })),
});

function parametersOf(schema: Record<string, unknown>): Pick<FunctionDraft, "parameters" | "schema"> {
  const parameters = rowsOfSchema(schema);
  return parameters === undefined ? { parameters: [], schema: asJson(schema) } : { parameters, schema: undefined };
}

export const readDraft = (form: FormData, kind: Kind, timeZone: string): FunctionDraft => ({
  kind,
  name: textIn(form, "name"),
  description: textOf(form, "description"),
  url: textIn(form, "url"),
  method: textIn(form, "method"),
  timeoutSeconds: textIn(form, "timeoutSeconds"),
  headers: readRows(form, "header", EMPTY_HEADER),
  parameters: readRows(form, "parameter", EMPTY_PARAMETER),
  schema: form.has("schema") ? textOf(form, "schema") : undefined,
  destinations: readRows(form, "destination", EMPTY_DESTINATION),
  phoneNumberId: textIn(form, "phoneNumberId"),
  knowledgeBaseId: textIn(form, "knowledgeBaseId"),
  timeZone: textIn(form, "hours.timeZone") || timeZone,
  week: readWeek(form),
  hours: form.has("hoursJson") ? textOf(form, "hoursJson") : undefined,
});

const ROWS = {
  header: { list: "headers", empty: EMPTY_HEADER },
  parameter: { list: "parameters", empty: EMPTY_PARAMETER },
  destination: { list: "destinations", empty: EMPTY_DESTINATION },
} as const satisfies Record<string, { list: keyof FunctionDraft; empty: object }>;

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * What a button other than « Save » makes of the form, which is shown again: a row more or less, the parameters as JSON or
 * as rows. Undefined when the form is to be sent.
 */
export function changeForm(draft: FunctionDraft, intent: string): FunctionDraft | undefined {
  if (intent === "as-json") return { ...draft, schema: asJson(schemaOfRows(draft.parameters)) };
  if (intent === "as-rows") {
    const rows = rowsOfSchema(draft.schema === "" ? NO_PARAMETERS : readJson(draft.schema ?? ""));
    return rows === undefined ? draft : { ...draft, parameters: rows, schema: undefined };
  }
  const [verb, prefix = "", index] = intent.split(".");
  if ((verb !== "add" && verb !== "remove") || !Object.hasOwn(ROWS, prefix)) return undefined;
  const { list, empty } = ROWS[prefix as keyof typeof ROWS];
  const rows: object[] = draft[list];
  return { ...draft, [list]: verb === "add" ? [...rows, empty] : rows.filter((_, at) => at !== Number(index)) };
}
