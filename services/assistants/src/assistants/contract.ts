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
  JsonValue,
} from "@allokoli/shared/http/contract";
import { ROTATION, RotationQuery } from "@allokoli/shared/http/rotation";
import { isStorable } from "@allokoli/shared/http/storable";
import { AssistantSettings } from "../settings/contract.ts";
import { ToolSecret } from "../tool-secrets/contract.ts";
import { TRADE_KEYS } from "../templates/trades/trade-keys.ts";
import { EXAMPLE_ASSISTANT, EXAMPLE_CHAT, EXAMPLE_SETTINGS, EXAMPLE_VERSION } from "./examples.ts";

/** Postgres's integer. */
const MAX_VERSION = 2_147_483_647;

export const CreateAssistant = AssistantSettings.partial()
  .extend({
    template: z
      .enum(TRADE_KEYS)
      .optional()
      .describe("The trade whose finished assistant it starts from; what else is named here takes its place"),
    answers: z
      .record(z.string(), JsonValue)
      .optional()
      .describe("With `template`: what its questions are answered with, by their keys"),
  })
  .superRefine(({ name, template, answers }, context) => {
    if (name === undefined && template === undefined) {
      context.addIssue({ code: "custom", path: ["name"], message: "is needed without a template" });
    }
    if (answers !== undefined && template === undefined) {
      context.addIssue({ code: "custom", path: ["answers"], message: "go with a template" });
    }
  })
  .openapi("CreateAssistant", {
    example: {
      template: "doctor",
      language: "fr",
      answers: { name: "Cabinet des Tilleuls", doctorName: "Docteur Claire Petit" },
      name: "Secrétariat du cabinet",
    },
  });
export type CreateAssistant = z.infer<typeof CreateAssistant>;

export const UpdateAssistant = AssistantSettings.partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateAssistant", { example: { name: "Accueil" } });
export type UpdateAssistant = z.infer<typeof UpdateAssistant>;

export const Sync = z
  .object({
    state: z.enum(["pending", "synced", "failed"]).describe("Whether Vapi has what is wanted here"),
    error: z.string().nullable().describe("Why Vapi does not have it, in one sentence"),
  })
  .openapi("Sync");

/** Not an extension: in the API's description, two strict halves would each refuse the other's fields. */
export const Assistant = z
  .object({
    ...AssistantSettings.shape,
    id: z.uuid(),
    vapiAssistantId: z.string().nullable(),
    sync: Sync,
    version: z.int().describe("The number of its latest version"),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Assistant", { example: EXAMPLE_ASSISTANT });
export type Assistant = z.infer<typeof Assistant>;

export const AssistantVersionSummary = z
  .object({
    version: z.int(),
    author: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
    restoredFrom: z.int().nullable(),
    createdAt: z.iso.datetime(),
  })
  .openapi("AssistantVersionSummary", { example: EXAMPLE_VERSION });
export type AssistantVersionSummary = z.infer<typeof AssistantVersionSummary>;

export const AssistantVersion = AssistantVersionSummary.extend({ settings: AssistantSettings }).openapi(
  "AssistantVersion",
  { example: { ...EXAMPLE_VERSION, settings: EXAMPLE_SETTINGS } },
);
export type AssistantVersion = z.infer<typeof AssistantVersion>;

const ETagged = z.object({ ETag: z.string() });
const assistantAnswer = { ...json(Assistant), headers: ETagged };
const tags = ["Assistants"];

export const listAssistants = createRoute({
  method: "get",
  path: "/v1/assistants",
  operationId: "listAssistants",
  summary: "List assistants",
  tags,
  request: {
    query: PageQuery.extend({
      search: z
        .string()
        .trim()
        .max(100)
        .refine(isStorable, "has a character that cannot be")
        .optional()
        .describe("Part of the name"),
    }),
  },
  responses: { 200: json(pageOf(Assistant)), ...problems("validation_failed") },
});

export const createAssistant = createRoute({
  method: "post",
  path: "/v1/assistants",
  operationId: "createAssistant",
  summary: "Create an assistant",
  description: "From a trade's template or from settings; what is left out is that of a good French assistant.",
  tags,
  request: { body: jsonBody(CreateAssistant), headers: IdempotencyKey },
  responses: {
    201: assistantAnswer,
    ...problems(
      "limit_reached",
      "bad_json",
      "validation_failed",
      "vapi_refused",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});

export const getAssistant = createRoute({
  method: "get",
  path: "/v1/assistants/{id}",
  operationId: "getAssistant",
  summary: "Get an assistant",
  tags,
  request: { params: IdParam },
  responses: { 200: assistantAnswer, ...problems("not_found", "validation_failed") },
});

export const updateAssistant = createRoute({
  method: "patch",
  path: "/v1/assistants/{id}",
  operationId: "updateAssistant",
  summary: "Update an assistant",
  description: "Only the fields that are named change; the change is a new version.",
  tags,
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateAssistant) },
  responses: {
    200: assistantAnswer,
    ...problems(
      "tests_not_passed",
      "bad_json",
      "not_found",
      "precondition_failed",
      "validation_failed",
      "vapi_refused",
      "payload_too_large",
    ),
  },
});

export const deleteAssistant = createRoute({
  method: "delete",
  path: "/v1/assistants/{id}",
  operationId: "deleteAssistant",
  summary: "Delete an assistant",
  description: "Not while it is a member of a squad.",
  tags,
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "precondition_failed", "validation_failed"),
  },
});

