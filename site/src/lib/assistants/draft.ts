import type { AssistantSettings } from "../api/types.ts";
import { readRows, textIn, textOf } from "../form.ts";
import { EMPTY_DATA, rowsOfSchema, type DataRow } from "./data-rows.ts";
import { ALL_FIELDS, type FieldValues } from "./fields.ts";
import { blankTools, EMPTY_FUNCTION, EMPTY_TRANSFER, readTools, toolsDraftOf, type ToolsDraft } from "./tool-rows.ts";

export const EMPTY_PRONUNCIATION = { word: "", spoken: "" };

/** A form as a person left it. */
export type AssistantDraft = FieldValues &
  ToolsDraft & {
    dataRows: DataRow[];
    /** A schema that the rows cannot show is edited as JSON. */
    dataSchema: string | undefined;
    pronunciations: (typeof EMPTY_PRONUNCIATION)[];
    functionIds: string[];
    knowledgeBaseIds: string[];
  };

/** The values of a new assistant, in French unless its creator reads English. */
export const blankDraft = (
  locale: "fr" | "en",
  texts: Pick<FieldValues, "name" | "firstMessage" | "systemPrompt">,
): AssistantDraft => ({
  ...valuesOf(({ blank }) => (typeof blank === "object" ? blank[locale] : blank)),
  ...texts,
  ...blankTools(),
  dataRows: [],
  dataSchema: undefined,
  pronunciations: [],
  functionIds: [],
  knowledgeBaseIds: [],
});

export function draftOf(settings: AssistantSettings): AssistantDraft {
  const schema = settings.structuredDataSchema;
  const rows = schema === null ? [] : rowsOfSchema(schema);
  return {
    ...valuesOf(({ show }) => show(settings)),
    ...toolsDraftOf(settings.tools),
    dataRows: rows ?? [],
    dataSchema: rows === undefined ? JSON.stringify(schema, null, 2) : undefined,
    pronunciations: settings.pronunciations,
    functionIds: settings.functionIds,
    knowledgeBaseIds: settings.knowledgeBaseIds,
  };
}

export const readDraft = (form: FormData): AssistantDraft => ({
  ...valuesOf(({ blank }, name) => (typeof blank === "boolean" ? form.has(name) : textOf(form, name))),
  ...readTools(form),
  dataRows: readRows(form, "data", EMPTY_DATA),
  dataSchema: form.has("dataSchema") ? textOf(form, "dataSchema") : undefined,
  pronunciations: readRows(form, "pronunciation", EMPTY_PRONUNCIATION),
  functionIds: textsOf(form, "functionIds"),
  knowledgeBaseIds: textsOf(form, "knowledgeBaseIds"),
});

const textsOf = (form: FormData, name: string) =>
  form.getAll(name).filter((value): value is string => typeof value === "string");

/** The lists of rows in a draft, by the prefix of their names, with the row that is added. */
const ROWS = {
  data: { list: "dataRows", empty: EMPTY_DATA },
  transfer: { list: "transfers", empty: EMPTY_TRANSFER },
  function: { list: "functions", empty: EMPTY_FUNCTION },
  pronunciation: { list: "pronunciations", empty: EMPTY_PRONUNCIATION },
} as const satisfies Record<string, { list: keyof AssistantDraft; empty: object }>;

/**
 * Whether a posted form is to be sent. Without scripts, « add » and « take away » are posted too (`add.data`,
 * `remove.data.3`): the form is shown again with a row more or less.
 */
export function changeRows(form: FormData, draft: AssistantDraft): { draft: AssistantDraft; sends: boolean } {
  const [verb, prefix = "", index] = textIn(form, "intent").split(".");
  if ((verb !== "add" && verb !== "remove") || !Object.hasOwn(ROWS, prefix)) return { draft, sends: true };
  const { list, empty } = ROWS[prefix as keyof typeof ROWS];
  const rows: object[] = draft[list];
  const changed = verb === "add" ? [...rows, empty] : rows.filter((_, at) => at !== Number(index));
  return { draft: { ...draft, [list]: changed }, sends: false };
}

/** A posted form of a new assistant. */
export const postedDraft = (form: FormData) => changeRows(form, readDraft(form));

// Each field of the table has its own kind of value: a box true or false, all others text.
const valuesOf = (valueOf: (field: (typeof ALL_FIELDS)[number][1], name: string) => string | boolean) =>
  Object.fromEntries(ALL_FIELDS.map(([name, field]) => [name, valueOf(field, name)])) as FieldValues;
