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
import { WeeklyHours } from "@allokoli/shared/hours/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { FUNCTION_NAME } from "../functions/names.ts";
import { TRADE_KEYS } from "../templates/trade-keys.ts";

/** Postgres's integer. */
const MAX_VERSION = 2_147_483_647;

export const LANGUAGES = ["fr", "en", "ar", "es", "de", "it", "pt", "nl"] as const;
export const MODEL_PROVIDERS = ["openai", "anthropic", "google", "groq"] as const;
export const VOICE_PROVIDERS = ["azure", "11labs", "cartesia", "openai", "vapi"] as const;
export const TRANSCRIBER_PROVIDERS = ["deepgram", "gladia", "azure", "google"] as const;
const FIRST_MESSAGE_MODES = [
  "assistant-speaks-first",
  "assistant-waits-for-user",
  "assistant-speaks-first-with-model-generated-message",
] as const;

const FunctionName = z.string().regex(FUNCTION_NAME, "may have letters, digits, _ and -, up to 64");

/** What an assistant can do besides talking. */
export const Tool = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("endCall") }),
  z.strictObject({
    type: z.literal("transferCall"),
    number: z.string().regex(/^\+[1-9]\d{6,14}$/, "must be an E.164 number, such as +33123456789"),
    message: z.string().max(300).optional(),
    description: z.string().max(900).optional(),
  }),
  z.strictObject({
    type: z.literal("function"),
    name: FunctionName,
    description: z.string().trim().min(1).max(900),
    parameters: z.record(z.string(), JsonValue).optional().describe("JSON Schema of an object"),
    reply: z
      .union([
        z.strictObject({
          text: z.string().trim().min(1).max(2000).describe("What the assistant is told, always the same"),
        }),
        z.strictObject({
          serverUrl: z.url().max(500).describe("The https address that Vapi asks"),
        }),
      ])
      .describe("Who answers the function: a text of yours, or your server"),
  }),
  z.strictObject({ type: z.literal("takeMessage") }).describe("Takes a message, which waits under /v1/caller-messages"),
  z.strictObject({ type: z.literal("openingHours"), hours: WeeklyHours }).describe("Says whether it is open"),
]);
export type Tool = z.infer<typeof Tool>;

const ids = (max: number) =>
  z
    .array(z.uuid().toLowerCase())
    .max(max)
    .refine((list) => new Set(list).size === list.length, "names one twice");

/** Words alone: in a variable, a tag or an address of a sound, what says so would not be heard. */
export const AiNotice = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^[^<>{}]*$/, "may not have <, >, { or }")
  .refine((notice) => !notice.includes("://"), "may not have an address");

const fields = {
  name: z.string().trim().min(1).max(40),
  language: z.enum(LANGUAGES),
  modelProvider: z.enum(MODEL_PROVIDERS),
  model: z.string().trim().min(1).max(100),
  temperature: z.number().min(0).max(2),
  systemPrompt: z.string().max(20_000).nullable(),
  firstMessage: z.string().max(1000).nullable(),
  firstMessageMode: z.enum(FIRST_MESSAGE_MODES),
  aiNotice: AiNotice.nullable().describe(
    "Said before the first message: that an artificial intelligence speaks. Once there is one it can be put in other words that say so, but not taken away",
  ),
  voiceProvider: z.enum(VOICE_PROVIDERS),
  voice: z.string().trim().min(1).max(100),
  transcriberProvider: z.enum(TRANSCRIBER_PROVIDERS),
  transcriberModel: z.string().trim().min(1).max(100).nullable(),
  transcriberLanguage: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, "must be a language tag, such as fr or fr-FR"),
  endCallMessage: z.string().max(1000).nullable(),
  endCallPhrases: z.array(z.string().trim().min(2).max(140)).max(20),
  maxDurationSeconds: z.int().min(10).max(43_200),
  silenceTimeoutSeconds: z.int().min(10).max(1000),
  recordingEnabled: z.boolean(),
  summaryPrompt: z.string().max(5000).nullable(),
  successPrompt: z.string().max(5000).nullable(),
  structuredDataSchema: z
    .record(z.string(), JsonValue)
    .nullable()
    .describe("JSON Schema of what to extract from the call"),
  tools: z.array(Tool).max(20),
  functionIds: ids(20).describe("Functions of the organization that it may use"),
  knowledgeBaseIds: ids(5).describe("Knowledge bases that it looks into before it answers"),
  metadata: z.record(z.string().max(40), z.string().max(500)),
};

