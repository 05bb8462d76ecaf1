import { Webhook } from "standardwebhooks";
import type { Event } from "./types.ts";

export { WebhookVerificationError } from "standardwebhooks";

/**
 * The event that a webhook was sent, after a check that it is ours and not older than five minutes (Standard Webhooks).
 * @param secret of the webhook (`whsec_…`); after a rotation the one before is good for a day
 * @param body as it came: the signature is made over its bytes
 * @throws {WebhookVerificationError} for anything else: answer 400
 */
export function verifyWebhook(
  secret: string,
  body: string,
  headers: Headers | Record<string, string | string[] | undefined>,
): Event {
  const given = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  const single = Object.entries(given).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(" ") : (value ?? ""),
  ]);
  // What we signed is an event: the shape that the document has under `webhooks`.
  return new Webhook(secret).verify(body, Object.fromEntries(single)) as Event;
}
