import type { Api, ApiProblem } from "../api/client.ts";
import type { AlertSettings } from "../api/types.ts";
import { textIn } from "../form.ts";
import { tellNumberFault } from "../number-message.ts";
import { m } from "../../paraglide/messages.js";
import { KINDS } from "./settings.ts";

/** What the page shows of alerts by SMS. */
export type SmsState =
  /** The organization has no number that an SMS could come from. */
  | "none"
  /** A number is asked for. */
  | "number"
  /** A code was sent to it, and is asked for. */
  | "code"
  | "verified";

export function smsStateOf({ mobile, smsRefusal, canSendSms }: AlertSettings, now = new Date()): SmsState {
  if (mobile === null) return canSendSms ? "number" : "none";
  if (smsRefusal !== null) return "number";
  if (mobile.isVerified) return "verified";
  return mobile.codeExpiresAt !== null && new Date(mobile.codeExpiresAt) > now ? "code" : "number";
}

const REFUSALS: Record<NonNullable<AlertSettings["smsRefusal"]>, () => string> = {
  stopped: m.sms_refused_stopped,
  recipient: m.sms_refused_recipient,
  sender: m.sms_refused_sender,
  account: m.sms_refused_account,
};
/** Why the provider refused, and what to do. */
export const tellRefusal = (why: NonNullable<AlertSettings["smsRefusal"]>) => REFUSALS[why]();

/** What came of one of the forms about SMS: where to go on, or what stands at which field. */
export type SmsResult = { done: string } | { problem: ApiProblem; errors: { number?: string; code?: string } };

/** Does what a form about SMS asks for; undefined for any other form. */
export async function answerSms(api: Api, form: FormData): Promise<SmsResult | undefined> {
  switch (textIn(form, "intent")) {
    case "sms-number": {
      const answer = await api.put("/v1/me/alerts/mobile", { body: { number: textIn(form, "number") } });
      if (answer.ok) return { done: "sms-code" };
      const { problem } = answer;
      const fault = problem.errors?.find(({ path }) => path === "number");
      if (problem.code === "validation_failed") return { problem, errors: { number: tellNumberFault(fault?.code) } };
      return { problem, errors: problem.code === "rate_limited" ? { number: m.sms_too_many() } : {} };
    }
    case "sms-code": {
      const code = textIn(form, "code").replaceAll(/\s/g, "");
      const answer = await api.post("/v1/me/alerts/mobile/verify", { body: { code } });
      if (answer.ok) return { done: "sms-verified" };
      const { problem } = answer;
      if (problem.code === "validation_failed") return { problem, errors: { code: m.sms_wrong() } };
      // Then the page asks for the number again.
      return { problem, errors: problem.code === "conflict" ? { number: m.sms_over(), code: m.sms_over() } : {} };
    }
    case "sms-kinds": {
      const sms = KINDS.map(({ kind }) => kind).filter((kind) => form.has(`sms.${kind}`));
      const answer = await api.patch("/v1/me/alerts", { body: { sms }, ifMatch: textIn(form, "etag") || undefined });
      return answer.ok ? { done: "sms-saved" } : { problem: answer.problem, errors: {} };
    }
    case "sms-off": {
      const answer = await api.delete("/v1/me/alerts/mobile", {});
      return answer.ok ? { done: "sms-removed" } : { problem: answer.problem, errors: {} };
    }
    default:
      return undefined;
  }
}
