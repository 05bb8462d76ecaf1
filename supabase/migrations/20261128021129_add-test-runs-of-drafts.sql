ALTER TABLE "drafts" ADD COLUMN "id" uuid DEFAULT app.uuid_v7() NOT NULL;
ALTER TABLE "test_runs" ADD COLUMN "draft_id" uuid;
ALTER TABLE "test_runs" ADD COLUMN "draft_revision" integer;
ALTER TABLE "test_runs" ADD COLUMN "draft_kept_at" timestamp (3) with time zone;
CREATE INDEX "test_runs_of_draft" ON "test_runs" USING btree ("org_id","draft_id","draft_revision") WHERE "test_runs"."draft_id" is not null;

-- A run of tests against a draft is compiled for no person, and a trial's tools do what the draft says.
grant select on drafts to allokoli_system;
create policy system_reads on drafts for select to allokoli_system
  using (org_id = (select app.system_org_id()));
