import type { CreateApiKey, UpdateApiKey, ApiKey } from "../api/types.ts";
import { asTyped, type ApiProblem } from "../api/client.ts";
import { CreateApiKeyRules } from "../api/rules.ts";
import { textIn } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import { endOf, lastDayBefore } from "./days.ts";

export type KeyErrors = { name?: string; lastDay?: string };

/** A key as its form has it: `lastDay` is the last calendar day on which it works, or empty. */
export type TypedKey = { name: string; role: string; lastDay: string };

export const typedKey = (form: FormData): TypedKey => ({
  name: textIn(form, "name"),
  role: textIn(form, "role"),
  lastDay: textIn(form, "lastDay"),
});

export const formOf = ({ name, role, expiresAt }: ApiKey, timeZone: string): TypedKey => ({
  name,
  role,
  lastDay: expiresAt === null ? "" : lastDayBefore(expiresAt, timeZone),
});

/** What is no day goes to the API as it is, which says so. */
const expiryOf = (lastDay: string, timeZone: string) =>
  lastDay === "" ? null : (endOf(lastDay, timeZone)?.toISOString() ?? lastDay);

export const creationOf = ({ name, role, lastDay }: TypedKey, timeZone: string) =>
  asTyped<CreateApiKey>({ name, role, expiresAt: expiryOf(lastDay, timeZone) });

/** Only what differs: a program may have set an end within a day, and a day that has passed may stay as it is. */
export function changeOf(typed: TypedKey, key: ApiKey, timeZone: string) {
  const before = formOf(key, timeZone);
  return asTyped<UpdateApiKey>({
    ...(typed.name !== before.name && { name: typed.name }),
    ...(typed.role !== before.role && { role: typed.role }),
    ...(typed.lastDay !== before.lastDay && { expiresAt: expiryOf(typed.lastDay, timeZone) }),
  });
}

/** What the API says of the fields, in the visitor's language. */
export function keyErrors({ errors = [] }: ApiProblem): KeyErrors {
  const isAt = (field: string) => errors.some(({ path }) => path === field);
  return {
    ...(isAt("name") && { name: m.apikeys_name_error({ max: CreateApiKeyRules.name.maxLength }) }),
    ...(isAt("expiresAt") && { lastDay: m.apikeys_end_error() }),
  };
}

/** `alk_kC0P…Uant`: enough to tell a key from another. */
export const traceOf = ({ start, lastFour }: Pick<ApiKey, "start" | "lastFour">) => `${start}…${lastFour}`;
