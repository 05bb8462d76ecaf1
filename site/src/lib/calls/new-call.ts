import { m } from "../../paraglide/messages.js";
import { textIn } from "../form.ts";
import { toInstant } from "../time-zone.ts";
import { toSearchedNumber } from "./filters.ts";

export type CallDraft = { assistantId: string; number: string; customerName: string; scheduledFor: string };

export const EMPTY_CALL: CallDraft = { assistantId: "", number: "", customerName: "", scheduledFor: "" };

export const readCall = (form: FormData): CallDraft => ({
  assistantId: textIn(form, "assistantId"),
  number: textIn(form, "number"),
  customerName: textIn(form, "customerName"),
  scheduledFor: textIn(form, "scheduledFor"),
});

/** As the API takes it; a number written the French way is made international. */
export function compileCall(draft: CallDraft, timeZone: string): Record<string, unknown> {
  const earliest =
    draft.scheduledFor === ""
      ? undefined
      : (toInstant(draft.scheduledFor, timeZone)?.toISOString() ?? draft.scheduledFor);
  return {
    assistantId: draft.assistantId,
    customer: {
      number: toSearchedNumber(draft.number),
      ...(draft.customerName !== "" && { name: draft.customerName }),
    },
    ...(earliest !== undefined && { schedule: { earliestAt: earliest } }),
  };
}

const FIELDS: [RegExp, keyof CallDraft][] = [
  [/^customers?(\.\d+)?\.name$/, "customerName"],
  [/^customers?/, "number"],
  [/^schedule/, "scheduledFor"],
  [/^assistantId$/, "assistantId"],
];

export const fieldOfCall = (path: string) => FIELDS.find(([pattern]) => pattern.test(path))?.[1] ?? path;

const MESSAGES: Partial<Record<string, () => string>> = {
  number: m.error_phone_number,
  customerName: m.call_error_name,
  scheduledFor: m.call_error_schedule,
  assistantId: m.call_error_assistant,
};

export const tellCallFieldError = (field: string) => (MESSAGES[field] ?? m.error_not_accepted)();
