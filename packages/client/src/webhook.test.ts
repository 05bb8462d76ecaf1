import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { verifyWebhook, WebhookVerificationError } from "./webhook.ts";

const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
const BEFORE = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;
const BODY = JSON.stringify({ id: "1", type: "ping", data: { id: "2" } });

function signed(secrets: string[], at = new Date()) {
  return {
    "webhook-id": "1",
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign("1", at, BODY)).join(" "),
  };
}

test("what was signed is the event, in headers of any kind, and with either secret after a rotation", () => {
  const headers = signed([SECRET, BEFORE]);
  expect(verifyWebhook(SECRET, BODY, headers)).toEqual(JSON.parse(BODY));
  expect(verifyWebhook(BEFORE, BODY, new Headers(headers))).toEqual(JSON.parse(BODY));
});

test("what was not signed, changed on the way or is old is none", () => {
  const old = new Date(Date.now() - 6 * 60_000);
  for (const [body, headers] of [
    [BODY, {}],
    [`${BODY} `, signed([SECRET])],
    [BODY, signed([BEFORE])],
    [BODY, signed([SECRET], old)],
  ] as const) {
    expect(() => verifyWebhook(SECRET, body, headers)).toThrow(WebhookVerificationError);
  }
});
