import type { FieldError } from "@allokoli/shared/http/problem";

/** The subset of JSON Schema that Vapi keeps (reference of Vapi: JsonSchema): anything else is lost there. */
const TYPES = ["string", "number", "integer", "boolean", "array", "object"] as const;
const FORMATS = ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];
const KEYWORDS = new Set("type items properties description pattern format required enum title".split(" "));

const MAX_DEPTH = 5;
const MAX_SCHEMAS = 100;
const MAX_CHARACTERS = 16_000;
const MAX_PATTERN = 200;
const PROPERTY_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** A JSON Schema of an object, in the subset that Vapi keeps, after `schemaFaults` found no fault. */
export type ObjectSchema = { type: "object"; properties?: Record<string, Schema>; required?: string[] };
export type Schema = {
  type: (typeof TYPES)[number];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: string[];
  format?: string;
  description?: string;
};

// The stored parameters of a function have passed `schemaFaults`.
export const asObjectSchema = (parameters: Record<string, unknown>) => parameters as ObjectSchema;

/** The faults of a JSON Schema for a function's parameters, each by its path; none when it is an `ObjectSchema`. */
export function schemaFaults(schema: Record<string, unknown>, path: string): FieldError[] {
  if (JSON.stringify(schema).length > MAX_CHARACTERS) {
    return [{ path, message: `may have up to ${MAX_CHARACTERS} characters` }];
  }
  if (schema["type"] !== "object") return [{ path: `${path}.type`, message: 'must be "object"' }];
  const counter = { schemas: 0 };
  const faults = faultsOf(schema, path, 1, counter);
  return counter.schemas > MAX_SCHEMAS
    ? [{ path, message: `may have up to ${MAX_SCHEMAS} properties in all` }]
    : faults;
}

function faultsOf(schema: unknown, path: string, depth: number, counter: { schemas: number }): FieldError[] {
  if (!isObject(schema)) return [{ path, message: "must be a JSON Schema" }];
  counter.schemas += 1;
  if (depth > MAX_DEPTH) return [{ path, message: `may be nested ${MAX_DEPTH} levels deep` }];
  if (counter.schemas > MAX_SCHEMAS) return [];
  const { type, properties, required, items, pattern, format } = schema;
  const wrong = (keyword: string, message: string) => ({ path: `${path}.${keyword}`, message });
  const unknown = Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword));
  return [
    ...unknown.map((keyword) => wrong(keyword, "is not a word of JSON Schema that the voice provider knows")),
    ...(isOneOf(TYPES, type) ? [] : [wrong("type", `must be one of ${TYPES.join(", ")}`)]),
    ...(["description", "title"] as const).flatMap((keyword) => textFaults(schema[keyword], wrong, keyword)),
    ...(schema["enum"] === undefined || isTexts(schema["enum"]) ? [] : [wrong("enum", "must be a list of texts")]),
    ...(pattern === undefined || isPattern(pattern) ? [] : [wrong("pattern", "must be a regular expression")]),
    ...(format === undefined || isOneOf(FORMATS, format)
      ? []
      : [wrong("format", `must be one of ${FORMATS.join(", ")}`)]),
    ...propertiesFaults(properties, `${path}.properties`, depth, counter),
    ...(required === undefined || isNamed(required, properties)
      ? []
      : [wrong("required", "must be a list of names of properties")]),
    ...(items === undefined ? [] : faultsOf(items, `${path}.items`, depth + 1, counter)),
    ...(type === "array" && items === undefined ? [wrong("items", "must say what the list is of")] : []),
  ];
}

function propertiesFaults(given: unknown, path: string, depth: number, counter: { schemas: number }): FieldError[] {
  if (given === undefined) return [];
  if (!isObject(given)) return [{ path, message: "must be an object whose values are JSON Schemas" }];
  return Object.entries(given).flatMap(([name, schema]) =>
    PROPERTY_NAME.test(name)
      ? faultsOf(schema, `${path}.${name}`, depth + 1, counter)
      : [{ path, message: "may have names of letters, digits, _ and -, up to 64" }],
  );
}

const textFaults = (value: unknown, wrong: (keyword: string, message: string) => FieldError, keyword: string) =>
  value === undefined || typeof value === "string" ? [] : [wrong(keyword, "must be a text")];

/**
 * The faults of a function's arguments, by their paths. `pattern` is not checked here, but by the model and the server:
 * a tenant's regular expression could run for hours.
 */
export function argumentFaults(schema: Schema, value: unknown, path: string): FieldError[] {
  if (!isOfType(schema.type, value)) return [{ path, message: `must be of the type ${schema.type}` }];
  if (schema.enum !== undefined && !isOneOf(schema.enum, value)) {
    return [{ path, message: `must be one of ${schema.enum.join(", ")}` }];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.flatMap((item, index) => argumentFaults(items, item, `${path}.${index}`));
  }
  if (!isObject(value)) return [];
  const { properties = {}, required = [] } = schema;
  return [
    ...required
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => ({ path: `${path}.${name}`, message: "is required" })),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return known === undefined ? [] : argumentFaults(known, inner, `${path}.${name}`);
    }),
  ];
}

function isOfType(type: Schema["type"], value: unknown): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    case "string":
    case "number":
    case "boolean":
      return typeof value === type;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
const isOneOf = (list: readonly unknown[], value: unknown) => list.includes(value);
const isNamed = (required: unknown, properties: unknown) =>
  isTexts(required) && required.every((name) => isObject(properties) && Object.hasOwn(properties, name));

function isPattern(value: unknown): boolean {
  if (typeof value !== "string" || value.length > MAX_PATTERN) return false;
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
