import type { Hono } from "hono";
import type { Emulator } from "./context.ts";
import { crud } from "./crud.ts";
import { badRequest } from "./errors.ts";
import type { VapiEnv } from "./http.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject, textAt } from "./json.ts";
import { requireValid } from "./validation/validate.ts";

function requireCredential(body: Json | undefined): JsonObject {
  if (!isObject(body)) throw badRequest(["body must be an object"]);
  const provider = textAt(body, "provider");
  if (provider === undefined) throw badRequest(["provider must be a string"]);
  // Only webhook credentials do anything here; the others are kept as they are given.
  return provider === "webhook" ? requireValid("CreateWebhookCredentialDTO", body) : body;
}

/** The dashboard's endpoint for credentials, which servers refer to with `credentialId`. */
export function credentialRoutes(emulator: Emulator): Hono<VapiEnv> {
  return crud(emulator, {
    kind: "credential",
    title: "Credential",
    list: "plain",
    create: requireCredential,
    update: (body, old) =>
      textAt(old, "provider") === "webhook"
        ? requireValid("UpdateWebhookCredentialDTO", body)
        : requireCredential(body),
  });
}
