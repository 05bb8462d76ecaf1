import { sql } from "drizzle-orm";
import {
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import {
  createdAt,
  FORM_ACTIONS,
  id,
  length,
  moment,
  oneOf,
  range,
  revision,
  SYNC_STATES,
  syncColumns,
  syncForm,
  syncSentAt,
  updatedAt,
} from "./columns.ts";
import { organizations } from "./organizations.ts";

export const FIRST_MESSAGE_MODES = [
  "assistant-speaks-first",
  "assistant-waits-for-user",
  "assistant-speaks-first-with-model-generated-message",
] as const;

export const assistants = pgTable(
  "assistants",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    language: text("language").notNull(),
    modelProvider: text("model_provider").notNull(),
    model: text("model").notNull(),
    temperature: doublePrecision("temperature").notNull(),
    systemPrompt: text("system_prompt"),
    firstMessage: text("first_message"),
    firstMessageMode: text("first_message_mode", { enum: FIRST_MESSAGE_MODES })
      .notNull()
      .default("assistant-speaks-first"),
    /** Spoken before the first message: that no human speaks. */
    aiNotice: text("ai_notice"),
    voiceProvider: text("voice_provider").notNull(),
    voice: text("voice").notNull(),
    pronunciations: jsonb("pronunciations").notNull().default([]),
    transcriberProvider: text("transcriber_provider").notNull(),
    transcriberModel: text("transcriber_model"),
    transcriberLanguage: text("transcriber_language").notNull(),
    endCallMessage: text("end_call_message"),
    endCallPhrases: text("end_call_phrases").array().notNull().default([]),
    maxDurationSeconds: integer("max_duration_seconds").notNull(),
    silenceTimeoutSeconds: integer("silence_timeout_seconds").notNull(),
    recordingEnabled: boolean("recording_enabled").notNull().default(false),
    summaryPrompt: text("summary_prompt"),
    successPrompt: text("success_prompt"),
    structuredDataSchema: jsonb("structured_data_schema"),
    tools: jsonb("tools").notNull().default([]),
    functionIds: uuid("function_ids").array().notNull().default([]),
    knowledgeBaseIds: uuid("knowledge_base_ids").array().notNull().default([]),
    metadata: jsonb("metadata").notNull().default({}),
    vapiAssistantId: text("vapi_assistant_id").unique(),
    /** The number of its latest version. */
    version: integer("version").notNull().default(1),
    revision: revision(),
    ...syncColumns(),
    syncSentAt: syncSentAt(),
    syncForm: syncForm(),
    /** Hidden from then on; the row goes when Vapi has deleted it. */
    deletedAt: moment("deleted_at"),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("assistants_org_id_id").on(t.orgId, t.id),
    index("assistants_newest").on(t.orgId, t.createdAt, t.id),
    index("assistants_with_functions").using("gin", t.functionIds),
    index("assistants_with_knowledge").using("gin", t.knowledgeBaseIds),
    index("assistants_to_sync")
      .on(t.syncNextAt)
      .where(sql`${t.syncState} = 'pending'`),
    index("assistants_by_form")
      .on(t.syncForm, t.orgId)
      .where(sql`${t.vapiAssistantId} is not null and ${t.syncState} <> 'pending'`),
    length("assistants_name_length", t.name, 1, 40),
    range("assistants_temperature_range", t.temperature, 0, 2),
    range("assistants_max_duration_range", t.maxDurationSeconds, 10, 43_200),
    range("assistants_silence_timeout_range", t.silenceTimeoutSeconds, 10, 3600),
    length("assistants_ai_notice_length", t.aiNotice, 1, 300),
    oneOf("assistants_first_message_mode", t.firstMessageMode, FIRST_MESSAGE_MODES),
    oneOf("assistants_sync_state", t.syncState, SYNC_STATES),
    oneOf("assistants_sync_action", t.syncAction, FORM_ACTIONS),
  ],
).enableRLS();

/** The settings of an assistant after each change. Written once, never altered. */
export const assistantVersions = pgTable(
  "assistant_versions",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    assistantId: uuid("assistant_id").notNull(),
    version: integer("version").notNull(),
    authorId: uuid("author_id"),
    snapshot: jsonb("snapshot").notNull(),
    /** The version whose settings this one took over. */
    restoredFrom: integer("restored_from"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("assistant_versions_assistant_id_version").on(t.assistantId, t.version),
    index("assistant_versions_newest").on(t.orgId, t.assistantId, t.createdAt, t.id),
    foreignKey({
      name: "assistant_versions_assistant",
      columns: [t.orgId, t.assistantId],
      foreignColumns: [assistants.orgId, assistants.id],
    }).onDelete("cascade"),
  ],
).enableRLS();
