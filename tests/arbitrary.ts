import fc from "fast-check";
import type { JsonSchema } from "./operations.ts";

type Json = Record<string, unknown>;

const MAX_DEPTH = 6;
const MAX_TEXT = 60;

/** Values that a schema of the published document allows; `schemas` are the schemas that it may refer to. */
export function valid(schema: JsonSchema, schemas: Record<string, JsonSchema>, depth = 0): fc.Arbitrary<unknown> {
  const inner = (next: JsonSchema) => valid(next, schemas, depth + 1);
  if (schema.$ref !== undefined) return inner(schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return fc.oneof(...choices.map(inner));
  if (schema.allOf !== undefined) {
    return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...(parts as object[])) as Json);
  }
  const types = [schema.type ?? (schema.properties ? "object" : "any")].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, inner, depth)));
}

function ofType(
  type: string,
  schema: JsonSchema,
  inner: (schema: JsonSchema) => fc.Arbitrary<unknown>,
  depth: number,
): fc.Arbitrary<unknown> {
  switch (type) {
    case "string":
      return text(schema);
    case "integer":
      return fc.integer({ min: Math.ceil(schema.minimum ?? -1000), max: Math.floor(schema.maximum ?? 1000) });
    case "number":
      return fc.double({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array": {
      const least = schema.minItems ?? 0;
      const most = depth >= MAX_DEPTH ? least : Math.max(least, Math.min(schema.maxItems ?? 3, 3));
      return fc.array(inner(schema.items ?? {}), { minLength: least, maxLength: most });
    }
    case "object": {
      const fields = Object.entries(schema.properties ?? {}).filter(
        ([field]) => depth < MAX_DEPTH || (schema.required ?? []).includes(field),
      );
      return fc.record(Object.fromEntries(fields.map(([field, of]) => [field, inner(of)])), {
        requiredKeys: schema.required ?? [],
      });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function text({ format, pattern, minLength, maxLength, example }: JsonSchema): fc.Arbitrary<string> {
  const examples = typeof example === "string" ? [fc.constant(example)] : [];
  if (format === "uuid") return fc.uuid();
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((at) => at.toISOString());
  if (format === "date") return fc.date({ noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
  if (format === "email") return fc.emailAddress();
  if (format === "uri") return fc.oneof(...examples, fc.webUrl(), fc.constant("https://127.0.0.1/"));
  // Values cannot be generated from a pattern with a look-ahead: any text is used instead.
  if (pattern !== undefined && !pattern.includes("(?=")) return fc.stringMatching(new RegExp(pattern));
  const least = minLength ?? 0;
  return fc.oneof(
    ...examples,
    fc.string({
      minLength: least,
      maxLength: Math.max(least, Math.min(maxLength ?? MAX_TEXT, MAX_TEXT)),
      unit: "grapheme",
    }),
  );
}

/** Values that somebody might send instead of a valid one. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    " ",
    "\u0000",
    "\ud800",
    "'; drop table calls; --",
    "{{customer.number}}",
    "<script>alert(1)</script>",
    "1e999",
    "Infinity",
    "__proto__",
    "../../me",
    "%00",
    -0,
    2 ** 53,
    -1e300,
    5e-324,
    "0198c2a4-0000-7000-8000-00000000dead",
    "+33612345678",
    "9999-12-31T23:59:59.999Z",
    "+275760-09-13T00:00:00.000Z",
    [],
    {},
    [[]],
  ),
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom("a", "é", "𝒳", "\u202e", "\n").map((letter) => letter.repeat(20_000)),
);

/** The same with one fault: a value somewhere inside replaced, a field removed, or one added. */
export function mangled(value: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(value);
  return fc
    .tuple(fc.nat(places.length - 1), fc.constantFrom("replace", "remove", "add"), odd, fc.string({ maxLength: 20 }))
    .map(([at, how, wrong, name]) => {
      const place = places[at] ?? [];
      if (how === "add") return changed(value, [...place, name === "" ? "x" : name], wrong);
      return changed(value, place, how === "remove" ? undefined : wrong);
    });
}

/** The paths to all values inside a JSON value, as lists of keys. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, of]) => placesIn(of, [...path, key]))];
}

function changed(value: unknown, [key, ...rest]: string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? changed(item, rest, to) : item));
  if (typeof value !== "object" || value === null) return to;
  const before = new Map(Object.entries(value));
  return Object.fromEntries([...before, [key, changed(before.get(key), rest, to)]]);
}
