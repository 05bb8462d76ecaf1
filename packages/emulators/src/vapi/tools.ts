import type { Hono } from "hono";
import type { Emulator } from "./context.ts";
import { crud } from "./crud.ts";
import { badRequest } from "./errors.ts";
import type { VapiEnv } from "./http.ts";
import { isObject, textAt } from "./json.ts";
import { requireValid } from "./validation/validate.ts";

const SCHEMAS: Record<string, string> = {
  apiRequest: "ApiRequest",
  dtmf: "Dtmf",
  endCall: "EndCall",
  function: "Function",
  handoff: "Handoff",
  query: "Query",
  sms: "Sms",
  transferCall: "TransferCall",
  voicemail: "Voicemail",
};

/** The published shape of a tool of that type, if it has one. */
export function toolSchema(type: string | undefined, verb: "Create" | "Update"): string | undefined {
  const name = SCHEMAS[type ?? ""];
  return name === undefined ? undefined : `${verb}${name}ToolDTO`;
}

function requireSchema(type: string | undefined, verb: "Create" | "Update"): string {
  const schema = toolSchema(type, verb);
  if (schema !== undefined) return schema;
  throw badRequest([`type must be one of the following values: ${Object.keys(SCHEMAS).join(", ")}`]);
}

export function toolRoutes(emulator: Emulator): Hono<VapiEnv> {
  return crud(emulator, {
    kind: "tool",
    title: "Tool",
    list: "plain",
    create: (body) => requireValid(requireSchema(isObject(body) ? textAt(body, "type") : undefined, "Create"), body),
    update: (body, old) => requireValid(requireSchema(textAt(old, "type"), "Update"), body),
  });
}
