import type { PhoneNumber } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";
import { answererOf, isGone, type Answerers } from "./answerers.ts";

/** How a number is, from the point of view of somebody who calls it. */
export type NumberState = "rings" | "updating" | "nobody" | "gone" | "refused" | "ordering" | "returning" | "failed";

export function stateOf(number: PhoneNumber, answerers: Answerers | undefined, at: Date): NumberState {
  if (number.status !== "active") return number.status;
  if (number.sync.state === "failed") return "refused";
  const answerer = answererOf(number, at);
  if (answerer === undefined && number.fallback === null) return "nobody";
  if (everyAnswerer(number).some((one) => answerers !== undefined && isGone(one, answerers))) return "gone";
  return number.sync.state === "pending" ? "updating" : "rings";
}

const everyAnswerer = (number: PhoneNumber) => {
  if (number.hours !== null) return [number.hours.open, number.hours.closed];
  const always = answererOf(number, new Date(0));
  return always === undefined ? [] : [always];
};

type Look = { badge: "" | "badge-good" | "badge-warn" | "badge-danger"; label: () => string; advice?: () => string };

/** A state in words, and what to do about it. */
export const LOOKS: Record<NumberState, Look> = {
  rings: { badge: "badge-good", label: m.numbers_state_rings },
  updating: { badge: "", label: m.numbers_state_updating, advice: m.numbers_state_updating_text },
  nobody: { badge: "badge-warn", label: m.numbers_state_nobody, advice: m.numbers_state_nobody_text },
  gone: { badge: "badge-warn", label: m.numbers_state_gone, advice: m.numbers_state_gone_text },
  refused: { badge: "badge-danger", label: m.numbers_state_refused, advice: m.numbers_state_refused_text },
  ordering: { badge: "", label: m.numbers_state_ordering, advice: m.numbers_state_ordering_text },
  returning: { badge: "badge-warn", label: m.numbers_state_returning, advice: m.numbers_state_returning_text },
  failed: { badge: "badge-danger", label: m.numbers_state_failed, advice: m.numbers_state_failed_text },
};

export const PROVIDER_LABELS = {
  twilio: m.provider_twilio,
  telnyx: m.provider_telnyx,
  vonage: m.provider_vonage,
  sip: m.provider_sip,
  vapi: m.provider_vapi,
} satisfies Record<PhoneNumber["provider"], () => string>;

/** `Twilio du cabinet (Twilio)`: an account, and where it is unless its name says so. */
export function tellAccount(name: string, provider: PhoneNumber["provider"]): string {
  const at = PROVIDER_LABELS[provider]();
  return name.includes(at) ? name : m.buy_account_at({ name, provider: at });
}

const STEPS = ["checking", "buying", "connecting"] as const;
const STEP_LABELS = {
  checking: m.numbers_step_checking,
  buying: m.numbers_step_buying,
  connecting: m.numbers_step_connecting,
} satisfies Record<(typeof STEPS)[number], () => string>;

/** The way of an order until it rings; nothing is bought of a trunk or of the voice service. */
export function stepsOf({ provider, orderStep }: PhoneNumber): { label: string; state: "done" | "now" | "next" }[] {
  const steps = provider === "sip" || provider === "vapi" ? STEPS.slice(2) : STEPS;
  const at = steps.findIndex((step) => step === orderStep);
  return [
    ...steps.map((step, index) => ({
      label: STEP_LABELS[step](),
      state: index < at ? ("done" as const) : index === at ? ("now" as const) : ("next" as const),
    })),
    { label: m.numbers_step_rings(), state: "next" },
  ];
}
