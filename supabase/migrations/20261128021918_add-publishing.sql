CREATE TABLE "publish_gates" (
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"resource_id" uuid NOT NULL,
	"suite_id" uuid NOT NULL,
	"test_ids" uuid[],
	"author_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "publish_gates_org_id_kind_resource_id_pk" PRIMARY KEY("org_id","kind","resource_id"),
	CONSTRAINT "publish_gates_kind" CHECK ("publish_gates"."kind" in ('assistant', 'squad', 'workflow'))
);

ALTER TABLE "publish_gates" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "publish_plans" (
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"resource_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"at" timestamp (3) with time zone,
	"asked_by" uuid NOT NULL,
	"asked_role" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"problem" text,
	"detail" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "publish_plans_org_id_kind_resource_id_pk" PRIMARY KEY("org_id","kind","resource_id"),
	CONSTRAINT "publish_plans_kind" CHECK ("publish_plans"."kind" in ('assistant', 'squad', 'workflow')),
	CONSTRAINT "publish_plans_state" CHECK ("publish_plans"."state" in ('waiting', 'failed')),
	CONSTRAINT "publish_plans_asked_role" CHECK ("publish_plans"."asked_role" in ('authenticated', 'api_key'))
);

ALTER TABLE "publish_plans" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "publish_gates" ADD CONSTRAINT "publish_gates_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "publish_gates" ADD CONSTRAINT "publish_gates_suite" FOREIGN KEY ("org_id","suite_id") REFERENCES "public"."test_suites"("org_id","id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "publish_plans" ADD CONSTRAINT "publish_plans_draft" FOREIGN KEY ("org_id","kind","resource_id") REFERENCES "public"."drafts"("org_id","kind","resource_id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "publish_gates_of_suite" ON "publish_gates" USING btree ("org_id","suite_id");
CREATE INDEX "publish_plans_due" ON "publish_plans" USING btree ("org_id","at") WHERE "publish_plans"."state" = 'waiting';

-- publish_gates: an admin says which tests have to pass.
create trigger stay before update of org_id on publish_gates for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update on publish_gates for each row execute function app.touch();
grant select, insert, delete on publish_gates to allokoli_member;
grant update (suite_id, test_ids, author_id) on publish_gates to allokoli_member;
create policy viewer_reads on publish_gates for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy admin_adds on publish_gates for insert to allokoli_member
  with check (author_id = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_changes on publish_gates for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))))
  with check (author_id = (select app.user_id()));
create policy admin_deletes on publish_gates for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))));

-- publish_plans: whoever may publish may plan it, in their own name; the system notes why nothing came of it.
create trigger stay before update of org_id on publish_plans for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update on publish_plans for each row execute function app.touch();
grant select, insert, delete on publish_plans to allokoli_member;
grant update (revision, at, asked_by, asked_role, state, problem, detail) on publish_plans to allokoli_member;
create policy viewer_reads on publish_plans for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_adds on publish_plans for insert to allokoli_member
  with check (asked_by = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('member'))));
create policy member_changes on publish_plans for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (asked_by = (select app.user_id()));
create policy member_deletes on publish_plans for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));
grant select on publish_plans to allokoli_system;
grant update (state, problem, detail) on publish_plans to allokoli_system;
create policy system_publishes on publish_plans for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- A plan is of the revision that somebody saw: another one is planned again.
create function app.drop_plan() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.publish_plans where org_id = old.org_id and kind = old.kind and resource_id = old.resource_id;
  return null;
end
$$;
revoke all on function app.drop_plan() from public;
create trigger drop_plan after update of revision on drafts for each row
  when (old.revision <> new.revision) execute function app.drop_plan();

-- The gate does not outlive the thing either.
create or replace function app.drop_drafts() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.drafts where org_id = old.org_id and kind = tg_argv[0] and resource_id = old.id;
  delete from public.replaced_settings where org_id = old.org_id and kind = tg_argv[0] and resource_id = old.id;
  delete from public.publish_gates where org_id = old.org_id and kind = tg_argv[0] and resource_id = old.id;
  return null;
end
$$;

-- Besides what it found before: a draft that should have been published by then, after a lost alarm.
create or replace function app.organizations_to_tell(
  assistant_form text, function_form text, squad_form text, workflow_form text,
  overdue timestamptz, after uuid, at_most integer
) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select org_id from (
    select org_id from public.assistants
    where vapi_assistant_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < assistant_form or sync_form > assistant_form)
    union
    select org_id from public.functions
    where vapi_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < function_form or sync_form > function_form)
    union
    select org_id from public.squads
    where vapi_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < squad_form or sync_form > squad_form)
    union
    select org_id from public.workflows
    where vapi_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < workflow_form or sync_form > workflow_form)
    union
    select org_id from public.assistants where sync_state = 'pending' and sync_next_at <= overdue
    union
    select org_id from public.functions where sync_state = 'pending' and sync_next_at <= overdue
    union
    select org_id from public.squads where sync_state = 'pending' and sync_next_at <= overdue
    union
    select org_id from public.workflows where sync_state = 'pending' and sync_next_at <= overdue
    union
    select org_id from public.publish_plans where state = 'waiting' and coalesce(at, created_at) <= overdue
  ) waiting
  where after is null or org_id > after
  order by org_id
  limit at_most
$$;
