import { readTelephone } from "./telephone-text.ts";
import type { ObjectSchema, Schema } from "../tools/json-schema.ts";

type Values = Record<string, unknown>;

/**
 * The arguments as the schema wants them, where a model's value has only one possible meaning: `"3"` for a number,
 * `"oui"` for a boolean, JSON in a text for an object, `is_urgent` for `isUrgent`. Others stay as they are, and
 * `argumentFaults` reports them. Null and an empty text count as absent where no value is required.
 * @param country for telephone numbers in its national format
 */
export function coerceArguments(schema: ObjectSchema, values: Values, country?: string): Values {
  const { properties = {}, required = [] } = schema;
  return Object.fromEntries(
    Object.entries(named(properties, values)).flatMap(([name, value]) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (property === undefined) return [[name, value]];
      const given = property.type === "array" ? value : only(value);
      if (isNothing(property, given) && !required.includes(name)) return [];
      return [[name, coerced(property, given, name, country)]];
    }),
  );
}

/**
 * By the properties' own names: each name that fits only one property whatever its capitals and underscores, and is
 * given once.
 */
function named(properties: Record<string, Schema>, values: Values): Values {
  const meantBy = (name: string) => {
    if (Object.hasOwn(properties, name)) return name;
    const meant = Object.keys(properties).filter((property) => letters(property) === letters(name));
    return meant.length === 1 ? meant[0] : undefined;
  };
  const entries = Object.entries(values).map(([name, value]) => ({ name, value, meant: meantBy(name) }));
  const isOnce = (meant: string | undefined) => entries.filter((one) => one.meant === meant).length === 1;
  return Object.fromEntries(
    entries.map(({ name, value, meant }) => [meant !== undefined && isOnce(meant) ? meant : name, value]),
  );
}

const letters = (name: string) => plain(name).replaceAll(/[^a-z0-9]/g, "");

const isNothing = ({ type }: Schema, value: unknown) => value === null || (value === "" && type !== "string");

function coerced(schema: Schema, value: unknown, name: string, country: string | undefined): unknown {
  switch (schema.type) {
    case "object": {
      const read = fromJson(value);
      return isObject(read) ? coerceArguments({ ...schema, type: "object" }, read, country) : value;
    }
    case "array": {
      const read = fromJson(value);
      const list = Array.isArray(read) ? read : value === null ? value : [value];
      const { items } = schema;
      return items === undefined || !Array.isArray(list)
        ? list
        : list.map((item: unknown) => coerced(items, items.type === "array" ? item : only(item), name, country));
    }
    case "number":
    case "integer":
      return toNumber(value);
    case "boolean":
      return toBoolean(value);
    case "string": {
      const text = toText(value, name, schema, country);
      return schema.enum === undefined ? text : (wordOf(schema.enum, text) ?? text);
    }
  }
}

/** The only item of a list, where no list is wanted. */
function only(value: unknown): unknown {
  let inner = value;
  while (Array.isArray(inner) && inner.length === 1) inner = inner[0] as unknown;
  return inner;
}

function fromJson(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function toText(value: unknown, name: string, schema: Schema, country: string | undefined): unknown {
  if (typeof value === "number" && Number.isFinite(value))
    return readTelephone(value, name, schema, country) ?? String(value);
  return typeof value === "boolean" ? String(value) : value;
}

const NUMBER = /^[+-]?\d{1,15}(?:[.,]\d+)?$/;
/** A point or a comma before three digits may separate thousands: `1.200` and `1,200` are not read, `0.125` is. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;
const GROUPED = /^[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?=$|[.,])/;

function toNumber(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim().replace(GROUPED, (digits) => digits.replaceAll(/[ \u00a0\u202f]/g, ""));
  return NUMBER.test(text) && !AMBIGUOUS.test(text) ? Number(text.replace(",", ".")) : value;
}

const YES = new Set(["true", "oui", "yes", "vrai", "1"]);
const NO = new Set(["false", "non", "no", "faux", "0"]);

function toBoolean(value: unknown): unknown {
  const word = typeof value === "number" ? String(value) : value;
  if (typeof word !== "string") return value;
  const said = plain(word).replace(/[.!]+$/, "");
  return YES.has(said) ? true : NO.has(said) ? false : value;
}

/** The one of these words that is meant, whatever its capitals and accents; undefined when two could be. */
function wordOf(words: string[], text: unknown): string | undefined {
  if (typeof text !== "string" || words.includes(text)) return undefined;
  const meant = words.filter((word) => plain(word) === plain(text));
  return meant.length === 1 ? meant[0] : undefined;
}

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .trim()
    .toLowerCase();

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
