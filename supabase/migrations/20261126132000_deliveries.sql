CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"event_type" text NOT NULL,
	"position" bigint NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"last_attempt_at" timestamp (3) with time zone,
	"last_status" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "deliveries_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "deliveries_once" UNIQUE("org_id","event_id","endpoint_id"),
	CONSTRAINT "deliveries_state" CHECK ("deliveries"."state" in ('pending', 'delivered', 'failed'))
);

ALTER TABLE "deliveries" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "delivery_attempts" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"status" integer,
	"failure" text,
	"answer" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);

ALTER TABLE "delivery_attempts" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"url" text NOT NULL,
	"description" text,
	"event_types" text[],
	"state" text DEFAULT 'enabled' NOT NULL,
	"enabled_since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"disabled_reason" text,
	"failing_since" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_endpoints_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "webhook_endpoints_url_length" CHECK (char_length("webhook_endpoints"."url") between 1 and 2000),
	CONSTRAINT "webhook_endpoints_description_length" CHECK (char_length("webhook_endpoints"."description") between 1 and 200),
	CONSTRAINT "webhook_endpoints_state" CHECK ("webhook_endpoints"."state" in ('enabled', 'disabled'))
);

ALTER TABLE "webhook_endpoints" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "webhook_secrets" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"sealed" text NOT NULL,
	"key_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);

ALTER TABLE "webhook_secrets" ENABLE ROW LEVEL SECURITY;
DROP INDEX "events_undelivered";
ALTER TABLE "events" ADD COLUMN "position" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "events_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);
ALTER TABLE "events" ADD CONSTRAINT "events_org_id_id" UNIQUE("org_id","id");
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_endpoint" FOREIGN KEY ("org_id","endpoint_id") REFERENCES "public"."webhook_endpoints"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_event" FOREIGN KEY ("org_id","event_id") REFERENCES "public"."events"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "delivery_attempts" ADD CONSTRAINT "delivery_attempts_delivery" FOREIGN KEY ("org_id","delivery_id") REFERENCES "public"."deliveries"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_endpoint" FOREIGN KEY ("org_id","endpoint_id") REFERENCES "public"."webhook_endpoints"("org_id","id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "deliveries_newest" ON "deliveries" USING btree ("org_id","endpoint_id","created_at","id");
CREATE INDEX "deliveries_of_state" ON "deliveries" USING btree ("org_id","endpoint_id","state","created_at","id");
CREATE INDEX "deliveries_of_type" ON "deliveries" USING btree ("org_id","endpoint_id","event_type","created_at","id");
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("endpoint_id","next_attempt_at","position") WHERE "deliveries"."state" = 'pending';
CREATE INDEX "delivery_attempts_of_delivery" ON "delivery_attempts" USING btree ("org_id","delivery_id","at");
CREATE INDEX "webhook_endpoints_newest" ON "webhook_endpoints" USING btree ("org_id","created_at","id");
CREATE INDEX "webhook_secrets_of_endpoint" ON "webhook_secrets" USING btree ("org_id","endpoint_id");
CREATE INDEX "events_of_resource" ON "events" USING btree ("org_id","resource_id","created_at","id");
CREATE INDEX "events_of_type" ON "events" USING btree ("org_id","type","created_at","id");
CREATE INDEX "events_of_kind" ON "events" USING btree ("org_id","resource_type","created_at","id");
CREATE INDEX "events_undelivered" ON "events" USING btree ("org_id","position") WHERE "events"."delivered_at" is null;
