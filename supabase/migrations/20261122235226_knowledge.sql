CREATE TABLE "file_terms" (
	"org_id" uuid NOT NULL,
	"term" text NOT NULL,
	"file_id" uuid NOT NULL,
	"positions" integer[] NOT NULL,
	"impacts" smallint[] NOT NULL,
	CONSTRAINT "file_terms_org_id_term_file_id_pk" PRIMARY KEY("org_id","term","file_id")
);

ALTER TABLE "file_terms" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "files" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"media_type" text,
	"state" text DEFAULT 'processing' NOT NULL,
	"failure_code" text,
	"passage_count" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "files_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "files_name_length" CHECK (char_length("files"."name") between 1 and 255),
	CONSTRAINT "files_size_range" CHECK ("files"."size_bytes" between 0 and 26214400),
	CONSTRAINT "files_state" CHECK ("files"."state" in ('processing', 'ready', 'failed'))
);

ALTER TABLE "files" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "knowledge_base_files" (
	"org_id" uuid NOT NULL,
	"knowledge_base_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "knowledge_base_files_knowledge_base_id_file_id_pk" PRIMARY KEY("knowledge_base_id","file_id")
);

ALTER TABLE "knowledge_base_files" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "knowledge_bases" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "knowledge_bases_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "knowledge_bases_name_length" CHECK (char_length("knowledge_bases"."name") between 1 and 80),
	CONSTRAINT "knowledge_bases_description_length" CHECK (char_length("knowledge_bases"."description") between 0 and 1000)
);

ALTER TABLE "knowledge_bases" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "passages" (
	"org_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"text" text NOT NULL,
	"page" integer,
	"headings" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "passages_file_id_position_pk" PRIMARY KEY("file_id","position")
);

ALTER TABLE "passages" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "vocabulary" (
	"org_id" uuid NOT NULL,
	"word" text NOT NULL,
	"term" text NOT NULL,
	CONSTRAINT "vocabulary_org_id_word_pk" PRIMARY KEY("org_id","word")
);

ALTER TABLE "vocabulary" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "file_terms" ADD CONSTRAINT "file_terms_file_of" FOREIGN KEY ("org_id","file_id") REFERENCES "public"."files"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "files" ADD CONSTRAINT "files_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "knowledge_base_files" ADD CONSTRAINT "knowledge_base_files_base" FOREIGN KEY ("org_id","knowledge_base_id") REFERENCES "public"."knowledge_bases"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "knowledge_base_files" ADD CONSTRAINT "knowledge_base_files_file_of" FOREIGN KEY ("org_id","file_id") REFERENCES "public"."files"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "knowledge_bases" ADD CONSTRAINT "knowledge_bases_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "passages" ADD CONSTRAINT "passages_file" FOREIGN KEY ("org_id","file_id") REFERENCES "public"."files"("org_id","id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "vocabulary" ADD CONSTRAINT "vocabulary_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "file_terms_file" ON "file_terms" USING btree ("file_id");
CREATE INDEX "files_newest" ON "files" USING btree ("org_id","created_at","id");
CREATE INDEX "files_due" ON "files" USING btree ("org_id","due_at") WHERE "files"."due_at" is not null;
CREATE INDEX "knowledge_base_files_file" ON "knowledge_base_files" USING btree ("file_id");
CREATE INDEX "knowledge_bases_newest" ON "knowledge_bases" USING btree ("org_id","created_at","id");
CREATE INDEX "vocabulary_term" ON "vocabulary" USING btree ("org_id","term");
