import type { VapiServer } from "@allokoli/shared/vapi/server-object";
import { toDialled } from "@allokoli/shared/phone/destination";
import { toDetail } from "./order-detail.ts";
import type { Account } from "@allokoli/shared/providers/secrets";
import type { Fallback } from "./contract.ts";
import { toSettings, type AnswererAtVapi, type NumberRow } from "./store.ts";

export type Wired = { row: NumberRow; answerer: AnswererAtVapi; server: VapiServer };

/**
 * A number's settings at Vapi; null for none. With opening hours, or where callers are blocked, nobody is set: Vapi asks us at
 * each call.
 */
export function toVapiSettings({ row, answerer, server }: Wired) {
  const { name, fallback, hours } = toSettings(row);
  const isAsked = hours !== null || answerer.blocksCallers;
  return {
    name,
    server,
    assistantId: isAsked ? null : answerer.assistantId,
    squadId: isAsked ? null : answerer.squadId,
    fallbackDestination: fallback === null ? null : toDestination(fallback),
  };
}

/**
 * The same as a change of the settings `there`. Vapi accepts null to clear a field but does not document it: null is
 * sent only where there is something to clear.
 */
export const toVapiChange = (settings: ReturnType<typeof toVapiSettings>, there: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(settings).filter(([name, value]) => value !== null || there[name] != null));

/** The body that imports a number into Vapi, or takes one of Vapi's own. */
export function toVapiImport(wired: Wired, account: Account | undefined, vapiCredentialId: string | null) {
  const settings = toVapiChange(toVapiSettings(wired), {});
  const { number } = wired.row;
  switch (account?.provider) {
    case undefined:
      return { provider: "vapi", numberDesiredAreaCode: toDetail(wired.row).areaCode, ...settings };
    case "twilio":
      return { provider: "twilio", number, ...toTwilioSecret(account), ...settings };
    case "telnyx":
    case "vonage":
      return { provider: account.provider, number, credentialId: vapiCredentialId, ...settings };
    case "sip":
      return { provider: "byo-phone-number", number, credentialId: vapiCredentialId, ...settings };
  }
}

/** Vapi stores Twilio's secrets with each number. */
export function toTwilioSecret({ secret }: Extract<Account, { provider: "twilio" }>) {
  const { accountSid } = secret;
  return "authToken" in secret
    ? { twilioAccountSid: accountSid, twilioAuthToken: secret.authToken }
    : { twilioAccountSid: accountSid, twilioApiKey: secret.apiKey, twilioApiSecret: secret.apiSecret };
}

export const toDestination = (fallback: Fallback) =>
  fallback.type === "number"
    ? {
        type: "number" as const,
        ...toDialled(fallback.number),
        ...(fallback.message !== undefined && { message: fallback.message }),
      }
    : {
        type: "sip" as const,
        sipUri: fallback.sipUri,
        ...(fallback.message !== undefined && { message: fallback.message }),
      };

const FIELDS: Record<string, string> = {
  name: "name",
  number: "number",
  assistantId: "assistantId",
  squadId: "squadId",
  fallbackDestination: "fallback",
  numberDesiredAreaCode: "areaCode",
};
export const toField = (vapiField: string) => FIELDS[vapiField.split(/[.[]/)[0] ?? ""];
