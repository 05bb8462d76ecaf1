import type { AssistantSettings } from "../api/types.ts";
import { readDraft, type AssistantDraft } from "./draft.ts";
import { ALL_FIELDS, type FieldGroup } from "./fields.ts";

/** The parts of an assistant's form, each a page of its own; the name is the end of its address. */
export const PARTS = ["edit", "voice", "tools"] as const;
export type Part = (typeof PARTS)[number];

const PART_OF_GROUP: Record<FieldGroup, Part> = {
  identity: "edit",
  behaviour: "edit",
  endings: "edit",
  analysis: "edit",
  advanced: "edit",
  language: "voice",
  voice: "voice",
  otherVoice: "voice",
};

type Rows = Exclude<keyof AssistantDraft, (typeof ALL_FIELDS)[number][0]>;
/** What of a draft is in no field of the table. */
const ROWS: Record<Rows, Part> = {
  dataRows: "edit",
  dataSchema: "edit",
  pronunciations: "voice",
  endCall: "tools",
  takeMessage: "tools",
  transfers: "tools",
  functions: "tools",
  hours: "tools",
  otherTools: "tools",
  functionIds: "tools",
  knowledgeBaseIds: "tools",
};

/** The settings behind rows. */
const SETTINGS_OF_ROWS: Record<Part, (keyof AssistantSettings)[]> = {
  edit: ["structuredDataSchema"],
  voice: ["pronunciations"],
  tools: ["tools", "functionIds", "knowledgeBaseIds"],
};

const fieldsIn = (part: Part) => ALL_FIELDS.filter(([, { group }]) => PART_OF_GROUP[group] === part);
const byPart = <Value>(valueOf: (part: Part) => Value) =>
  Object.fromEntries(PARTS.map((part) => [part, valueOf(part)])) as Record<Part, Value>;

/** The keys of a draft that a part's form has. */
const DRAFT_OF: Record<Part, (keyof AssistantDraft)[]> = byPart((part) => [
  ...fieldsIn(part).map(([name]) => name),
  ...Object.entries(ROWS).flatMap(([key, of]) => (of === part ? [key as Rows] : [])),
]);

/** A part of a draft as it was posted, on top of what the other parts are. */
export const readPart = (form: FormData, part: Part, others: AssistantDraft): AssistantDraft => {
  const read = readDraft(form);
  // Each key keeps the type that it has in a draft.
  return {
    ...others,
    ...(Object.fromEntries(DRAFT_OF[part].map((key) => [key, read[key]])) as Partial<AssistantDraft>),
  };
};

/** The settings that a part sends: the others stay as they are. */
export const SETTINGS_OF: Record<Part, ReadonlySet<keyof AssistantSettings>> = byPart(
  (part) => new Set([...fieldsIn(part).flatMap(([, { settings }]) => settings), ...SETTINGS_OF_ROWS[part]]),
);

/** The part whose form has a field, by the field's name: `firstMessage`, `transfer.0.number`. */
export function partOf(field: string): Part {
  const head = field.split(".")[0] ?? "";
  const known = ALL_FIELDS.find(([name]) => name === head);
  if (known !== undefined) return PART_OF_GROUP[known[1].group];
  if (head === "dataRows" || head === "dataSchema" || head === "data") return "edit";
  return head === "pronunciation" || head === "pronunciations" ? "voice" : "tools";
}
