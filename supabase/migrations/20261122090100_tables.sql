CREATE TYPE "public"."member_role" AS ENUM('viewer', 'member', 'admin', 'owner');
CREATE TABLE "assistant_versions" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"assistant_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"author_id" uuid,
	"snapshot" jsonb NOT NULL,
	"restored_from" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "assistant_versions_assistant_id_version" UNIQUE("assistant_id","version")
);

ALTER TABLE "assistant_versions" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "assistants" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"model_provider" text NOT NULL,
	"model" text NOT NULL,
	"temperature" double precision NOT NULL,
	"system_prompt" text,
	"first_message" text,
	"first_message_mode" text DEFAULT 'assistant-speaks-first' NOT NULL,
	"voice_provider" text NOT NULL,
	"voice" text NOT NULL,
	"transcriber_provider" text NOT NULL,
	"transcriber_model" text,
	"transcriber_language" text NOT NULL,
	"end_call_message" text,
	"end_call_phrases" text[] DEFAULT '{}' NOT NULL,
	"max_duration_seconds" integer NOT NULL,
	"silence_timeout_seconds" integer NOT NULL,
	"recording_enabled" boolean DEFAULT false NOT NULL,
	"summary_prompt" text,
	"success_prompt" text,
	"structured_data_schema" jsonb,
	"tools" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"vapi_assistant_id" text,
	"version" integer DEFAULT 1 NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"sync_state" text DEFAULT 'pending' NOT NULL,
	"sync_action" text,
	"sync_attempts" integer DEFAULT 0 NOT NULL,
	"sync_error" text,
	"sync_next_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "assistants_vapi_assistant_id_unique" UNIQUE("vapi_assistant_id"),
	CONSTRAINT "assistants_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "assistants_name_length" CHECK (char_length("assistants"."name") between 1 and 40),
	CONSTRAINT "assistants_temperature_range" CHECK ("assistants"."temperature" between 0 and 2),
	CONSTRAINT "assistants_max_duration_range" CHECK ("assistants"."max_duration_seconds" between 10 and 43200),
	CONSTRAINT "assistants_silence_timeout_range" CHECK ("assistants"."silence_timeout_seconds" between 10 and 3600),
	CONSTRAINT "assistants_first_message_mode" CHECK ("assistants"."first_message_mode" in ('assistant-speaks-first', 'assistant-waits-for-user', 'assistant-speaks-first-with-model-generated-message')),
	CONSTRAINT "assistants_sync_state" CHECK ("assistants"."sync_state" in ('pending', 'synced', 'failed')),
	CONSTRAINT "assistants_sync_action" CHECK ("assistants"."sync_action" in ('create', 'update', 'delete'))
);

ALTER TABLE "assistants" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"actor_id" uuid,
	"actor_kind" text NOT NULL,
	"action" text NOT NULL,
	"resource_type" text NOT NULL,
	"resource_id" text,
	"request_id" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_log_actor_kind" CHECK ("audit_log"."actor_kind" in ('person', 'system', 'api_key'))
);

ALTER TABLE "audit_log" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "call_events" (
	"org_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "call_events_call_id_seq_pk" PRIMARY KEY("call_id","seq")
);

ALTER TABLE "call_events" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "calls" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"assistant_id" uuid,
	"assistant_name" text,
	"vapi_call_id" text,
	"direction" text NOT NULL,
	"status" text NOT NULL,
	"customer_number" text,
	"customer_name" text,
	"phone_number_id" text,
	"phone_number" text,
	"name" text,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"variables" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"scheduled_at" timestamp (3) with time zone,
	"scheduled_until" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"ended_reason" text,
	"ended_source" text,
	"duration_ms" integer,
	"summary" text,
	"success" boolean,
	"success_evaluation" text,
	"structured_data" jsonb,
	"cost_usd" numeric(12, 6),
	"cost_breakdown" jsonb,
	"latency_average_ms" integer,
	"turn_latencies" jsonb,
	"recording" jsonb,
	"transcript" text,
	"last_seq" bigint DEFAULT 0 NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"sync_state" text DEFAULT 'pending' NOT NULL,
	"sync_action" text,
	"sync_attempts" integer DEFAULT 0 NOT NULL,
	"sync_error" text,
	"sync_next_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "calls_vapi_call_id_unique" UNIQUE("vapi_call_id"),
	CONSTRAINT "calls_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "calls_name_length" CHECK (char_length("calls"."name") between 1 and 40),
	CONSTRAINT "calls_direction" CHECK ("calls"."direction" in ('inbound', 'outbound', 'web')),
	CONSTRAINT "calls_status" CHECK ("calls"."status" in ('scheduled', 'queued', 'ringing', 'in-progress', 'forwarding', 'ended')),
	CONSTRAINT "calls_ended_source" CHECK ("calls"."ended_source" in ('vapi', 'reconciled')),
	CONSTRAINT "calls_sync_state" CHECK ("calls"."sync_state" in ('pending', 'synced', 'failed')),
	CONSTRAINT "calls_sync_action" CHECK ("calls"."sync_action" in ('create', 'update', 'delete'))
);

