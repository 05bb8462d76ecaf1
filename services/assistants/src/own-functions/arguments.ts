import { coerceArguments } from "../functions/coerce.ts";
import { messageParameters, searchParameters } from "../tools/own-tools.ts";
import { argumentFaults, asObjectSchema, type ObjectSchema } from "../tools/json-schema.ts";
import type { FieldError } from "@allokoli/shared/http/problem";
import { messageFaults } from "./take-message.ts";
import type { OwnFunction } from "./resolve.ts";
import { SENTENCES } from "./sentences.ts";
import type { AnswerLanguage } from "../tools/language.ts";
import { toSingleLine } from "./single-line.ts";

type Values = Record<string, unknown>;

/** The parameters of a function that we answer. */
function parametersOf(own: OwnFunction, language: AnswerLanguage): ObjectSchema {
  switch (own.kind) {
    case "takeMessage":
      return messageParameters(language);
    case "knowledge":
      return searchParameters(language);
    case "apiRequest":
      return asObjectSchema(own.settings.parameters);
    case "toolServer":
      return asObjectSchema(own.parameters);
    case "text":
    case "openingHours":
      return { type: "object" };
  }
}

const MAX_FAULTS = 5;

/**
 * A model's arguments as the parameters want them. If they do not fit, the error says why, so that the model can ask
 * the caller and try again: nothing is done in part, and nothing is dropped silently.
 */
export function fitArguments(
  own: OwnFunction,
  { values, areUnreadable }: { values: Values; areUnreadable: boolean },
  { language, country }: { language: AnswerLanguage; country: string | undefined },
): { values: Values } | { error: string } {
  const say = SENTENCES[language];
  const parameters = parametersOf(own, language);
  if (areUnreadable && Object.keys(parameters.properties ?? {}).length > 0)
    return { error: say.notDone("the arguments must be one JSON object.") };
  const coerced = coerceArguments(parameters, values, country);
  const faults: FieldError[] = [
    ...argumentFaults(parameters, coerced, "arguments"),
    ...(own.kind === "takeMessage" ? messageFaults(coerced, "arguments") : []),
  ].slice(0, MAX_FAULTS);
  if (faults.length === 0) return { values: coerced };
  return { error: toSingleLine(say.notDone(`${faults.map(({ path, message }) => `${path} ${message}`).join("; ")}.`)) };
}
