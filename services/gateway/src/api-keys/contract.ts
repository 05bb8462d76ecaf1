import { createRoute, z } from "@hono/zod-openapi";
import {
  IdempotencyKey,
  IdParam,
  IfMatch,
  json,
  jsonBody,
  pageOf,
  PageQuery,
  problems,
} from "@allokoli/shared/http/contract";
import { SCOPES, uselessScopes } from "@allokoli/shared/scopes/scopes";
import { Text } from "../organization/contract.ts";
import { EXAMPLE_API_KEY, EXAMPLE_NEW_API_KEY } from "./examples.ts";

/** A key owns nothing: owners are people. */
const KeyRole = z.enum(["viewer", "member", "admin"]);
export type KeyRole = z.infer<typeof KeyRole>;

export const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: KeyRole.describe("It may do no more than a member with this role"),
    scopes: z.array(z.enum(SCOPES)).describe("And of that, what it is for"),
    start: z.string().describe("How the key begins"),
    lastFour: z.string().describe("How it ends"),
    status: z.enum(["active", "expired"]),
    createdBy: z
      .object({ id: z.uuid(), name: z.string().nullable() })
      .describe("Who made it; they may have left since"),
    keptBy: z
      .object({ id: z.uuid(), name: z.string().nullable() })
      .nullable()
      .describe("Who answers for it since whoever did before was removed or demoted; null while its maker does"),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable().describe("To the minute"),
  })
  .openapi("ApiKey", { example: EXAMPLE_API_KEY });
export type ApiKey = z.infer<typeof ApiKey>;

export const NewApiKey = ApiKey.extend({
  key: z.string().nullable().describe("The key itself, this once; null when the request is repeated"),
}).openapi("NewApiKey", { example: EXAMPLE_NEW_API_KEY });
export type NewApiKey = z.infer<typeof NewApiKey>;

const Name = Text.trim().min(1).max(80);
const Scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .refine((scopes) => new Set(scopes).size === scopes.length, "names a scope twice")
  .describe(
    "`read` asks, `write` changes, `calls` starts, ends and speaks in calls, `webhooks` subscribes to events and ends its own subscriptions, whatever its role. The role viewer has neither `write` nor `calls`. Without it: `read`, and for a member or an admin `write` and `calls`",
  );
const ExpiresAt = z.iso
  .datetime()
  .refine((at) => Date.parse(at) > Date.now(), "has to lie ahead")
  .nullable()
  .describe("When it stops to work by itself; null for never");

/** Said where a viewer's key is asked for with `write` or `calls`. */
export const NOT_OF_A_VIEWER = "names `write` or `calls`, which the role viewer cannot use";

export const CreateApiKey = z
  .strictObject({
    name: Name,
    role: KeyRole.default("viewer"),
    scopes: Scopes.optional(),
    expiresAt: ExpiresAt.default(null),
  })
  .refine(({ role, scopes = [] }) => uselessScopes(role, scopes).length === 0, {
    path: ["scopes"],
    error: NOT_OF_A_VIEWER,
  })
  .openapi("CreateApiKey", { example: { name: "Zapier", role: "member", scopes: ["read", "calls", "webhooks"] } });
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const UpdateApiKey = z
  .strictObject({
    name: Name.optional(),
    role: KeyRole.optional(),
    scopes: Scopes.optional(),
    expiresAt: ExpiresAt.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateApiKey", { example: { name: "Zapier", role: "viewer" } });
export type UpdateApiKey = z.infer<typeof UpdateApiKey>;

const apiKeyAnswer = { ...json(ApiKey), headers: z.object({ ETag: z.string() }) };
const tags = ["API keys"];

export const listApiKeys = createRoute({
  method: "get",
  path: "/v1/api-keys",
  operationId: "listApiKeys",
  summary: "List API keys",
  tags,
  description: "Those that are not revoked, for admins.",
  request: {
    query: PageQuery.extend({
      createdBy: z.uuid().optional().describe("Only those that this person made"),
      responsible: z.uuid().optional().describe("Only those that this person answers for: made or kept"),
    }),
  },
  responses: { 200: json(pageOf(ApiKey)), ...problems("validation_failed") },
});

export const createApiKey = createRoute({
  method: "post",
  path: "/v1/api-keys",
  operationId: "createApiKey",
  summary: "Create an API key",
  tags,
  description:
    "For admins. The key is shown in this answer and never again: a repeat with the same `Idempotency-Key` has `null` in " +
    "its place. An organization has as many as its plan allows (`limit_reached`).",
  request: { headers: IdempotencyKey, body: jsonBody(CreateApiKey) },
  responses: {
    201: { ...json(NewApiKey), headers: z.object({ ETag: z.string() }) },
    ...problems(
      "bad_json",
      "limit_reached",
      "validation_failed",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});

export const getApiKey = createRoute({
  method: "get",
  path: "/v1/api-keys/{id}",
  operationId: "getApiKey",
  summary: "Get an API key",
  tags,
  description: "For admins.",
  request: { params: IdParam },
  responses: { 200: apiKeyAnswer, ...problems("not_found", "validation_failed") },
});

export const updateApiKey = createRoute({
  method: "patch",
  path: "/v1/api-keys/{id}",
  operationId: "updateApiKey",
  summary: "Update an API key",
  tags,
  description:
    "For admins. Role and scopes count from the key's next request on; a scope that is added, within half a minute.",
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateApiKey) },
  responses: {
    200: apiKeyAnswer,
    ...problems("bad_json", "not_found", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const revokeApiKey = createRoute({
  method: "delete",
  path: "/v1/api-keys/{id}",
  operationId: "revokeApiKey",
  summary: "Revoke an API key",
  tags,
  description: "For admins, at once and for ever. What it subscribed to is disabled with it.",
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Revoked" },
    ...problems("not_found", "precondition_failed", "validation_failed"),
  },
});
