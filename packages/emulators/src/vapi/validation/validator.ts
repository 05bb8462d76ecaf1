import { Ajv } from "ajv";
import type { ErrorObject, SchemaValidateFunction, ValidateFunction } from "ajv";
import type { Json, JsonObject } from "../json.ts";
import { isObject, objectAt, textAt } from "../json.ts";
import { messagesOf } from "./messages.ts";

export type Validator = {
  /** Every complaint about `body` in the words of Vapi's validator; empty when there is none. */
  complaints(name: string, body: Json): string[];
};

/**
 * Checks bodies against definitions such as those of schemas.json, each compiled when it is first asked for.
 * `nulls`: `clear` takes null for every field that may be left out, as Vapi does; `value` only where a definition says so.
 */
export function createValidator(definitions: JsonObject, { nulls }: { nulls: "clear" | "value" }): Validator {
  // Unoptimised and not inlined: it compiles in a third of the time, and here compiling is what takes long.
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  ajv.addKeyword({ keyword: "is", errors: "full", validate: keyword(errorsOf) });
  ajv.addKeyword({ keyword: "union", errors: "full", validate: keyword(unionErrorsOf) });
  const compiled = new Map<string, ValidateFunction>();

  /** The value has the shape of that name. */
  function errorsOf(name: Json, data: unknown, path: string): Found {
    const validator = validatorOf(typeof name === "string" ? name : "");
    if (validator(data)) return [];
    // ajv will put the outer value beside each error, so the inner one goes along in the params.
    return (validator.errors ?? []).map((error) => ({
      ...error,
      instancePath: path + error.instancePath,
      params: { found: error.data, ...error.params },
    }));
  }

  /** The value has the shape that its own tag names. */
  function unionErrorsOf(union: Json, data: unknown, path: string): Found {
    const tagName = textAt(union, "tag") ?? "";
    const branches = objectAt(union, "branches") ?? {};
    if (!isObject(data)) return [{ keyword: "type", instancePath: path, params: { type: "object" } }];
    const tag = data[tagName];
    const name = typeof tag === "string" ? branches[tag] : undefined;
    if (name !== undefined) return errorsOf(name, data, path);
    const allowedValues = Object.keys(branches);
    return [{ keyword: "enum", instancePath: `${path}/${tagName}`, params: { allowedValues } }];
  }

  function validatorOf(name: string): ValidateFunction {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const definition = definitions[name];
    if (!isObject(definition)) throw new Error(`no schema ${name}`);
    const validator = ajv.compile(definition);
    compiled.set(name, validator);
    return validator;
  }

  return {
    complaints(name, body) {
      const validator = validatorOf(name);
      if (validator(nulls === "clear" ? withoutNulls(body) : body)) return [];
      const errors: ErrorObject[] = validator.errors ?? [];
      return messagesOf(errors);
    },
  };
}

type Place = { instancePath: string };
type Found = Partial<ErrorObject>[];

/** Makes a keyword out of a check; ajv reads its errors from a property of the function. */
function keyword(check: (schema: Json, data: unknown, path: string) => Found): SchemaValidateFunction {
  const validate: SchemaValidateFunction = (schema: Json, data: unknown, _parent?: unknown, place?: Place) => {
    validate.errors = check(schema, data, place?.instancePath ?? "");
    return validate.errors.length === 0;
  };
  return validate;
}

/** Vapi's validator takes null for a field that may be left out; in a PATCH it clears the field. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== null && item !== undefined) kept[key] = withoutNulls(item);
  }
  return kept;
}
