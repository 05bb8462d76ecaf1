/** What became of handing over a mail; `unknown` when nobody can tell, and then it is not tried again. */
export type Outcome = "sent" | "later" | "refused" | "unknown";

// The codes of Cloudflare's Email Service: developers.cloudflare.com/email-service/api/send-emails/workers-api.
/** Too many mails for now: surely not sent. */
const LATER: ReadonlySet<string> = new Set(["E_RATE_LIMIT_EXCEEDED", "E_DAILY_LIMIT_EXCEEDED"]);
/** It refuses this mail, and would again. */
const REFUSED: ReadonlySet<string> = new Set([
  "E_VALIDATION_ERROR",
  "E_FIELD_MISSING",
  "E_TOO_MANY_RECIPIENTS",
  "E_SENDER_NOT_VERIFIED",
  "E_SENDER_DOMAIN_NOT_AVAILABLE",
  "E_RECIPIENT_NOT_ALLOWED",
  "E_RECIPIENT_SUPPRESSED",
  "E_CONTENT_TOO_LARGE",
  "E_HEADER_NOT_ALLOWED",
  "E_HEADER_USE_API_FIELD",
  "E_HEADER_VALUE_INVALID",
  "E_HEADER_VALUE_TOO_LONG",
  "E_HEADER_NAME_INVALID",
  "E_HEADERS_TOO_LARGE",
  "E_HEADERS_TOO_MANY",
]);

/** What an error of the mail binding says. `E_DELIVERY_FAILED`, `E_INTERNAL_SERVER_ERROR` and any other say nothing sure. */
export function outcomeOf(err: unknown): Exclude<Outcome, "sent"> {
  const code = codeOf(err);
  if (code === undefined) return "unknown";
  if (LATER.has(code)) return "later";
  return REFUSED.has(code) ? "refused" : "unknown";
}

/** The code of such an error, for the log: its message may have the address in it. */
export function codeOf(err: unknown): string | undefined {
  const code = typeof err === "object" && err !== null && "code" in err ? err.code : undefined;
  return typeof code === "string" && /^E_[A-Z_]{1,60}$/.test(code) ? code : undefined;
}

const MINUTE_MS = 60_000;
const WAITS_MS = [1, 5, 30, 120, 360].map((minutes) => minutes * MINUTE_MS);

/** How long to wait after so many tries that surely sent nothing; undefined when that was the last. */
export const waitAfter = (attempts: number): number | undefined => WAITS_MS[attempts - 1];
