CREATE TABLE "function_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"function_id" uuid NOT NULL,
	"vapi_call_id" text NOT NULL,
	"outcome" text NOT NULL,
	"status" integer,
	"duration_ms" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "function_calls_outcome" CHECK ("function_calls"."outcome" in ('answered', 'bad_arguments', 'said_no', 'bad_status', 'timed_out', 'unreachable', 'not_allowed', 'failed')),
	CONSTRAINT "function_calls_duration" CHECK ("function_calls"."duration_ms" between 0 and 600000),
	CONSTRAINT "function_calls_call_length" CHECK (char_length("function_calls"."vapi_call_id") between 1 and 200)
);

ALTER TABLE "function_calls" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "function_calls" ADD CONSTRAINT "function_calls_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "function_calls" ADD CONSTRAINT "function_calls_function" FOREIGN KEY ("org_id","function_id") REFERENCES "public"."functions"("org_id","id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "function_calls_newest" ON "function_calls" USING btree ("org_id","function_id","created_at","id");
CREATE INDEX "function_calls_call" ON "function_calls" USING btree ("vapi_call_id");
CREATE INDEX "function_calls_age" ON "function_calls" USING brin ("created_at");

-- Written while a call goes on, by the system; seen by everybody of the organization.
create trigger stay before update of org_id on function_calls for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
grant select on function_calls to allokoli_member;
create policy viewer_reads on function_calls for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
grant select, insert on function_calls to allokoli_system;
create policy system_reads on function_calls for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_keeps on function_calls for insert to allokoli_system
  with check (org_id = (select app.system_org_id()));

-- It goes with the call. No foreign key: it is kept before the call's row, and knows Vapi's id alone.
create function app.forget_function_calls() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.function_calls where vapi_call_id = old.vapi_call_id and org_id = old.org_id;
  return null;
end
$$;
revoke all on function app.forget_function_calls() from public;
create trigger forget_function_calls after delete on calls for each row
  when (old.vapi_call_id is not null) execute function app.forget_function_calls();

-- As before, and calls of functions after 90 days.
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
  ), alerted as (
    delete from public.alerts where ctid = any (array(
      select ctid from public.alerts where created_at <= now() - interval '30 days'
      limit at_most for update skip locked
    )) returning 1
  ), run as (
    delete from public.function_calls where ctid = any (array(
      select ctid from public.function_calls where created_at <= now() - interval '90 days'
      limit at_most for update skip locked
    )) returning 1
  )
  select greatest(
    (select count(*) from keys), (select count(*) from invited), (select count(*) from api), (select count(*) from log),
    (select count(*) from asked), (select count(*) from alerted), (select count(*) from run)
  ) >= at_most
$$;
