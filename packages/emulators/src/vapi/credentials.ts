import type { Hono } from "hono";
import type { Emulator } from "./context.ts";
import { crud } from "./crud.ts";
import { badRequest } from "./errors.ts";
import type { VapiEnv } from "./http.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject, objectAt, textAt } from "./json.ts";
import type { StoredObject } from "./state.ts";
import { requireValid } from "./validation/validate.ts";

/** The published shapes. Telnyx's is not published: it is a name and an API key. */
const SCHEMAS: Record<string, string> = { webhook: "Webhook", vonage: "Vonage", "byo-sip-trunk": "ByoSipTrunk" };

/** The published shape of a credential of that provider, if it has one. */
export function credentialSchema(provider: string | undefined, verb: "Create" | "Update"): string | undefined {
  const name = SCHEMAS[provider ?? ""];
  return name === undefined ? undefined : `${verb}${name}CredentialDTO`;
}

function requireCredential(body: Json | undefined): JsonObject {
  if (!isObject(body)) throw badRequest(["body must be an object"]);
  const provider = textAt(body, "provider");
  if (provider === undefined) throw badRequest(["provider must be a string"]);
  const schema = credentialSchema(provider, "Create");
  if (schema !== undefined) return requireValid(schema, body);
  if (provider === "telnyx" && textAt(body, "apiKey") === undefined) throw badRequest(["apiKey must be a string"]);
  // The others are kept as they are given.
  return body;
}

function requireChange(body: Json | undefined, old: StoredObject): JsonObject {
  const provider = textAt(old, "provider") ?? "";
  const schema = credentialSchema(provider, "Update");
  if (schema !== undefined) return requireValid(schema, body);
  return requireCredential(isObject(body) ? { ...body, provider } : body);
}

/** What opens an account at a telephone provider is taken and never given back. */
function withoutSecrets(credential: StoredObject): JsonObject {
  const { apiSecret: _secret, ...shown } = credential;
  const provider = textAt(credential, "provider");
  if (provider === "telnyx") delete shown["apiKey"];
  const plan = objectAt(credential, "outboundAuthenticationPlan");
  if (plan === undefined) return provider === "webhook" ? credential : shown;
  const { authPassword: _password, ...shownPlan } = plan;
  return { ...shown, outboundAuthenticationPlan: shownPlan };
}

/** The dashboard's endpoint for credentials, which servers and numbers refer to with `credentialId`. */
export function credentialRoutes(emulator: Emulator): Hono<VapiEnv> {
  return crud(emulator, {
    kind: "credential",
    title: "Credential",
    list: "plain",
    create: requireCredential,
    update: requireChange,
    view: withoutSecrets,
  });
}
