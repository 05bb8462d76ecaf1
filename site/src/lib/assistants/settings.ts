import { asTyped } from "../api/client.ts";
import { AssistantSettingsRules } from "../api/rules.ts";
import type { AssistantSettings } from "../api/types.ts";
import { schemaOfRows } from "./data-rows.ts";
import type { AssistantDraft } from "./draft.ts";
import { ALL_FIELDS } from "./fields.ts";
import { compileTools, fieldOfTool } from "./tool-rows.ts";

export const SETTINGS = Object.keys(AssistantSettingsRules) as (keyof AssistantSettings)[];
/** The settings of an assistant, without what else the API tells of it. */
export const toSettings = (all: AssistantSettings) =>
  Object.fromEntries(SETTINGS.map((name) => [name, all[name]])) as AssistantSettings;

/** The settings that are not in the form: they do not change. */
type Kept = "metadata";

export type Compiled = {
  settings: Omit<AssistantSettings, Kept>;
  /** For each tool sent, the row of the form that it came from. */
  toolRows: string[];
  /** Fields that cannot be sent: their content is invalid JSON. */
  errors: string[];
};

/** A draft in the form of the API, without empty rows. */
export function compileDraft(draft: AssistantDraft): Compiled {
  const errors: string[] = [];
  const json = (source: string, field: string): unknown => {
    try {
      return JSON.parse(source);
    } catch {
      errors.push(field);
      return undefined;
    }
  };
  const { tools, toolRows } = compileTools(draft, json);
  const structuredDataSchema =
    draft.dataSchema === undefined
      ? schemaOfRows(draft.dataRows)
      : draft.dataSchema === ""
        ? null
        : json(draft.dataSchema, "dataSchema");
  const sent = ALL_FIELDS.map(([name, field]) => field.send(draft[name], draft));
  const settings: Partial<Record<keyof AssistantSettings, unknown>> = Object.assign({}, ...sent);
  const { functionIds, knowledgeBaseIds } = draft;
  const pronunciations = draft.pronunciations.filter(({ word, spoken }) => word !== "" || spoken !== "");
  const rows = { structuredDataSchema, tools, pronunciations, functionIds, knowledgeBaseIds };
  return { toolRows, errors, settings: asTyped<Compiled["settings"]>({ ...settings, ...rows }) };
}

/** Empty rows are not sent: the row of the one that was counted without them. */
function fieldOfPronunciation([index, field]: string[], rows: AssistantDraft["pronunciations"]): string {
  const sent = rows.flatMap(({ word, spoken }, at) => (word === "" && spoken === "" ? [] : [at]));
  const row = index === undefined ? undefined : sent[Number(index)];
  return row === undefined || field === undefined ? "pronunciations" : `pronunciation.${row}.${field}`;
}

/** The form's field for a path in an error of the API; "" for an error of the whole. */
export function fieldOf(
  path: string,
  { toolRows }: Pick<Compiled, "toolRows">,
  draft: Pick<AssistantDraft, "otherVoice" | "dataSchema" | "pronunciations">,
): string {
  const [head = "", ...rest] = path.split(".");
  if (head === "pronunciations") return fieldOfPronunciation(rest, draft.pronunciations);
  if (head === "tools") return fieldOfTool(rest, toolRows);
  if (head === "structuredDataSchema") return draft.dataSchema === undefined ? "dataRows" : "dataSchema";
  const field = ALL_FIELDS.find(([, { settings }]) => settings.some((setting) => setting === head))?.[0] ?? head;
  return field === "voice" && draft.otherVoice !== "" ? "otherVoice" : field;
}