/** Every setting of an assistant, whole: what a version holds. */
export const AssistantSettings = z.strictObject(fields).openapi("AssistantSettings");
export type AssistantSettings = z.infer<typeof AssistantSettings>;

/** A good French assistant, for what a creation leaves out. */
export const DEFAULT_SETTINGS: Omit<AssistantSettings, "name"> = {
  language: "fr",
  modelProvider: "openai",
  model: "gpt-4.1",
  temperature: 0.4,
  systemPrompt: null,
  firstMessage: null,
  firstMessageMode: "assistant-speaks-first",
  aiNotice: null,
  voiceProvider: "azure",
  voice: "fr-FR-DeniseNeural",
  transcriberProvider: "deepgram",
  transcriberModel: "nova-3",
  transcriberLanguage: "fr",
  endCallMessage: null,
  endCallPhrases: ["au revoir", "bonne journée"],
  maxDurationSeconds: 600,
  silenceTimeoutSeconds: 30,
  recordingEnabled: false,
  summaryPrompt: null,
  successPrompt: null,
  structuredDataSchema: null,
  tools: [],
  functionIds: [],
  knowledgeBaseIds: [],
  metadata: {},
};

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

export const Assistant = AssistantSettings.extend({
  id: z.uuid(),
  vapiAssistantId: z.string().nullable(),
  sync: Sync,
  version: z.int().describe("The number of its latest version"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).openapi("Assistant");
export type Assistant = z.infer<typeof Assistant>;

export const AssistantVersion = z
  .object({
    version: z.int(),
    author: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
    restoredFrom: z.int().nullable(),
    createdAt: z.iso.datetime(),
    settings: AssistantSettings,
  })
  .openapi("AssistantVersion");
export type AssistantVersion = z.infer<typeof AssistantVersion>;

const ETagged = z.object({ ETag: z.string() });
const assistantAnswer = { ...json(Assistant), headers: ETagged };
const tags = ["Assistants"];

export const listAssistants = createRoute({
  method: "get",
  path: "/v1/assistants",
  operationId: "listAssistants",
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
  tags,
  request: { params: IdParam },
  responses: { 200: assistantAnswer, ...problems("not_found", "validation_failed") },
});

export const updateAssistant = createRoute({
  method: "patch",
  path: "/v1/assistants/{id}",
  operationId: "updateAssistant",
  tags,
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateAssistant) },
  responses: {
    200: assistantAnswer,
    ...problems(
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
  tags,
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json(pageOf(AssistantVersion)), ...problems("not_found", "validation_failed") },
});

export const restoreAssistantVersion = createRoute({
  method: "post",
  path: "/v1/assistants/{id}/versions/{version}/restore",
  operationId: "restoreAssistantVersion",
  tags,
  request: {
    params: IdParam.extend({ version: z.coerce.number().int().min(1).max(MAX_VERSION) }),
    headers: IfMatch,
  },
  responses: {
    200: assistantAnswer,
    ...problems("not_found", "precondition_failed", "validation_failed", "vapi_refused"),
  },
});

/** One turn of a text chat with the assistant, streamed as SSE: `delta` events `{ text }`, then `done` `{ chatId }`, or `error`. */
export const ChatMessage = z
  .strictObject({
    message: z.string().trim().min(1).max(2000),
    previousChatId: z.string().max(100).optional().describe("The `chatId` that an answer of this assistant ended with"),
  })
  .openapi("ChatMessage", { example: { message: "Bonjour, êtes-vous ouverts demain ?" } });

export const chatWithAssistant = createRoute({
  method: "post",
  path: "/v1/assistants/{id}/chat",
  operationId: "chatWithAssistant",
  tags,
  request: { params: IdParam, body: jsonBody(ChatMessage) },
  responses: {
    200: {
      description: "Server-sent events",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...problems("bad_json", "not_found", "conflict", "validation_failed", "vapi_refused", "vapi_unavailable"),
  },
});
