import type { Emulator } from "../context.ts";
import { badRequest } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { deepMerge, listAt, objectAt, objectsAt, textAt } from "../json.ts";

/** The assistant with overrides merged in: deep, unlike a PATCH; `tools:append` adds to its tools. */
export function withOverrides(assistant: JsonObject, overrides: JsonObject | undefined): JsonObject {
  if (overrides === undefined) return assistant;
  const { variableValues: _values, "tools:append": appended, ...rest } = overrides;
  const merged = deepMerge(assistant, rest);
  if (!Array.isArray(appended)) return merged;
  const model = objectAt(merged, "model") ?? {};
  return { ...merged, model: { ...model, tools: [...listAt(model, "tools"), ...appended] } };
}

/** The assistant that opens the call, before overrides. Throws what Vapi answers to a wrong id. */
export function requireAssistant(emulator: Emulator, fields: JsonObject): JsonObject {
  const found = findAssistant(emulator, fields);
  if (found !== undefined) return found;
  const id = textAt(fields, "assistantId");
  throw badRequest(
    id === undefined
      ? "Couldn't Get Assistant. Need Either `assistant`, `assistantId`, `squad`, Or `squadId`."
      : `Couldn't Get Assistant. \`assistantId\` ${id} Does Not Exist.`,
  );
}

export function findAssistant(emulator: Emulator, fields: JsonObject): JsonObject | undefined {
  const id = textAt(fields, "assistantId");
  if (id !== undefined) return emulator.state.collection("assistant").find(id);
  const inline = objectAt(fields, "assistant");
  if (inline !== undefined) return inline;
  const member = objectsAt(fields, "squad", "members")[0];
  if (member === undefined) return undefined;
  const assistant = findAssistant(emulator, member);
  return assistant === undefined ? undefined : withOverrides(assistant, objectAt(member, "assistantOverrides"));
}
