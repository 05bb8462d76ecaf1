CREATE TABLE "call_stats" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"day" date NOT NULL,
	"assistant_id" uuid,
	"phone_number" text,
	"direction" text NOT NULL,
	"ended_family" text,
	"outcome" text NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"duration_ms" bigint DEFAULT 0 NOT NULL,
	"cost_usd" numeric(14, 6) DEFAULT 0 NOT NULL,
	"turns" integer DEFAULT 0 NOT NULL,
	"latencies" integer[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "call_stats_dimensions" UNIQUE NULLS NOT DISTINCT("org_id","day","assistant_id","phone_number","direction","ended_family","outcome"),
	CONSTRAINT "call_stats_direction" CHECK ("call_stats"."direction" in ('inbound', 'outbound', 'web')),
	CONSTRAINT "call_stats_outcome" CHECK ("call_stats"."outcome" in ('success', 'failure', 'unknown'))
);

ALTER TABLE "call_stats" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "caller_messages" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"call_id" uuid,
	"assistant_id" uuid,
	"tool_call_id" text NOT NULL,
	"caller_name" text,
	"caller_number" text,
	"subject" text,
	"body" text NOT NULL,
	"is_urgent" boolean DEFAULT false NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"handled_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "caller_messages_tool_call_id_length" CHECK (char_length("caller_messages"."tool_call_id") between 1 and 200),
	CONSTRAINT "caller_messages_body_length" CHECK (char_length("caller_messages"."body") between 1 and 5000)
);

ALTER TABLE "caller_messages" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "function_secrets" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"function_id" uuid NOT NULL,
	"sealed" text NOT NULL,
	"key_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);

ALTER TABLE "function_secrets" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "functions" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"vapi_id" text,
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
	CONSTRAINT "functions_vapi_id_unique" UNIQUE("vapi_id"),
	CONSTRAINT "functions_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "functions_name_length" CHECK (char_length("functions"."name") between 1 and 64),
	CONSTRAINT "functions_sync_state" CHECK ("functions"."sync_state" in ('pending', 'synced', 'failed')),
	CONSTRAINT "functions_sync_action" CHECK ("functions"."sync_action" in ('create', 'update', 'delete'))
);

ALTER TABLE "functions" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"email" text NOT NULL,
	"role" "member_role" NOT NULL,
	"invited_by" uuid,
	"mail" text DEFAULT 'pending' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	CONSTRAINT "invitations_email_length" CHECK (char_length("invitations"."email") between 3 and 320),
	CONSTRAINT "invitations_mail" CHECK ("invitations"."mail" in ('pending', 'sent', 'failed'))
);

ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "squads" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"vapi_id" text,
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
	CONSTRAINT "squads_vapi_id_unique" UNIQUE("vapi_id"),
	CONSTRAINT "squads_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "squads_name_length" CHECK (char_length("squads"."name") between 1 and 80),
	CONSTRAINT "squads_sync_state" CHECK ("squads"."sync_state" in ('pending', 'synced', 'failed')),
	CONSTRAINT "squads_sync_action" CHECK ("squads"."sync_action" in ('create', 'update', 'delete'))
);

ALTER TABLE "squads" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "test_attempts" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"test_id" uuid NOT NULL,
	"test_name" text NOT NULL,
	"number" integer NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"reason" text,
	"rubrics" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"transcript" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"latency" jsonb,
	"vapi_item_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "test_attempts_run_test_number" UNIQUE("run_id","test_id","number"),
	CONSTRAINT "test_attempts_status" CHECK ("test_attempts"."status" in ('queued', 'running', 'passed', 'failed', 'skipped', 'canceled'))
);

ALTER TABLE "test_attempts" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "test_runs" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"suite_id" uuid NOT NULL,
	"name" text,
	"target_type" text NOT NULL,
	"target_id" uuid NOT NULL,
	"target_name" text NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"ended_reason" text,
	"error" text,
	"passed" boolean,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"plan" jsonb NOT NULL,
	"vapi_runs" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "test_runs_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "test_runs_name_length" CHECK (char_length("test_runs"."name") between 1 and 80),
	CONSTRAINT "test_runs_target_type" CHECK ("test_runs"."target_type" in ('assistant', 'squad', 'workflow')),
	CONSTRAINT "test_runs_status" CHECK ("test_runs"."status" in ('queued', 'running', 'ended')),
	CONSTRAINT "test_runs_ended_reason" CHECK ("test_runs"."ended_reason" in ('completed', 'canceled', 'failed'))
);

ALTER TABLE "test_runs" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "test_suites" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "test_suites_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "test_suites_name_length" CHECK (char_length("test_suites"."name") between 1 and 80)
);

ALTER TABLE "test_suites" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "tests" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"suite_id" uuid NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"call_id" uuid,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tests_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "tests_name_length" CHECK (char_length("tests"."name") between 1 and 80)
);

