import type { FunctionSettings } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";

export type Kind = FunctionSettings["kind"];

/** What a new function is called, and when the assistant uses it, unless its maker says otherwise. */
type Suggested = { name: () => string; description: () => string };
type KindWords = { label: () => string; text: () => string; suggested?: Suggested };

/** What a function can be: what needs no server first. */
export const KINDS = {
  knowledge: {
    label: m.functions_kind_knowledge,
    text: m.functions_kind_knowledge_text,
    suggested: { name: m.functions_name_knowledge, description: m.functions_when_knowledge },
  },
  takeMessage: {
    label: m.functions_kind_message,
    text: m.functions_kind_message_text,
    suggested: { name: m.functions_name_message, description: m.functions_when_message },
  },
  openingHours: {
    label: m.functions_kind_hours,
    text: m.functions_kind_hours_text,
    suggested: { name: m.functions_name_hours, description: m.functions_when_hours },
  },
  transferCall: {
    label: m.functions_kind_transfer,
    text: m.functions_kind_transfer_text,
    suggested: { name: m.functions_name_transfer, description: m.functions_when_transfer },
  },
  sms: {
    label: m.functions_kind_sms,
    text: m.functions_kind_sms_text,
    suggested: { name: m.functions_name_sms, description: m.functions_when_sms },
  },
  endCall: {
    label: m.functions_kind_end,
    text: m.functions_kind_end_text,
    suggested: { name: m.functions_name_end, description: m.functions_when_end },
  },
  apiRequest: { label: m.functions_kind_request, text: m.functions_kind_request_text },
  function: { label: m.functions_kind_server, text: m.functions_kind_server_text },
} satisfies Record<Kind, KindWords>;

export const ALL_KINDS: [Kind, KindWords][] = Object.entries<KindWords>(KINDS).map(([kind, words]) => [
  kind as Kind,
  words,
]);

export const isKind = (text: string): text is Kind => Object.hasOwn(KINDS, text);

/** Whether an address of the organization's is asked: then there are parameters, headers and a time limit. */
export const asksAddress = (kind: Kind) => kind === "function" || kind === "apiRequest";
