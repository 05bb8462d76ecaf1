import type { Emulator } from "./context.ts";
import { badRequest } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { deepMerge, listAt, objectAt, objectsAt, textAt, textsAt } from "./json.ts";

/** The assistant with overrides merged in: deep, unlike a PATCH; `tools:append` adds to its tools. */
export function withOverrides(assistant: JsonObject, overrides: JsonObject | undefined): JsonObject {
  if (overrides === undefined) return assistant;
  const { variableValues: _values, "tools:append": appended, ...rest } = overrides;
  const merged = deepMerge(assistant, rest);
  if (!Array.isArray(appended)) return merged;
  const model = objectAt(merged, "model") ?? {};
  return { ...merged, model: { ...model, tools: [...listAt(model, "tools"), ...appended] } };
}

/** The assistant with the tools that it names by id beside its own. */
export function withTools(emulator: Emulator, assistant: JsonObject): JsonObject {
  const ids = textsAt(assistant, "model", "toolIds");
  if (ids.length === 0) return assistant;
  const tools = emulator.state.collection("tool");
  const named = ids.flatMap((id) => tools.find(id) ?? []);
  const model = objectAt(assistant, "model") ?? {};
  return { ...assistant, model: { ...model, tools: [...listAt(model, "tools"), ...named] } };
}

/** The assistant that opens the call, before overrides. Throws what Vapi answers to a wrong id. */
export function requireAssistant(emulator: Emulator, fields: JsonObject): JsonObject {
  const found = findAssistant(emulator, fields);
  if (found !== undefined) return found;
  const id = textAt(fields, "assistantId");
  const squadId = textAt(fields, "squadId");
  if (id !== undefined) throw badRequest(`Couldn't Get Assistant. \`assistantId\` ${id} Does Not Exist.`);
  if (squadId !== undefined) throw badRequest(`Couldn't Get Squad. \`squadId\` ${squadId} Does Not Exist.`);
  throw badRequest("Couldn't Get Assistant. Need Either `assistant`, `assistantId`, `squad`, Or `squadId`.");
}

export function findAssistant(emulator: Emulator, fields: JsonObject): JsonObject | undefined {
  const id = textAt(fields, "assistantId");
  if (id !== undefined) return emulator.state.collection("assistant").find(id);
  return objectAt(fields, "assistant") ?? findMembers(emulator, fields)[0];
}

/** The squad that the call names or carries. */
export function findSquad(emulator: Emulator, fields: JsonObject): JsonObject | undefined {
  const id = textAt(fields, "squadId");
  return id === undefined ? objectAt(fields, "squad") : emulator.state.collection("squad").find(id);
}

/** The members of the call's squad, in order, each with its overrides; none when the call has no squad. */
export function findMembers(emulator: Emulator, fields: JsonObject): JsonObject[] {
  const squad = findSquad(emulator, fields);
  return objectsAt(squad, "members").flatMap((member) => {
    const base = findAssistant(emulator, member);
    if (base === undefined) return [];
    const own = withOverrides(base, objectAt(member, "assistantOverrides"));
    const shared = withOverrides(own, objectAt(squad, "membersOverrides"));
    return [withOverrides(shared, objectAt(fields, "squadOverrides"))];
  });
}
