import type { Limit, OrganizationLimits } from "../../../../services/gateway/src/limits/contract.ts";
import { m } from "../../paraglide/messages.js";
import { bytes, count } from "../format.ts";

export const LIMIT_LABELS = {
  callsAtOnce: m.limit_calls_at_once,
  minutesPerMonth: m.limit_minutes,
  assistants: m.limit_assistants,
  phoneNumbers: m.limit_phone_numbers,
  storageBytes: m.limit_storage,
  requestsPerMinute: m.limit_requests,
} satisfies Record<Limit["name"], () => string>;

export const PLAN_LABELS = {
  starter: m.plan_starter,
  pro: m.plan_pro,
  business: m.plan_business,
} satisfies Record<OrganizationLimits["plan"], () => string>;

/** A quantity of what a limit counts. */
export const amountOf = (name: string, value: number) => (name === "storageBytes" ? bytes(value) : count(value));

/** What the API calls a limit, in the visitor's words. */
export const labelOf = (name: string) => Object.entries(LIMIT_LABELS).find(([known]) => known === name)?.[1]() ?? name;
