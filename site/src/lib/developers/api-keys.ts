import { SCOPES, usualScopes, type Scope } from "@allokoli/shared/scopes/scopes";
import type { CreateApiKey, UpdateApiKey, ApiKey } from "../api/types.ts";
import { asTyped, type ApiProblem } from "../api/client.ts";
import { CreateApiKeyRules } from "../api/rules.ts";
import { textIn } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import { endOf, lastDayBefore } from "./days.ts";

export type KeyErrors = { name?: string; scopes?: string; lastDay?: string };

/** A key as its form has it: `lastDay` is the last calendar day on which it works, or empty. */
export type TypedKey = { name: string; role: string; lastDay: string; scopes: Scope[] };

export const typedKey = (form: FormData): TypedKey => ({
  name: textIn(form, "name"),
  role: textIn(form, "role"),
  lastDay: textIn(form, "lastDay"),
  scopes: SCOPES.filter((scope) => form.has(fieldOf(scope))),
});

/** The name of the box that a person ticks for a scope. */
export const fieldOf = (scope: Scope) => `scope-${scope}`;

export const SCOPE_WORDS: Record<Scope, { label: () => string; hint: () => string }> = {
  read: { label: m.apikeys_scope_read, hint: m.apikeys_scope_read_hint },
  write: { label: m.apikeys_scope_write, hint: m.apikeys_scope_write_hint },
  calls: { label: m.apikeys_scope_calls, hint: m.apikeys_scope_calls_hint },
  webhooks: { label: m.apikeys_scope_webhooks, hint: m.apikeys_scope_webhooks_hint },
};

const TOOL = { role: "member", lastDay: "", scopes: [...SCOPES] };
const READER = { role: "viewer", lastDay: "", scopes: usualScopes("viewer") };

/** What a new key is for: the form begins with what that needs, and with the least where that is not known. */
export const PRESETS: Record<string, { label: () => string; typed: TypedKey }> = {
  own: { label: m.apikeys_for_own, typed: { name: "", ...READER } },
  zapier: { label: () => "Zapier", typed: { name: "Zapier", ...TOOL } },
  make: { label: () => "Make", typed: { name: "Make", ...TOOL } },
};

export const formOf = ({ name, role, scopes, expiresAt }: ApiKey, timeZone: string): TypedKey => ({
  name,
  role,
  scopes: SCOPES.filter((scope) => scopes.includes(scope)),
  lastDay: expiresAt === null ? "" : lastDayBefore(expiresAt, timeZone),
});

/** What is no day goes to the API as it is, which says so. */
const expiryOf = (lastDay: string, timeZone: string) =>
  lastDay === "" ? null : (endOf(lastDay, timeZone)?.toISOString() ?? lastDay);

export const creationOf = ({ name, role, scopes, lastDay }: TypedKey, timeZone: string) =>
  asTyped<CreateApiKey>({ name, role, scopes, expiresAt: expiryOf(lastDay, timeZone) });

/** Only what differs: a program may have set an end within a day, and a day that has passed may stay as it is. */
export function changeOf(typed: TypedKey, key: ApiKey, timeZone: string) {
  const before = formOf(key, timeZone);
  const isOther = typed.role !== before.role;
  return asTyped<UpdateApiKey>({
    ...(typed.name !== before.name && { name: typed.name }),
    ...(isOther && { role: typed.role }),
    // With a new role, so that the API says which of them it cannot use.
    ...((isOther || typed.scopes.join() !== before.scopes.join()) && { scopes: typed.scopes }),
    ...(typed.lastDay !== before.lastDay && { expiresAt: expiryOf(typed.lastDay, timeZone) }),
  });
}

/** What the API says of the fields, in the visitor's language. */
export function keyErrors({ errors = [] }: ApiProblem, { scopes }: TypedKey): KeyErrors {
  const isAt = (field: string) => errors.some(({ path }) => path === field);
  return {
    ...(isAt("name") && { name: m.apikeys_name_error({ max: CreateApiKeyRules.name.maxLength }) }),
    ...(isAt("scopes") && { scopes: scopes.length === 0 ? m.apikeys_scopes_error() : m.apikeys_scopes_viewer() }),
    ...(isAt("expiresAt") && { lastDay: m.apikeys_end_error() }),
  };
}

/** What a key is for, in words. */
export const toldScopes = (scopes: Scope[]) => scopes.map((scope) => SCOPE_WORDS[scope].label()).join(", ");

/** `alk_kC0P…Uant`: enough to tell a key from another. */
export const traceOf = ({ start, lastFour }: Pick<ApiKey, "start" | "lastFour">) => `${start}…${lastFour}`;
