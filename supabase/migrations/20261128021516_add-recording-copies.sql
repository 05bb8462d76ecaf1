CREATE TABLE "recording_copies" (
	"org_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"size_bytes" bigint,
	"media_type" text,
	"sha256" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recording_copies_org_id_call_id_pk" PRIMARY KEY("org_id","call_id")
);

ALTER TABLE "recording_copies" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "calls" ADD COLUMN "recording_state" text;
ALTER TABLE "recording_copies" ADD CONSTRAINT "recording_copies_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "recording_copies_due" ON "recording_copies" USING btree ("due_at") WHERE "recording_copies"."due_at" is not null;
CREATE INDEX "calls_recording_unplanned" ON "calls" USING btree ("ended_at") WHERE "calls"."recording" is not null and "calls"."recording_state" is null;
CREATE INDEX "recording_copies_oldest" ON "recording_copies" USING btree ("org_id","created_at") WHERE "recording_copies"."size_bytes" is not null and "recording_copies"."deleted_at" is null;
ALTER TABLE "calls" ADD CONSTRAINT "calls_recording_state" CHECK ("calls"."recording_state" in ('waiting', 'kept', 'unannounced', 'gone', 'expired'));

-- The system's own list of work; people see what became of it at the call.
create trigger stay before update of org_id on recording_copies for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
grant select on recording_copies to allokoli_member;
create policy viewer_reads on recording_copies for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
grant select, insert, update, delete on recording_copies to allokoli_system;
create policy system_copies on recording_copies for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- The bytes go after their call, whoever or whatever deletes its row.
create function app.forget_recording() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.recording_copies set deleted_at = now(), due_at = now(), attempts = 0
    where org_id = old.org_id and call_id = old.id and deleted_at is null;
  return null;
end
$$;
revoke all on function app.forget_recording() from public;
create trigger forget_recording after delete on calls for each row
  when (old.recording is not null) execute function app.forget_recording();

-- For one watch over all organizations (services/calls/src/missed). Plans the copies of recordings that no report has
-- planned, as far back as Vapi keeps them, and says whose work waits: the longest first.
create function app.recordings_to_copy(overdue timestamptz, at_most integer) returns setof uuid
language sql volatile security definer set search_path = '' as $$
  with unplanned as (
    select c.org_id, c.id from public.calls c
    where c.recording is not null and c.recording_state is null and c.ended_at > now() - interval '14 days'
      and c.deleted_at is null
    order by c.ended_at limit at_most for update skip locked
  ), planned as (
    insert into public.recording_copies (org_id, call_id, due_at) select org_id, id, now() from unplanned
    on conflict do nothing
  ), marked as (
    update public.calls c set recording_state = 'waiting' from unplanned u where c.org_id = u.org_id and c.id = u.id
  ), waiting as (
    select r.org_id, min(r.due_at) as since from public.recording_copies r where r.due_at <= overdue group by r.org_id
    union all
    select distinct org_id, now() from unplanned
  )
  select org_id from waiting group by org_id order by min(since) limit at_most
$$;
revoke all on function app.recordings_to_copy(timestamptz, integer) from public;
grant execute on function app.recordings_to_copy(timestamptz, integer) to allokoli_system;

-- As before, and recordings go as files do.
create or replace function app.close_organization(org uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept record;
begin
  if app.is_api_key() or app.role_in(org) is distinct from 'owner' then
    raise exception 'an owner closes an organization' using errcode = 'AK002';
  end if;
  update public.organizations set closed_at = now(), revision = revision + 1 where id = org;
  for kept in
    select tablename from app.mirrored_table('assistant')
    union all select tablename from app.mirrored_table('function')
    union all select tablename from app.mirrored_table('squad')
    union all select tablename from app.mirrored_table('workflow')
    union all select tablename from app.mirrored_table('telephony-credential')
  loop
    execute format(
      'update public.%I set
        deleted_at = now(),
        revision = revision + 1,
        sync_next_at = case when sync_state = ''pending'' and sync_next_at > now() then sync_next_at else now() end,
        sync_state = ''pending'',
        sync_action = ''delete''
      where org_id = $1 and deleted_at is null',
      kept.tablename
    ) using org;
  end loop;
  update public.files set deleted_at = now(), due_at = now(), attempts = 0 where org_id = org and deleted_at is null;
  update public.recording_copies set deleted_at = now(), due_at = now(), attempts = 0
    where org_id = org and deleted_at is null;
  delete from public.webhook_endpoints where org_id = org;
  delete from public.api_keys where org_id = org;
  delete from public.invitations where org_id = org;
  delete from public.memberships where org_id = org;
end
$$;

create or replace function app.erase_closed(at_most integer) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  gone uuid;
  erased bigint;
begin
  select o.id into gone from public.organizations o
    where o.closed_at <= now() - interval '1 hour'
      and not exists (select from public.assistants t where t.org_id = o.id)
      and not exists (select from public.functions t where t.org_id = o.id)
      and not exists (select from public.squads t where t.org_id = o.id)
      and not exists (select from public.workflows t where t.org_id = o.id)
      and not exists (select from public.telephony_credentials t where t.org_id = o.id)
      and not exists (select from public.phone_numbers t where t.org_id = o.id and t.order_state <> 'failed')
      and not exists (select from public.files t where t.org_id = o.id)
      and not exists (select from public.recording_copies t where t.org_id = o.id)
    order by o.closed_at limit 1 for update skip locked;
  if gone is null then
    return false;
  end if;
  -- The large ones first, so that no statement erases a million rows.
  delete from public.events where ctid = any (array(select ctid from public.events where org_id = gone limit at_most));
  get diagnostics erased = row_count;
  if erased < at_most then
    delete from public.calls where ctid = any (array(select ctid from public.calls where org_id = gone limit at_most));
    get diagnostics erased = row_count;
  end if;
  if erased < at_most then
    delete from public.organizations where id = gone;
  end if;
  return true;
end
$$;
