import type { FieldError } from "@allokoli/shared/http/problem";
import type { CreateCall } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";
import { textIn } from "../form.ts";
import { tellNumberFault } from "../number-message.ts";
import { toInstant } from "../time-zone.ts";

export type CallDraft = { assistantId: string; number: string; customerName: string; scheduledFor: string };

export const EMPTY_CALL: CallDraft = { assistantId: "", number: "", customerName: "", scheduledFor: "" };

export const readCall = (form: FormData): CallDraft => ({
  assistantId: textIn(form, "assistantId"),
  number: textIn(form, "number"),
  customerName: textIn(form, "customerName"),
  scheduledFor: textIn(form, "scheduledFor"),
});

/** In the form of the API; a number is sent as it was written. */
export function compileCall(draft: CallDraft, timeZone: string): CreateCall {
  const earliest =
    draft.scheduledFor === ""
      ? undefined
      : (toInstant(draft.scheduledFor, timeZone)?.toISOString() ?? draft.scheduledFor);
  return {
    assistantId: draft.assistantId,
    customer: {
      number: draft.number,
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
  customerName: m.call_error_name,
  scheduledFor: m.call_error_schedule,
  assistantId: m.call_error_assistant,
};

/** The message at a field of the form, for an error of the API. */
export const tellCallFieldError = (field: string, { code }: Pick<FieldError, "code">) =>
  field === "number" ? tellNumberFault(code) : (MESSAGES[field] ?? m.error_not_accepted)();
