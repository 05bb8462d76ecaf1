/** JSON from Vapi; nothing about its shape is taken for granted. */
export type Payload = Record<string, unknown>;

export const isPayload = (value: unknown): value is Payload =>
  typeof value === "object" && value !== null && !Array.isArray(value);

// The SDK's types have no index signature; its values are Vapi's JSON, and are read like any other payload.
export const asPayload = (value: object) => value as Payload;

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isPayload(inner) ? inner[key] : undefined), value);
}

/** A text that is not empty, fit for Postgres (which refuses NUL and lone surrogates) and cut to `maxLength`. */
export function clean(text: string, maxLength = MAX_TEXT_LENGTH): string {
  return text.slice(0, maxLength).toWellFormed().replaceAll("\0", "");
}

const MAX_TEXT_LENGTH = 20_000;
const MAX_NAME_LENGTH = 300;

/** The text at `path`; undefined when there is none or it is empty. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, path);
  if (typeof found !== "string") return undefined;
  const text = clean(found);
  return text === "" ? undefined : text;
}

/** The same for what should be short: ids, names, reasons. */
export const nameAt = (value: unknown, ...path: string[]) =>
  textAt(value, ...path)
    ?.slice(0, MAX_NAME_LENGTH)
    .toWellFormed();

/** A short text as `nameAt` gives it. */
export const cleanName = (text: string) => clean(text, MAX_NAME_LENGTH);

const NUMBER = /^-?\d{1,20}(\.\d{1,20})?$/;

/** A number, also when it is written as text. */
export function numberAt(value: unknown, ...path: string[]): number | undefined {
  const told = at(value, path);
  const found = typeof told === "string" && NUMBER.test(told) ? Number(told) : told;
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

export function objectAt(value: unknown, ...path: string[]): Payload | undefined {
  const found = at(value, path);
  return isPayload(found) ? found : undefined;
}

/** The objects in the list at `path`. */
export function objectsAt(value: unknown, ...path: string[]): Payload[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter(isPayload) : [];
}

/** No telephone call is older; a time of 0 means that there is none. */
const FIRST_DATE_MS = Date.UTC(2000, 0);

const EPOCH_MS = /^\d{12,13}$/;

/** A date from ISO text or epoch milliseconds, as ISO text. */
export function dateAt(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, path);
  if (typeof found !== "string" && typeof found !== "number") return undefined;
  const date = new Date(typeof found === "string" && EPOCH_MS.test(found) ? Number(found) : found);
  // Postgres and Zod agree on four-digit years only.
  return date.getTime() >= FIRST_DATE_MS && date.getFullYear() < 10_000 ? date.toISOString() : undefined;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const MAX_JSON_CHARACTERS = 64 * 1024;
const MAX_JSON_DEPTH = 20;

/** Any value as JSON that Postgres can store; null when there is none, or it is too deep or too large. */
export function toJson(value: unknown): Json {
  const json = cleanJson(value, MAX_JSON_DEPTH);
  return JSON.stringify(json).length > MAX_JSON_CHARACTERS ? null : json;
}

function cleanJson(value: unknown, depth: number): Json {
  if (typeof value === "string") return clean(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((item) => cleanJson(item, depth - 1));
  if (!isPayload(value)) return null;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [clean(key, MAX_NAME_LENGTH), cleanJson(inner, depth - 1)]),
  );
}

/** A value that may be an object, or a list in a string, as tool arguments and results often are. */
export function parsedJson(value: unknown): Json {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return toJson(value);
  try {
    return toJson(JSON.parse(value));
  } catch {
    return toJson(value);
  }
}
