import { Metadata } from "@allokoli/shared/zod/metadata";
import { z } from "@hono/zod-openapi";
import { JsonValue } from "@allokoli/shared/http/contract";
import { WeeklyHours } from "@allokoli/shared/hours/contract";
import { TransferNumber } from "@allokoli/shared/phone/contract";
import { LANGUAGES, TRANSCRIBER_PROVIDERS, VOICE_PROVIDERS } from "@allokoli/shared/speech/providers";
import { FUNCTION_NAME } from "../tools/names.ts";

export const MODEL_PROVIDERS = ["openai", "anthropic", "google", "groq"] as const;
const FIRST_MESSAGE_MODES = [
  "assistant-speaks-first",
  "assistant-waits-for-user",
  "assistant-speaks-first-with-model-generated-message",
] as const;

const FunctionName = z.string().regex(FUNCTION_NAME, "may have letters, digits, _ and -, up to 64");

/** A tool of an assistant: what it can do besides talking. */
export const Tool = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("endCall") }),
  z.strictObject({
    type: z.literal("transferCall"),
    number: TransferNumber,
    message: z.string().max(300).optional(),
    description: z.string().max(900).optional(),
    announcement: z
      .discriminatedUnion("kind", [
        z.strictObject({
          kind: z.literal("summary").describe("A summary of the call, in the assistant's language"),
        }),
        z.strictObject({ kind: z.literal("message"), text: z.string().trim().min(1).max(300) }),
      ])
      .optional()
      .describe(
        "What whoever takes the call is told before the caller is put through; without it they are put through at once",
      ),
    unanswered: z
      .strictObject({
        message: z.string().trim().min(1).max(300).describe("What the caller is told"),
        hangsUp: z.boolean().describe("Whether the call ends then; else the assistant goes on with it"),
      })
      .optional()
      .describe(
        "What happens when nobody takes the call. It goes with an announcement: else nobody hears how it ended",
      ),
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
          serverUrl: z
            .url()
            .max(500)
            .describe("Your https address, which is asked by us and never by the voice provider"),
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

/** Words alone: a notice in a variable, in a tag or in the address of a sound would not be heard. */
export const AiNotice = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^[^<>{}]*$/, "may not have <, >, { or }")
  .refine((notice) => !notice.includes("://"), "may not have an address");

/** Words alone, as for a notice: the voice provider would read anything else as its own signs. */
const spokenWords = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^<>{}]*$/, "may not have <, >, { or }");

const Pronunciation = z.strictObject({
  word: spokenWords(60).describe("As it is written: a whole word or several, in small letters or capitals"),
  spoken: spokenWords(120).describe("As it is said, in the spelling that the voice reads"),
});
export type Pronunciation = z.infer<typeof Pronunciation>;

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
  pronunciations: z
    .array(Pronunciation)
    .max(50)
    .refine((list) => new Set(list.map(({ word }) => word.toLowerCase())).size === list.length, "has a word twice")
    .describe("Names and words that the voice would say wrongly"),
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
  metadata: Metadata,
};

/** Every setting of an assistant: the content of a version. */
export const AssistantSettings = z.strictObject(fields).openapi("AssistantSettings");
export type AssistantSettings = z.infer<typeof AssistantSettings>;

/** A good French assistant: the defaults of a creation. */
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
  pronunciations: [],
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
