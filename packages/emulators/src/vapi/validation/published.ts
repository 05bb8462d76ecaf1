import type { JsonObject } from "../json.ts";
import { isObject, parseJson } from "../json.ts";
import type { Validator } from "./validator.ts";
import { createValidator } from "./validator.ts";

/**
 * Holds bodies to what Vapi publishes and no more: a field that is not named there is a complaint, also where Vapi would
 * take it and do nothing, and so is null where it is not said to be a value.
 */
export function publishedValidator(schemas: object): Validator {
  const copy = parseJson(JSON.stringify(schemas));
  const definitions: JsonObject = isObject(copy) ? copy : {};
  for (const definition of Object.values(definitions)) {
    if (isObject(definition) && isObject(definition["properties"])) definition["additionalProperties"] ??= false;
  }
  return createValidator(definitions, { nulls: "value" });
}
