CREATE TABLE "drafts" (
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"resource_id" uuid NOT NULL,
	"change" jsonb NOT NULL,
	"based_on" integer NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"author_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "drafts_org_id_kind_resource_id_pk" PRIMARY KEY("org_id","kind","resource_id"),
	CONSTRAINT "drafts_kind" CHECK ("drafts"."kind" in ('assistant', 'squad', 'workflow'))
);

ALTER TABLE "drafts" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "replaced_settings" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"resource_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"author_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "replaced_settings_version" UNIQUE("org_id","kind","resource_id","version"),
	CONSTRAINT "replaced_settings_kind" CHECK ("replaced_settings"."kind" in ('assistant', 'squad', 'workflow'))
);

ALTER TABLE "replaced_settings" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "replaced_settings" ADD CONSTRAINT "replaced_settings_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "replaced_settings_newest" ON "replaced_settings" USING btree ("org_id","kind","resource_id","created_at","id");

-- drafts: whoever may change the thing itself may write its draft.
create trigger stay before update of org_id on drafts for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update on drafts for each row execute function app.touch();
grant select, insert, delete on drafts to allokoli_member;
grant update (change, based_on, revision, author_id) on drafts to allokoli_member;
create policy viewer_reads on drafts for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_adds on drafts for insert to allokoli_member
  with check (author_id = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('member'))));
create policy member_changes on drafts for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (author_id = (select app.user_id()));
create policy member_deletes on drafts for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));

-- replaced_settings: written by the trigger alone.
create trigger stay before update of org_id on replaced_settings for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
grant select on replaced_settings to allokoli_member;
create policy viewer_reads on replaced_settings for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));

-- What was published of a squad or a workflow is kept when something else takes its place, the last hundred.
create function app.keep_replaced_settings() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  what text := tg_argv[0];
  newest integer;
begin
  select max(version) into newest from public.replaced_settings
    where org_id = old.org_id and kind = what and resource_id = old.id;
  insert into public.replaced_settings (org_id, kind, resource_id, version, name, settings, author_id)
    values (old.org_id, what, old.id, coalesce(newest, 0) + 1, old.name, old.settings, auth.uid());
  delete from public.replaced_settings
    where org_id = old.org_id and kind = what and resource_id = old.id and version <= newest - 99;
  return null;
end
$$;
revoke all on function app.keep_replaced_settings() from public;
create trigger keep_replaced after update of name, settings on squads for each row
  when (old.vapi_id is not null and (old.name, old.settings) is distinct from (new.name, new.settings))
  execute function app.keep_replaced_settings('squad');
create trigger keep_replaced after update of name, settings on workflows for each row
  when (old.vapi_id is not null and (old.name, old.settings) is distinct from (new.name, new.settings))
  execute function app.keep_replaced_settings('workflow');

-- Neither outlives the thing: hidden, it has none, whatever becomes of its row.
create function app.drop_drafts() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.drafts where org_id = old.org_id and kind = tg_argv[0] and resource_id = old.id;
  delete from public.replaced_settings where org_id = old.org_id and kind = tg_argv[0] and resource_id = old.id;
  return null;
end
$$;
revoke all on function app.drop_drafts() from public;
create trigger drop_drafts_of_hidden after update of deleted_at on assistants for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function app.drop_drafts('assistant');
create trigger drop_drafts after delete on assistants for each row execute function app.drop_drafts('assistant');
create trigger drop_drafts_of_hidden after update of deleted_at on squads for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function app.drop_drafts('squad');
create trigger drop_drafts after delete on squads for each row execute function app.drop_drafts('squad');
create trigger drop_drafts_of_hidden after update of deleted_at on workflows for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function app.drop_drafts('workflow');
create trigger drop_drafts after delete on workflows for each row execute function app.drop_drafts('workflow');
