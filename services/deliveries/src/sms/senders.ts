import { ask, basicAuth, FORM, form, type ReadRefusal } from "@allokoli/shared/providers/api";
import type { SellingAccount } from "@allokoli/shared/providers/secrets";
import { z } from "zod";

/** The addresses of the providers' APIs for messages, or of their emulators. */
export type SmsAddresses = { TWILIO_BASE_URL: string; TELNYX_BASE_URL: string; VONAGE_MESSAGES_BASE_URL: string };
/** Numbers are E.164. */
export type Sms = { from: string; to: string; text: string };

/**
 * Hands a text message over to the provider of an account. Resolves when the provider has it.
 * @throws {ProviderRefused} with the provider's code
 * @throws {ProviderUnavailable} when nobody knows what became of it
 */
export function handOver(account: SellingAccount, addresses: SmsAddresses, { from, to, text }: Sms): Promise<unknown> {
  switch (account.provider) {
    case "twilio": {
      const { secret } = account;
      const authorization =
        "authToken" in secret
          ? basicAuth(secret.accountSid, secret.authToken)
          : basicAuth(secret.apiKey, secret.apiSecret);
      const path = `/2010-04-01/Accounts/${secret.accountSid}/Messages.json`;
      const body = form({ To: to, From: from, Body: text });
      const headers = { ...authorization, ...FORM };
      return ask(addresses.TWILIO_BASE_URL, { method: "POST", path, headers, body }, TwilioMessage, twilioRefusal);
    }
    case "telnyx": {
      const headers = { authorization: `Bearer ${account.secret.apiKey}`, ...JSON_BODY };
      const body = JSON.stringify({ from, to, text });
      const request = { method: "POST" as const, path: "/v2/messages", headers, body };
      return ask(addresses.TELNYX_BASE_URL, request, TelnyxMessage, telnyxRefusal);
    }
    case "vonage": {
      const headers = { ...basicAuth(account.secret.apiKey, account.secret.apiSecret), ...JSON_BODY };
      const digits = (number: string) => number.replace(/^\+/, "");
      const body = JSON.stringify({ message_type: "text", channel: "sms", from: digits(from), to: digits(to), text });
      const request = { method: "POST" as const, path: "/v1/messages", headers, body };
      return ask(addresses.VONAGE_MESSAGES_BASE_URL, request, VonageMessage, vonageRefusal);
    }
  }
}

const JSON_BODY = { "content-type": "application/json" };

const TwilioMessage = z.object({ sid: z.string() });
const TelnyxMessage = z.object({ data: z.object({ id: z.string() }) });
const VonageMessage = z.object({ message_uuid: z.string() });

const TwilioRefusal = z.object({ code: z.number(), message: z.string() });
const TelnyxRefusal = z.object({ errors: z.array(z.object({ code: z.coerce.string(), title: z.string() })).min(1) });
/** The code is the end of the type's address, as in `…/api-errors/messages#1120`. */
const VonageRefusal = z.object({ type: z.string(), title: z.string() });

const twilioRefusal: ReadRefusal = (_status, body) => {
  const refusal = TwilioRefusal.safeParse(body).data;
  return { reason: refusal?.message, code: refusal && String(refusal.code) };
};
const telnyxRefusal: ReadRefusal = (_status, body) => {
  const [first] = TelnyxRefusal.safeParse(body).data?.errors ?? [];
  return { reason: first?.title, code: first?.code };
};
const vonageRefusal: ReadRefusal = (_status, body) => {
  const refusal = VonageRefusal.safeParse(body).data;
  return { reason: refusal?.title, code: refusal?.type.split("#")[1] };
};