ALTER TABLE "calls" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "events" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"type" text NOT NULL,
	"resource_type" text NOT NULL,
	"resource_id" uuid NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"delivered_at" timestamp (3) with time zone
);

ALTER TABLE "events" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "idempotency_keys" (
	"org_id" uuid NOT NULL,
	"principal" uuid NOT NULL,
	"key" text NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"request_hash" text NOT NULL,
	"creation_id" uuid NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"response_status" integer,
	"response_headers" jsonb,
	"response_body" text,
	"locked_until" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone DEFAULT now() + interval '24 hours' NOT NULL,
	CONSTRAINT "idempotency_keys_org_id_principal_key_pk" PRIMARY KEY("org_id","principal","key"),
	CONSTRAINT "idempotency_keys_key_length" CHECK (char_length("idempotency_keys"."key") between 1 and 255),
	CONSTRAINT "idempotency_keys_status" CHECK ("idempotency_keys"."status" in ('running', 'done'))
);

ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "memberships" (
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" "member_role" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_org_id_user_id_pk" PRIMARY KEY("org_id","user_id")
);

ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"role" text NOT NULL,
	"text" text,
	"tool_call_id" text,
	"tool_name" text,
	"tool_arguments" jsonb,
	"tool_result" jsonb,
	"at" timestamp (3) with time zone NOT NULL,
	"seconds_from_start" double precision,
	"duration_ms" integer,
	CONSTRAINT "messages_call_id_position" UNIQUE("call_id","position"),
	CONSTRAINT "messages_role" CHECK ("messages"."role" in ('user', 'assistant', 'system', 'tool'))
);

ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"name" text NOT NULL,
	"slug" text,
	"locale" text DEFAULT 'fr' NOT NULL,
	"time_zone" text DEFAULT 'Europe/Paris' NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug"),
	CONSTRAINT "organizations_name_length" CHECK (char_length("organizations"."name") between 1 and 80),
	CONSTRAINT "organizations_slug_length" CHECK (char_length("organizations"."slug") between 1 and 63),
	CONSTRAINT "organizations_locale" CHECK ("organizations"."locale" in ('fr', 'en')),
	CONSTRAINT "organizations_time_zone_length" CHECK (char_length("organizations"."time_zone") between 1 and 64)
);

ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "profiles" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"full_name" text,
	"email" text,
	"locale" text DEFAULT 'fr' NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "profiles_full_name_length" CHECK (char_length("profiles"."full_name") between 1 and 120),
	CONSTRAINT "profiles_locale" CHECK ("profiles"."locale" in ('fr', 'en'))
);

ALTER TABLE "profiles" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "assistant_versions" ADD CONSTRAINT "assistant_versions_assistant" FOREIGN KEY ("org_id","assistant_id") REFERENCES "public"."assistants"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "assistants" ADD CONSTRAINT "assistants_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "call_events" ADD CONSTRAINT "call_events_call" FOREIGN KEY ("org_id","call_id") REFERENCES "public"."calls"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "calls" ADD CONSTRAINT "calls_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "events" ADD CONSTRAINT "events_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "messages" ADD CONSTRAINT "messages_call" FOREIGN KEY ("org_id","call_id") REFERENCES "public"."calls"("org_id","id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "assistant_versions_newest" ON "assistant_versions" USING btree ("org_id","assistant_id","created_at","id");
CREATE INDEX "assistants_newest" ON "assistants" USING btree ("org_id","created_at","id");
CREATE INDEX "assistants_to_sync" ON "assistants" USING btree ("sync_next_at") WHERE "assistants"."sync_state" = 'pending';
CREATE INDEX "audit_log_newest" ON "audit_log" USING btree ("org_id","created_at","id");
CREATE INDEX "audit_log_of_resource" ON "audit_log" USING btree ("org_id","resource_type","resource_id");
CREATE INDEX "calls_newest" ON "calls" USING btree ("org_id","created_at","id");
CREATE INDEX "calls_of_assistant" ON "calls" USING btree ("org_id","assistant_id","created_at","id");
CREATE INDEX "calls_of_customer" ON "calls" USING btree ("org_id","customer_number","created_at","id");
CREATE INDEX "calls_open" ON "calls" USING btree ("org_id","created_at") WHERE "calls"."status" <> 'ended';
CREATE INDEX "calls_to_sync" ON "calls" USING btree ("sync_next_at") WHERE "calls"."sync_state" = 'pending';
CREATE INDEX "events_newest" ON "events" USING btree ("org_id","created_at","id");
CREATE INDEX "events_undelivered" ON "events" USING btree ("org_id","created_at") WHERE "events"."delivered_at" is null;
CREATE INDEX "idempotency_keys_expiry" ON "idempotency_keys" USING btree ("expires_at");
CREATE INDEX "memberships_user" ON "memberships" USING btree ("user_id","org_id");
