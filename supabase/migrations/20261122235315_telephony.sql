CREATE TABLE "phone_numbers" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"number" text,
	"country" text,
	"provider" text NOT NULL,
	"credential_id" uuid,
	"assistant_id" uuid,
	"fallback" jsonb,
	"hours" jsonb,
	"vapi_phone_number_id" text,
	"order_state" text DEFAULT 'asked' NOT NULL,
	"order_detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"order_sent_at" timestamp (3) with time zone,
	"order_looks" integer DEFAULT 0 NOT NULL,
	"order_error" text,
	"is_bought" boolean DEFAULT false NOT NULL,
	"provider_number_id" text,
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
	CONSTRAINT "phone_numbers_vapi_phone_number_id_unique" UNIQUE("vapi_phone_number_id"),
	CONSTRAINT "phone_numbers_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "phone_numbers_name_length" CHECK (char_length("phone_numbers"."name") between 1 and 40),
	CONSTRAINT "phone_numbers_number_length" CHECK (char_length("phone_numbers"."number") between 3 and 40),
	CONSTRAINT "phone_numbers_provider" CHECK ("phone_numbers"."provider" in ('twilio', 'telnyx', 'vonage', 'sip', 'vapi')),
	CONSTRAINT "phone_numbers_order_state" CHECK ("phone_numbers"."order_state" in ('asked', 'buying', 'held', 'returning', 'done', 'failed')),
	CONSTRAINT "phone_numbers_sync_state" CHECK ("phone_numbers"."sync_state" in ('pending', 'synced', 'failed')),
	CONSTRAINT "phone_numbers_sync_action" CHECK ("phone_numbers"."sync_action" in ('create', 'update', 'delete'))
);

ALTER TABLE "phone_numbers" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "telephony_credentials" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"name" text NOT NULL,
	"sealed" text NOT NULL,
	"key_id" text NOT NULL,
	"masked" jsonb NOT NULL,
	"vapi_credential_id" text,
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
	CONSTRAINT "telephony_credentials_vapi_credential_id_unique" UNIQUE("vapi_credential_id"),
	CONSTRAINT "telephony_credentials_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "telephony_credentials_name_length" CHECK (char_length("telephony_credentials"."name") between 1 and 40),
	CONSTRAINT "telephony_credentials_provider" CHECK ("telephony_credentials"."provider" in ('twilio', 'telnyx', 'vonage', 'sip')),
	CONSTRAINT "telephony_credentials_sync_state" CHECK ("telephony_credentials"."sync_state" in ('pending', 'synced', 'failed')),
	CONSTRAINT "telephony_credentials_sync_action" CHECK ("telephony_credentials"."sync_action" in ('create', 'update', 'delete'))
);

ALTER TABLE "telephony_credentials" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "phone_numbers" ADD CONSTRAINT "phone_numbers_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "phone_numbers" ADD CONSTRAINT "phone_numbers_credential" FOREIGN KEY ("org_id","credential_id") REFERENCES "public"."telephony_credentials"("org_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "telephony_credentials" ADD CONSTRAINT "telephony_credentials_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "phone_numbers_newest" ON "phone_numbers" USING btree ("org_id","created_at","id");
CREATE UNIQUE INDEX "phone_numbers_once" ON "phone_numbers" USING btree ("org_id","number");
CREATE INDEX "phone_numbers_of_credential" ON "phone_numbers" USING btree ("org_id","credential_id");
CREATE INDEX "phone_numbers_of_assistant" ON "phone_numbers" USING btree ("org_id","assistant_id");
CREATE INDEX "phone_numbers_to_sync" ON "phone_numbers" USING btree ("sync_next_at") WHERE "phone_numbers"."sync_state" = 'pending';
CREATE INDEX "telephony_credentials_newest" ON "telephony_credentials" USING btree ("org_id","created_at","id");
CREATE INDEX "telephony_credentials_to_sync" ON "telephony_credentials" USING btree ("sync_next_at") WHERE "telephony_credentials"."sync_state" = 'pending';
