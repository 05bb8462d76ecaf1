import { asTyped } from "../api/client.ts";
import type { AssistantSettings } from "../api/types.ts";
import { schemaOfRows } from "./data-rows.ts";
import type { AssistantDraft } from "./draft.ts";
import { ALL_FIELDS } from "./fields.ts";
import { compileTools, fieldOfTool } from "./tool-rows.ts";

/** The settings that are not in the form: they do not change. */
type Kept = "functionIds" | "knowledgeBaseIds" | "metadata";

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
  return { toolRows, errors, settings: asTyped<Compiled["settings"]>({ ...settings, structuredDataSchema, tools }) };
}

/** The form's field for a path in an error of the API; "" for an error of the whole. */
export function fieldOf(
  path: string,
  { toolRows }: Pick<Compiled, "toolRows">,
  draft: Pick<AssistantDraft, "otherVoice" | "dataSchema">,
): string {
  const [head = "", ...rest] = path.split(".");
  if (head === "tools") return fieldOfTool(rest, toolRows);
  if (head === "structuredDataSchema") return draft.dataSchema === undefined ? "dataRows" : "dataSchema";
  const field = ALL_FIELDS.find(([, { settings }]) => settings.some((setting) => setting === head))?.[0] ?? head;
  return field === "voice" && draft.otherVoice !== "" ? "otherVoice" : field;
}
