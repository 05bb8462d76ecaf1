import type { Hono } from "hono";
import type { Emulator } from "./context.ts";
import { crud } from "./crud.ts";
import type { VapiEnv } from "./http.ts";
import { requireValid } from "./validation/validate.ts";

export function assistantRoutes(emulator: Emulator): Hono<VapiEnv> {
  return crud(emulator, {
    kind: "assistant",
    title: "Assistant",
    list: "plain",
    create: (body) => ({ isServerUrlSecretSet: false, ...requireValid("CreateAssistantDTO", body) }),
    update: (body) => requireValid("UpdateAssistantDTO", body),
  });
}
