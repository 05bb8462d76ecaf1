import { badRequest } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { isObject, parseJson } from "../json.ts";
import schemas from "./schemas.json" with { type: "json" };
import { createValidator } from "./validator.ts";

// Objects in which a field that Vapi does not document is refused. Model DTOs stay open: Vapi
// takes `model.systemPrompt` and the like without a word, and ignores them.
const CLOSED = /^(Create|Update)\w*(DTO|Overrides)$|Overrides$|Plan$|^Server$|Voice$|Transcriber$|Transport$/;

// Taken by Vapi though its published schema does not name them.
const UNDOCUMENTED: Record<string, JsonObject> = {
  silenceTimeoutSeconds: { type: "number", minimum: 10, maximum: 3600 },
  responseDelaySeconds: { type: "number" },
  llmRequestDelaySeconds: { type: "number" },
  numWordsToInterruptAssistant: { type: "number" },
  backchannelingEnabled: { type: "boolean" },
  backgroundDenoisingEnabled: { type: "boolean" },
  recordingEnabled: { type: "boolean" },
  hipaaEnabled: { type: "boolean" },
  serverUrl: { type: "string", pattern: "^https?://" },
  serverUrlSecret: { type: "string" },
};
const TAKES_UNDOCUMENTED = new Set(["CreateAssistantDTO", "UpdateAssistantDTO", "AssistantOverrides"]);
const NUMBER_SERVER: Record<string, JsonObject> = {
  serverUrl: { type: "string", pattern: "^https?://" },
  serverUrlSecret: { type: "string" },
};

const validator = createValidator(asVapiTakesThem(), { nulls: "clear" });

function asVapiTakesThem(): JsonObject {
  const published = parseJson(JSON.stringify(schemas));
  const all: JsonObject = isObject(published) ? published : {};
  for (const [name, definition] of Object.entries(all)) {
    if (!isObject(definition) || !isObject(definition["properties"])) continue;
    const { properties } = definition;
    if (CLOSED.test(name)) definition["additionalProperties"] = false;
    if (TAKES_UNDOCUMENTED.has(name)) Object.assign(properties, UNDOCUMENTED);
    if (name.endsWith("PhoneNumberDTO")) Object.assign(properties, NUMBER_SERVER);
    if (name === "Server") {
      properties["url"] = { type: "string", pattern: "^https?://" };
      properties["secret"] = { type: "string" };
    }
    if (name === "AssistantOverrides") {
      properties["tools:append"] ??= { type: "array" };
    }
  }
  return all;
}

/** Every complaint about `body` in the words of Vapi's validator; empty when there is none. */
export function complaints(name: string, body: Json): string[] {
  return validator.complaints(name, body);
}

/** Throws the 400 that Vapi would answer. */
export function requireValid(name: string, body: Json | undefined): JsonObject {
  if (!isObject(body)) throw badRequest(["body must be an object"]);
  const found = complaints(name, body);
  if (found.length > 0) throw badRequest(found);
  return body;
}
