import type { AssistantSettings } from "../api/types.ts";
import { readRows, textIn, textOf } from "../form.ts";
import { EMPTY_DATA, rowsOfSchema, type DataRow } from "./data-rows.ts";
import { ALL_FIELDS, type FieldValues } from "./fields.ts";
import { blankTools, EMPTY_FUNCTION, EMPTY_TRANSFER, readTools, toolsDraftOf, type ToolsDraft } from "./tool-rows.ts";

/** A form as a person left it. */
export type AssistantDraft = FieldValues &
  ToolsDraft & {
    dataRows: DataRow[];
    /** A schema that the rows cannot show is edited as JSON. */
    dataSchema: string | undefined;
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
});

export function draftOf(settings: AssistantSettings): AssistantDraft {
  const schema = settings.structuredDataSchema;
  const rows = schema === null ? [] : rowsOfSchema(schema);
  return {
    ...valuesOf(({ show }) => show(settings)),
    ...toolsDraftOf(settings.tools),
    dataRows: rows ?? [],
    dataSchema: rows === undefined ? JSON.stringify(schema, null, 2) : undefined,
  };
}

export const readDraft = (form: FormData): AssistantDraft => ({
  ...valuesOf(({ blank }, name) => (typeof blank === "boolean" ? form.has(name) : textOf(form, name))),
  ...readTools(form),
  dataRows: readRows(form, "data", EMPTY_DATA),
  dataSchema: form.has("dataSchema") ? textOf(form, "dataSchema") : undefined,
});

/** A posted form: to be sent, or, if an "add" button posted it, to be shown again with one more row. */
export function postedDraft(form: FormData): { draft: AssistantDraft; sends: boolean } {
  const draft = readDraft(form);
  switch (textIn(form, "intent")) {
    case "add-data":
      draft.dataRows.push(EMPTY_DATA);
      return { draft, sends: false };
    case "add-transfer":
      draft.transfers.push(EMPTY_TRANSFER);
      return { draft, sends: false };
    case "add-function":
      draft.functions.push(EMPTY_FUNCTION);
      return { draft, sends: false };
    default:
      return { draft, sends: true };
  }
}

// Each field of the table has its own kind of value: a box true or false, all others text.
const valuesOf = (valueOf: (field: (typeof ALL_FIELDS)[number][1], name: string) => string | boolean) =>
  Object.fromEntries(ALL_FIELDS.map(([name, field]) => [name, valueOf(field, name)])) as FieldValues;
