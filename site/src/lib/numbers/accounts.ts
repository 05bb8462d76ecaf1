import { type ApiProblem, asTyped } from "../api/client.ts";
import { UpdateTelephonyCredentialRules } from "../api/rules.ts";
import type { CreateTelephonyCredential, TelephonyCredential, UpdateTelephonyCredential } from "../api/types.ts";
import { textIn } from "../form.ts";
import { m } from "../../paraglide/messages.js";

type Provider = TelephonyCredential["provider"];

export const ACCOUNT_PROVIDERS = ["twilio", "telnyx", "vonage", "sip"] as const satisfies readonly Provider[];
export const isProvider = (text: string): text is Provider => ACCOUNT_PROVIDERS.some((provider) => provider === text);

export type AccountField = "accountSid" | "authToken" | "apiKey" | "apiSecret" | "gateway" | "username" | "password";
type FieldLook = { label: () => string; hint?: () => string; isSecret?: boolean; isOptional?: boolean };

const SID = { label: m.account_sid, hint: m.account_sid_hint };

/** The fields of an account, where they are found, and those that take the place of others. */
export const ACCOUNT_FIELDS: Record<
  Provider,
  { first: Partial<Record<AccountField, FieldLook>>; instead?: Partial<Record<AccountField, FieldLook>> }
> = {
  twilio: {
    first: { accountSid: SID, authToken: { label: m.account_token, hint: m.account_token_hint, isSecret: true } },
    instead: {
      apiKey: { label: m.account_twilio_key, hint: m.account_twilio_key_hint },
      apiSecret: { label: m.account_twilio_secret, isSecret: true },
    },
  },
  telnyx: { first: { apiKey: { label: m.account_key, hint: m.account_telnyx_key_hint, isSecret: true } } },
  vonage: {
    first: {
      apiKey: { label: m.account_key, hint: m.account_vonage_key_hint },
      apiSecret: { label: m.account_secret, isSecret: true },
    },
  },
  sip: {
    first: {
      gateway: { label: m.account_gateway, hint: m.account_gateway_hint },
      username: { label: m.account_username, isOptional: true },
      password: { label: m.account_sip_password, isSecret: true, isOptional: true },
    },
  },
};

export const LEADS = {
  twilio: m.account_lead_twilio,
  telnyx: m.account_lead_telnyx,
  vonage: m.account_lead_vonage,
  sip: m.account_lead_sip,
} satisfies Record<Provider, () => string>;

export const fieldsOf = (provider: Provider) => {
  const { first, instead = {} } = ACCOUNT_FIELDS[provider];
  return Object.keys({ ...first, ...instead }) as AccountField[];
};

export const maxLengthOf = (field: AccountField): number => {
  const rule = UpdateTelephonyCredentialRules[field];
  return "maxLength" in rule ? rule.maxLength : 253;
};

/** What was typed for an account: empty fields are not sent, so that the API says which it needs. */
const typedIn = (form: FormData, provider: Provider) =>
  Object.fromEntries(
    fieldsOf(provider).flatMap((field) => {
      const value = textIn(form, field, { raw: field === "password" });
      return value === "" ? [] : [[field, value]];
    }),
  );

export const compileAccount = (form: FormData, provider: Provider) =>
  asTyped<CreateTelephonyCredential>({ provider, name: textIn(form, "name"), ...typedIn(form, provider) });

export const compileSecret = (form: FormData, provider: Provider) =>
  asTyped<UpdateTelephonyCredential>(typedIn(form, provider));

const WRONG: Record<AccountField | "name", () => string> = {
  name: m.account_error_name,
  accountSid: m.account_error_sid,
  authToken: m.account_error_secret,
  apiKey: m.account_error_secret,
  apiSecret: m.account_error_secret,
  gateway: m.account_error_gateway,
  username: m.account_error_username,
  password: m.account_error_password,
};

/** What was refused, at its fields: what is missing, or what the provider does not know. */
export function tellAccountErrors({ errors = [] }: ApiProblem, form: FormData): Partial<Record<string, string>> {
  const told = errors.flatMap(({ path }) => {
    const field = Object.keys(WRONG).find((name) => name === path) as keyof typeof WRONG | undefined;
    if (field === undefined) return [];
    const isMissing = textIn(form, field) === "" && field !== "password" && field !== "username";
    return [[field, isMissing ? m.account_error_missing() : WRONG[field]()]];
  });
  return Object.fromEntries(told);
}
