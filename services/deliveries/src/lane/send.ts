import { requestOutside } from "@allokoli/shared/http/outgoing";
import { signedHeaders } from "@allokoli/shared/crypto/signing";
import type { AddressRules } from "@allokoli/shared/http/public-url";
import type { Attempt } from "./decide.ts";

/** Enough to see what went wrong there. */
const MAX_ANSWER_BYTES = 4 * 1024;

export type SendOptions = { rules: AddressRules; timeoutMs: number };
export type Outgoing = { url: string; secrets: readonly string[]; eventId: string; body: string };

/** One request to an endpoint, signed for this moment. Never throws for what the endpoint does. */
export async function sendOnce(
  { url, secrets, eventId, body }: Outgoing,
  { rules, timeoutMs }: SendOptions,
): Promise<Attempt> {
  const at = new Date();
  const answer = await requestOutside(
    {
      url,
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "AlloKoli-Webhooks/1",
        ...signedHeaders(secrets, eventId, at, body),
      },
      body,
      timeoutMs,
    },
    { rules, maxBytes: MAX_ANSWER_BYTES },
  );
  const durationMs = Date.now() - at.getTime();
  if (answer.outcome === "failed") {
    return { at, durationMs, status: null, failure: answer.reason, answer: null, retryAfter: undefined };
  }
  return {
    at,
    durationMs,
    status: answer.status,
    failure: null,
    // Postgres has no place for U+0000.
    answer: answer.body.replaceAll("\0", "\uFFFD").toWellFormed(),
    retryAfter: answer.headers["retry-after"],
  };
}
