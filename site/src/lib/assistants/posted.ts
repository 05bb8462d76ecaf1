import { textIn } from "../form.ts";
import { EMPTY_DATA, EMPTY_FUNCTION, EMPTY_TRANSFER, type AssistantDraft } from "./draft.ts";
import { isFiller, readDraft } from "./read-draft.ts";

/** A posted form: to be sent, or, when an "add" button posted it, to be shown again with one row more. */
export function postedDraft(form: FormData): { draft: AssistantDraft; sends: boolean } {
  const draft = readDraft(form);
  const intent = textIn(form, "intent");
  if (intent === "add-data") draft.dataRows.push(EMPTY_DATA);
  if (intent === "add-transfer") draft.transfers.push(EMPTY_TRANSFER);
  if (intent === "add-function") draft.functions.push(EMPTY_FUNCTION);
  return { draft, sends: !isFiller(intent) };
}
