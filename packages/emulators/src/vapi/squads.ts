import type { Hono } from "hono";
import { findAssistant } from "./effective.ts";
import type { Emulator } from "./context.ts";
import { crud } from "./crud.ts";
import { badRequest } from "./errors.ts";
import type { VapiEnv } from "./http.ts";
import type { Json, JsonObject } from "./json.ts";
import { objectsAt, textAt } from "./json.ts";
import { anyOf } from "./listing.ts";
import { requireValid } from "./validation/validate.ts";

export function squadRoutes(emulator: Emulator): Hono<VapiEnv> {
  return crud(emulator, {
    kind: "squad",
    title: "Squad",
    list: "plain",
    matches: (squad, query) => anyOf(query, "idAny", squad.id),
    create: (body) => requireMembers(emulator, requireValid("CreateSquadDTO", body)),
    update: (body: Json | undefined) => requireMembers(emulator, requireValid("UpdateSquadDTO", body)),
  });
}

/** A squad has members, each of which Vapi knows, and no two of one name: handoffs go by name. */
export function requireMembers(emulator: Emulator, squad: JsonObject): JsonObject {
  const members = objectsAt(squad, "members");
  if (members.length === 0) throw badRequest(["members should not be empty"]);
  const names = members.map((member, index) => {
    const assistant = findAssistant(emulator, member);
    if (assistant === undefined) {
      const id = textAt(member, "assistantId");
      throw badRequest(
        id === undefined
          ? [`members.${index} must have either assistantId or assistant`]
          : `Couldn't Get Assistant. \`assistantId\` ${id} Does Not Exist.`,
      );
    }
    return textAt(member, "assistantOverrides", "name") ?? textAt(assistant, "name");
  });
  const repeated = names.find((name, index) => name !== undefined && names.indexOf(name) !== index);
  if (repeated !== undefined) throw badRequest(`Squad Member Names Must Be Unique. Found More Than One ${repeated}.`);
  return squad;
}
