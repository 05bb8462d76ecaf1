import { m } from "../../paraglide/messages.js";
import { ALL_FIELDS } from "./fields.ts";
import { partOf, type Part } from "./parts.ts";

const LABELS: Record<string, () => string> = {
  ...Object.fromEntries(ALL_FIELDS.map(([name, { label }]) => [name, label])),
  dataRows: m.data_title,
  dataSchema: m.data_title,
  hours: m.assistant_hours,
  tools: m.group_tools,
  pronunciations: m.pronunciation_title,
  functionIds: m.attached_functions,
  knowledgeBaseIds: m.attached_bases,
};

const ROW_LABELS: Record<string, (row: { number: number }) => string> = {
  transfer: m.transfer_row,
  function: m.function_row,
  pronunciation: m.pronunciation_row,
};

/** What a person calls a field of the form: `transfer.1.number` is « Transfert 2 ». */
export function fieldLabel(field: string): string {
  const [head = "", index] = field.split(".");
  const ofRow = index === undefined ? undefined : ROW_LABELS[head];
  return ofRow?.({ number: Number(index) + 1 }) ?? (LABELS[head] ?? m.piece_other)();
}

/** Those that are not the control of a field. */
const PLACES: Record<string, string> = {
  dataRows: "data",
  pronunciations: "pronunciation",
  hours: "hours",
  tools: "tools",
};

/** The way to a field: on this page, or on that of another part. */
export function fieldHref(field: string, { id, part }: { id: string | undefined; part: Part | undefined }): string {
  const isRow = /^\w+\.\d+$/.test(field);
  const fragment = `#${PLACES[field] ?? (isRow ? field.replace(".", "-") : `field-${field}`)}`;
  const of = partOf(field);
  return part === undefined || of === part ? fragment : `/assistants/${id}/${of}${fragment}`;
}
