CREATE TABLE "knowledge_questions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"knowledge_base_id" uuid NOT NULL,
	"vapi_call_id" text NOT NULL,
	"text" text NOT NULL,
	"found" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "knowledge_questions_text_length" CHECK (char_length("knowledge_questions"."text") between 1 and 1000),
	CONSTRAINT "knowledge_questions_call_length" CHECK (char_length("knowledge_questions"."vapi_call_id") between 1 and 200)
);

ALTER TABLE "knowledge_questions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "knowledge_questions" ADD CONSTRAINT "knowledge_questions_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "knowledge_questions" ADD CONSTRAINT "knowledge_questions_base" FOREIGN KEY ("org_id","knowledge_base_id") REFERENCES "public"."knowledge_bases"("org_id","id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "knowledge_questions_newest" ON "knowledge_questions" USING btree ("org_id","knowledge_base_id","created_at","id");
CREATE INDEX "knowledge_questions_call" ON "knowledge_questions" USING btree ("vapi_call_id");
CREATE INDEX "knowledge_questions_age" ON "knowledge_questions" USING brin ("created_at");

-- Asked in calls, kept by the system; seen by everybody of the organization, put away by members.
create trigger stay before update of org_id on knowledge_questions for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
grant select, delete on knowledge_questions to allokoli_member;
create policy viewer_reads on knowledge_questions for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_deletes on knowledge_questions for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));
grant select, insert on knowledge_questions to allokoli_system;
create policy system_reads on knowledge_questions for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_keeps on knowledge_questions for insert to allokoli_system
  with check (org_id = (select app.system_org_id()));

-- A caller's words go with their call. No foreign key: a question is kept before the call's row, and knows Vapi's id alone.
create function app.forget_questions() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.knowledge_questions where vapi_call_id = old.vapi_call_id and org_id = old.org_id;
  return null;
end
$$;
revoke all on function app.forget_questions() from public;
create trigger forget_questions after delete on calls for each row
  when (old.vapi_call_id is not null) execute function app.forget_questions();

-- As before, and callers' questions after 90 days.
create or replace function app.clear_expired(at_most integer) returns boolean
language sql volatile security definer set search_path = '' as $$
  with keys as (
    delete from public.idempotency_keys where ctid = any (array(
      select ctid from public.idempotency_keys where expires_at <= now() and locked_until <= now()
      order by expires_at limit at_most for update skip locked
    )) returning 1
  ), invited as (
    delete from public.invitations where ctid = any (array(
      select ctid from public.invitations where expires_at <= now() - interval '30 days'
      order by expires_at limit at_most for update skip locked
    )) returning 1
  ), api as (
    delete from public.api_keys where ctid = any (array(
      select ctid from public.api_keys
      where expires_at <= now() - interval '1 year' or revoked_at <= now() - interval '1 year'
      limit at_most for update skip locked
    )) returning 1
  ), log as (
    delete from public.audit_log where ctid = any (array(
      select ctid from public.audit_log where created_at <= now() - interval '1 year'
      limit at_most for update skip locked
    )) returning 1
  ), asked as (
    delete from public.knowledge_questions where ctid = any (array(
      select ctid from public.knowledge_questions where created_at <= now() - interval '90 days'
      limit at_most for update skip locked
    )) returning 1
  )
  select greatest(
    (select count(*) from keys), (select count(*) from invited), (select count(*) from api), (select count(*) from log),
    (select count(*) from asked)
  ) >= at_most
$$;
