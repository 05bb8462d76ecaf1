CREATE TABLE "tool_secrets" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"function_id" uuid,
	"assistant_id" uuid,
	"sealed" text NOT NULL,
	"key_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tool_secrets_of_one" CHECK (num_nonnulls("tool_secrets"."function_id", "tool_secrets"."assistant_id") = 1)
);

ALTER TABLE "tool_secrets" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "assistants" DROP CONSTRAINT "assistants_sync_action";
ALTER TABLE "functions" DROP CONSTRAINT "functions_sync_action";
ALTER TABLE "phone_numbers" DROP CONSTRAINT "phone_numbers_sync_action";
ALTER TABLE "squads" DROP CONSTRAINT "squads_sync_action";
ALTER TABLE "workflows" DROP CONSTRAINT "workflows_sync_action";
ALTER TABLE "assistants" ADD COLUMN "sync_form" text;
ALTER TABLE "caller_messages" ADD COLUMN "vapi_call_id" text;
ALTER TABLE "functions" ADD COLUMN "sync_form" text;
ALTER TABLE "phone_numbers" ADD COLUMN "sync_form" text;
ALTER TABLE "squads" ADD COLUMN "sync_form" text;
ALTER TABLE "workflows" ADD COLUMN "sync_form" text;
ALTER TABLE "tool_secrets" ADD CONSTRAINT "tool_secrets_function" FOREIGN KEY ("org_id","function_id") REFERENCES "public"."functions"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "tool_secrets" ADD CONSTRAINT "tool_secrets_assistant" FOREIGN KEY ("org_id","assistant_id") REFERENCES "public"."assistants"("org_id","id") ON DELETE cascade ON UPDATE no action;
CREATE UNIQUE INDEX "tool_secrets_once" ON "tool_secrets" USING btree ("org_id",coalesce("function_id", "assistant_id")) WHERE "tool_secrets"."expires_at" is null;
CREATE INDEX "tool_secrets_of_function" ON "tool_secrets" USING btree ("org_id","function_id");
CREATE INDEX "tool_secrets_of_assistant" ON "tool_secrets" USING btree ("org_id","assistant_id");
CREATE INDEX "assistants_by_form" ON "assistants" USING btree ("sync_form","org_id") WHERE "assistants"."vapi_assistant_id" is not null and "assistants"."sync_state" <> 'pending';
CREATE INDEX "functions_by_form" ON "functions" USING btree ("sync_form","org_id") WHERE "functions"."vapi_id" is not null and "functions"."sync_state" <> 'pending';
CREATE INDEX "phone_numbers_by_form" ON "phone_numbers" USING btree ("sync_form","org_id") WHERE "phone_numbers"."vapi_phone_number_id" is not null and "phone_numbers"."sync_state" <> 'pending';
CREATE INDEX "squads_by_form" ON "squads" USING btree ("sync_form","org_id") WHERE "squads"."vapi_id" is not null and "squads"."sync_state" <> 'pending';
CREATE INDEX "workflows_by_form" ON "workflows" USING btree ("sync_form","org_id") WHERE "workflows"."vapi_id" is not null and "workflows"."sync_state" <> 'pending';
ALTER TABLE "assistants" ADD CONSTRAINT "assistants_sync_action" CHECK ("assistants"."sync_action" in ('create', 'update', 'delete', 'move'));
ALTER TABLE "functions" ADD CONSTRAINT "functions_sync_action" CHECK ("functions"."sync_action" in ('create', 'update', 'delete', 'move'));
ALTER TABLE "phone_numbers" ADD CONSTRAINT "phone_numbers_sync_action" CHECK ("phone_numbers"."sync_action" in ('create', 'update', 'delete', 'move'));
ALTER TABLE "squads" ADD CONSTRAINT "squads_sync_action" CHECK ("squads"."sync_action" in ('create', 'update', 'delete', 'move'));
ALTER TABLE "workflows" ADD CONSTRAINT "workflows_sync_action" CHECK ("workflows"."sync_action" in ('create', 'update', 'delete', 'move'));