export const listAssistantVersions = createRoute({
  method: "get",
  path: "/v1/assistants/{id}/versions",
  operationId: "listAssistantVersions",
  summary: "List an assistant's versions",
  tags,
  request: { params: IdParam, query: PageQuery },
  description: "Newest first. As many are kept as the plan allows (`versionsPerAssistant`): the oldest go first.",
  responses: { 200: json(pageOf(AssistantVersionSummary)), ...problems("not_found", "validation_failed") },
});

const VersionParam = IdParam.extend({ version: z.coerce.number().int().min(1).max(MAX_VERSION) });

export const getAssistantVersion = createRoute({
  method: "get",
  path: "/v1/assistants/{id}/versions/{version}",
  operationId: "getAssistantVersion",
  summary: "Get a version of an assistant",
  tags,
  request: { params: VersionParam },
  responses: { 200: json(AssistantVersion), ...problems("not_found", "validation_failed") },
});

export const restoreAssistantVersion = createRoute({
  method: "post",
  path: "/v1/assistants/{id}/versions/{version}/restore",
  operationId: "restoreAssistantVersion",
  summary: "Restore a version of an assistant",
  description: "Its settings become those of a new version; the history stays as it is.",
  tags,
  request: {
    params: VersionParam,
    headers: IfMatch,
  },
  responses: {
    200: assistantAnswer,
    ...problems("not_found", "precondition_failed", "validation_failed", "vapi_refused"),
  },
});

export const rotateAssistantSecret = createRoute({
  method: "post",
  path: "/v1/assistants/{id}/rotate-secret",
  operationId: "rotateAssistantSecret",
  summary: "Rotate an assistant's secret",
  tags,
  description: `Another secret for what the servers of its own tools (\`serverUrl\`) are sent. ${ROTATION}`,
  request: { params: IdParam, query: RotationQuery },
  responses: { 200: json(ToolSecret), ...problems("not_found", "conflict", "validation_failed", "misconfigured") },
});

/** One turn of a text chat with the assistant, streamed as SSE: `delta` events `{ text }`, then `done` `{ chatId }`, or `error`. */
export const ChatMessage = z
  .strictObject({
    message: z.string().trim().min(1).max(2000),
    draft: z.boolean().default(false).describe("With the draft, instead of what is published"),
    previousChatId: z.string().max(100).optional().describe("The `chatId` that an answer of this assistant ended with"),
  })
  .openapi("ChatMessage", { example: { message: "Bonjour, êtes-vous ouverts demain ?" } });

export const chatWithAssistant = createRoute({
  method: "post",
  path: "/v1/assistants/{id}/chat",
  operationId: "chatWithAssistant",
  summary: "Chat with an assistant",
  description:
    "One turn in writing. The answer is streamed as server-sent events: `delta` with `{ text }`, then `done` with `{ chatId }`, or `error`.",
  tags,
  request: { params: IdParam, body: jsonBody(ChatMessage) },
  responses: {
    200: {
      description: "Server-sent events",
      content: { "text/event-stream": { schema: z.string(), example: EXAMPLE_CHAT } },
    },
    ...problems(
      "bad_json",
      "not_found",
      "conflict",
      "validation_failed",
      "vapi_refused",
      "vapi_down",
      "vapi_unavailable",
    ),
  },
});
