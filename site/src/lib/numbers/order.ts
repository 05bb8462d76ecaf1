import type { ApiProblem } from "../api/client.ts";
import type { PhoneNumber } from "../api/types.ts";
import { textIn } from "../form.ts";
import { tellNumberFault } from "../number-message.ts";
import { m } from "../../paraglide/messages.js";
import { compileNamed } from "./answerers.ts";

/** What every order says, and the documents that some countries ask for. */
export const ORDER_FIELDS = [
  "name",
  "who",
  "account",
  "number",
  "areaCode",
  "addressSid",
  "bundleSid",
  "requirementGroupId",
] as const;
export type OrderDraft = Record<(typeof ORDER_FIELDS)[number], string>;
export type OrderErrors = Partial<OrderDraft>;

export const emptyOrder = (given: Partial<OrderDraft>): OrderDraft => ({
  name: m.numbers_default_name(),
  who: "",
  account: "",
  number: "",
  areaCode: "",
  addressSid: "",
  bundleSid: "",
  requirementGroupId: "",
  ...given,
});

export const readOrder = (form: FormData): OrderDraft => {
  const values = ORDER_FIELDS.map((field) => [field, textIn(form, field)] as const);
  return Object.fromEntries(values) as OrderDraft;
};

/** The page of a number that was ordered, which says whether it rings already. */
export const orderedHref = ({ id, status }: PhoneNumber) =>
  `/numbers/${id}?done=${status === "ordering" ? "ordered" : "ready"}`;

/** The settings that a number has from its first call on. */
export const settingsOf = ({ name, who }: OrderDraft) => ({ name, ...compileNamed(who) });

/** The documents that were named. */
export const documentsOf = ({ addressSid, bundleSid, requirementGroupId }: OrderDraft) => ({
  ...(addressSid !== "" && { addressSid }),
  ...(bundleSid !== "" && { bundleSid }),
  ...(requirementGroupId !== "" && { requirementGroupId }),
});

const ERRORS: { [Field in keyof OrderDraft]: () => string } = {
  name: m.numbers_error_name,
  who: m.answering_error_who,
  account: m.order_error_account,
  number: m.number_not_a_number,
  areaCode: m.order_error_area,
  addressSid: m.order_error_address,
  bundleSid: m.order_error_bundle,
  requirementGroupId: m.order_error_documents,
};

const isField = (name: string): name is keyof OrderDraft => ORDER_FIELDS.some((field) => field === name);
const RENAMED: Record<string, keyof OrderDraft> = {
  assistantId: "who",
  squadId: "who",
  workflowId: "who",
  credentialId: "account",
};

/** What the API refused, at its fields. A provider's own refusal is about the order, not about what was typed. */
export function tellOrderErrors({ code, errors = [] }: ApiProblem): OrderErrors {
  if (code !== "validation_failed") return {};
  const told = errors.flatMap(({ path, code: fault }) => {
    const field = RENAMED[path] ?? path;
    if (!isField(field)) return [];
    return [[field, field === "number" && fault ? tellNumberFault(fault) : ERRORS[field]()] as const];
  });
  return Object.fromEntries(told);
}