ALTER TABLE "tests" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "workflows" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"vapi_id" text,
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
	CONSTRAINT "workflows_vapi_id_unique" UNIQUE("vapi_id"),
	CONSTRAINT "workflows_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "workflows_name_length" CHECK (char_length("workflows"."name") between 1 and 80),
	CONSTRAINT "workflows_sync_state" CHECK ("workflows"."sync_state" in ('pending', 'synced', 'failed')),
	CONSTRAINT "workflows_sync_action" CHECK ("workflows"."sync_action" in ('create', 'update', 'delete'))
);

ALTER TABLE "workflows" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "assistants" ADD COLUMN "function_ids" uuid[] DEFAULT '{}' NOT NULL;
ALTER TABLE "assistants" ADD COLUMN "knowledge_base_ids" uuid[] DEFAULT '{}' NOT NULL;
ALTER TABLE "calls" ADD COLUMN "squad_id" uuid;
ALTER TABLE "calls" ADD COLUMN "workflow_id" uuid;
ALTER TABLE "calls" ADD COLUMN "ended_family" text;
ALTER TABLE "calls" ADD COLUMN "stats" jsonb;
ALTER TABLE "organizations" ADD COLUMN "plan" text DEFAULT 'starter' NOT NULL;
ALTER TABLE "phone_numbers" ADD COLUMN "squad_id" uuid;
ALTER TABLE "call_stats" ADD CONSTRAINT "call_stats_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "caller_messages" ADD CONSTRAINT "caller_messages_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "function_secrets" ADD CONSTRAINT "function_secrets_function" FOREIGN KEY ("org_id","function_id") REFERENCES "public"."functions"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "functions" ADD CONSTRAINT "functions_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "squads" ADD CONSTRAINT "squads_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "test_attempts" ADD CONSTRAINT "test_attempts_run" FOREIGN KEY ("org_id","run_id") REFERENCES "public"."test_runs"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "test_runs" ADD CONSTRAINT "test_runs_suite" FOREIGN KEY ("org_id","suite_id") REFERENCES "public"."test_suites"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "test_suites" ADD CONSTRAINT "test_suites_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "tests" ADD CONSTRAINT "tests_suite" FOREIGN KEY ("org_id","suite_id") REFERENCES "public"."test_suites"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "workflows" ADD CONSTRAINT "workflows_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
CREATE UNIQUE INDEX "caller_messages_once" ON "caller_messages" USING btree ("org_id","tool_call_id");
CREATE INDEX "caller_messages_newest" ON "caller_messages" USING btree ("org_id","created_at","id");
CREATE INDEX "function_secrets_of_function" ON "function_secrets" USING btree ("org_id","function_id");
CREATE UNIQUE INDEX "functions_name_once" ON "functions" USING btree ("org_id","name") WHERE "functions"."deleted_at" is null;
CREATE INDEX "functions_newest" ON "functions" USING btree ("org_id","created_at","id");
CREATE INDEX "functions_to_sync" ON "functions" USING btree ("sync_next_at") WHERE "functions"."sync_state" = 'pending';
CREATE UNIQUE INDEX "invitations_open" ON "invitations" USING btree ("org_id","email") WHERE "invitations"."accepted_at" is null;
CREATE INDEX "invitations_newest" ON "invitations" USING btree ("org_id","created_at","id");
CREATE INDEX "invitations_of_address" ON "invitations" USING btree ("email");
CREATE INDEX "squads_newest" ON "squads" USING btree ("org_id","created_at","id");
CREATE INDEX "squads_with_member" ON "squads" USING gin (("settings" -> 'members') jsonb_path_ops);
CREATE INDEX "squads_to_sync" ON "squads" USING btree ("sync_next_at") WHERE "squads"."sync_state" = 'pending';
CREATE INDEX "test_attempts_of_run" ON "test_attempts" USING btree ("org_id","run_id","test_id","number");
CREATE INDEX "test_runs_newest" ON "test_runs" USING btree ("org_id","suite_id","created_at","id");
CREATE INDEX "test_runs_open" ON "test_runs" USING btree ("org_id") WHERE "test_runs"."status" <> 'ended';
CREATE INDEX "test_suites_newest" ON "test_suites" USING btree ("org_id","created_at","id");
CREATE INDEX "tests_newest" ON "tests" USING btree ("org_id","suite_id","created_at","id");
CREATE INDEX "workflows_newest" ON "workflows" USING btree ("org_id","created_at","id");
CREATE INDEX "workflows_to_sync" ON "workflows" USING btree ("sync_next_at") WHERE "workflows"."sync_state" = 'pending';
CREATE INDEX "assistants_with_functions" ON "assistants" USING gin ("function_ids");
CREATE INDEX "assistants_with_knowledge" ON "assistants" USING gin ("knowledge_base_ids");
CREATE INDEX "phone_numbers_of_squad" ON "phone_numbers" USING btree ("org_id","squad_id");
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_plan" CHECK ("organizations"."plan" in ('starter', 'pro', 'business'));
ALTER TABLE "phone_numbers" ADD CONSTRAINT "phone_numbers_one_answers" CHECK ("phone_numbers"."assistant_id" is null or "phone_numbers"."squad_id" is null);
