import type { SmsRefusal } from "@allokoli/shared/db/schema/index";
import { ProviderRefused, ProviderUnavailable } from "@allokoli/shared/providers/errors";
import type { SellingAccount } from "@allokoli/shared/providers/secrets";

/** What became of handing over a text message; `unknown` when nobody can tell, and then it is not tried again. */
export type SmsOutcome =
  | { outcome: "sent" | "later" | "unknown" }
  /** For good; `code` is the provider's own, for the log. */
  | { outcome: "refused"; why: SmsRefusal; code: string | undefined };

/** What the providers' codes say of a refusal. Any other 4xx is about the account: nothing was sent. */
const WHY: Record<SellingAccount["provider"], Partial<Record<string, SmsRefusal>>> = {
  // https://www.twilio.com/docs/api/errors
  twilio: {
    "21610": "stopped",
    "21211": "recipient",
    "21217": "recipient",
    "21265": "recipient",
    "21408": "recipient",
    "21614": "recipient",
    "21635": "recipient",
    "21212": "sender",
    "21606": "sender",
    "21612": "sender",
    "21659": "sender",
    "21660": "sender",
    "21661": "sender",
  },
  // https://developers.telnyx.com/docs/messaging/messages/error-codes
  telnyx: {
    "40300": "stopped",
    "40001": "recipient",
    "40012": "recipient",
    "40310": "recipient",
    "40013": "sender",
    "40100": "sender",
    "40305": "sender",
    "40312": "sender",
  },
  // https://developer.vonage.com/en/api-errors/messages
  vonage: { "1050": "stopped", "1040": "recipient", "1120": "sender" },
};
/** Too many for now, as 429 says too: surely not sent. Sending too fast, a full queue, throttled. */
const LATER: ReadonlySet<string> = new Set(["14107", "21611", "40318", "1000"]);
const TOO_MANY_REQUESTS = 429;

/** What an error of a provider's says of a text message that was handed over to it. */
export function smsOutcomeOf(provider: SellingAccount["provider"], err: unknown): SmsOutcome {
  if (err instanceof ProviderUnavailable) return { outcome: err.status === TOO_MANY_REQUESTS ? "later" : "unknown" };
  if (!(err instanceof ProviderRefused)) return { outcome: "unknown" };
  const { code } = err;
  if (code !== undefined && LATER.has(code)) return { outcome: "later" };
  return { outcome: "refused", why: (code !== undefined && WHY[provider][code]) || "account", code };
}
