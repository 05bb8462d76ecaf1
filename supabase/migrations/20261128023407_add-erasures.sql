CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"ending" text NOT NULL,
	"calls" integer NOT NULL,
	"messages" integer NOT NULL,
	"events" integer NOT NULL,
	"questions" integer NOT NULL,
	"requested_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "erasures_org_id_id" UNIQUE("org_id","id"),
	CONSTRAINT "erasures_ending_length" CHECK (char_length("erasures"."ending") between 2 and 2)
);

ALTER TABLE "erasures" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "calls" ADD COLUMN "erasure_id" uuid;
ALTER TABLE "organizations" ADD COLUMN "keeps_calls_days" integer DEFAULT 365;
ALTER TABLE "organizations" ADD COLUMN "keeps_messages_days" integer DEFAULT 365;
ALTER TABLE "organizations" ADD COLUMN "keeps_recordings_days" integer DEFAULT 90;
ALTER TABLE "organizations" ADD COLUMN "keeps_logs_days" integer DEFAULT 365 NOT NULL;
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "erasures_newest" ON "erasures" USING btree ("org_id","created_at","id");
CREATE INDEX "calls_hidden" ON "calls" USING btree ("deleted_at") WHERE "calls"."deleted_at" is not null;
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_keeps_calls_days" CHECK ("organizations"."keeps_calls_days" between 30 and 3650);
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_keeps_messages_days" CHECK ("organizations"."keeps_messages_days" between 30 and 3650);
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_keeps_recordings_days" CHECK ("organizations"."keeps_recordings_days" between 30 and 3650);
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_keeps_logs_days" CHECK ("organizations"."keeps_logs_days" between 180 and 365);

-- Organizations that are there already were promised that nothing is deleted by itself: they choose.
update organizations set keeps_calls_days = null, keeps_messages_days = null, keeps_recordings_days = null;
grant update (keeps_calls_days, keeps_messages_days, keeps_recordings_days, keeps_logs_days) on organizations to allokoli_member;
grant update (erasure_id) on calls to allokoli_member;

-- erasures: written by app.erase_caller alone; admins read what was erased.
create trigger stay before update of org_id on erasures for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
grant select on erasures to allokoli_member;
create policy admin_reads on erasures for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))));

-- What was sent of a call that somebody deleted goes with it, and so do the bodies in its deliveries.
create function app.forget_events() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.events where org_id = old.org_id and resource_id = old.id;
  return null;
end
$$;
revoke all on function app.forget_events() from public;
create trigger forget_events after delete on calls for each row
  when (old.deleted_at is not null) execute function app.forget_events();

-- Everything of one caller, in one transaction: the calls are hidden, and their rooms remove them one by one, at the voice
-- provider first. The rest is gone at once. Answers the erasure, which does not say who it was.
create function app.erase_caller(org uuid, number text) returns public.erasures
language plpgsql volatile security definer set search_path = '' as $$
declare
  made public.erasures;
  erasure uuid := app.uuid_v7();
  of_calls uuid[];
  at_vapi text[];
  of_messages uuid[];
  gone_events integer;
  gone_questions integer;
begin
  if coalesce(app.role_in(org) < 'admin', true) then
    raise exception 'an admin erases a caller' using errcode = 'AK002';
  end if;
  with hidden as (
    update public.calls set deleted_at = now(), erasure_id = erasure, revision = revision + 1
    where org_id = org and customer_number = number and deleted_at is null and status in ('ended', 'scheduled')
    returning id, vapi_call_id
  )
  select coalesce(array_agg(id), '{}'), coalesce(array_agg(vapi_call_id) filter (where vapi_call_id is not null), '{}')
    into of_calls, at_vapi from hidden;
  with gone as (
    delete from public.caller_messages
    where org_id = org and (caller_number = number or call_id = any (of_calls) or vapi_call_id = any (at_vapi))
    returning id
  )
  select coalesce(array_agg(id), '{}') into of_messages from gone;
  delete from public.knowledge_questions where org_id = org and vapi_call_id = any (at_vapi);
  get diagnostics gone_questions = row_count;
  delete from public.events where org_id = org and resource_id = any (of_calls || of_messages);
  get diagnostics gone_events = row_count;
  delete from public.alerts where org_id = org and cause_id = any (of_calls || of_messages);
  -- The key stays, so that a repeat places no second call.
  update public.idempotency_keys set response_body = '{"items":[]}'
    where org_id = org and path = '/v1/calls' and status = 'done' and position(number in response_body) > 0;
  insert into public.erasures (id, org_id, ending, calls, messages, events, questions, requested_by)
    values (erasure, org, right(regexp_replace(number, '\D', '', 'g'), 2), cardinality(of_calls),
      cardinality(of_messages), gone_events, gone_questions, auth.uid())
    returning * into made;
  return made;
end
$$;
revoke all on function app.erase_caller(uuid, text) from public;
grant execute on function app.erase_caller(uuid, text) to allokoli_member;

-- Hides the calls that their organization keeps no longer, all that a closed one left, and deletes its old messages and log,
-- at most so many of each. The log says how many went. True when there is more.
create function app.expire_kept(at_most integer) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  calls_gone bigint;
  recordings_gone bigint;
  messages_gone bigint;
  log_gone bigint;
begin
  with old as (
    select c.ctid from public.organizations o
    cross join lateral (
      select k.ctid from public.calls k
      where k.org_id = o.id and k.deleted_at is null
        and (
          k.status = 'ended' and k.created_at < now() - make_interval(days => o.keeps_calls_days)
          or o.closed_at is not null and k.status in ('ended', 'scheduled')
        )
      order by k.created_at limit at_most
    ) c
    where o.keeps_calls_days is not null or o.closed_at is not null
    limit at_most
  ), hidden as (
    update public.calls set deleted_at = now(), revision = revision + 1
    where ctid = any (array(select ctid from old)) and deleted_at is null returning org_id
  ), noted as (
    insert into public.audit_log (org_id, actor_kind, action, resource_type, detail)
    select org_id, 'system', 'call.expired', 'call', jsonb_build_object('count', count(*)) from hidden group by org_id
  )
  select count(*) into calls_gone from hidden;

  -- The keeper deletes the bytes.
  with old as (
    select r.ctid from public.organizations o
    cross join lateral (
      select k.ctid from public.recording_copies k
      where k.org_id = o.id and k.size_bytes is not null and k.deleted_at is null
        and k.created_at < now() - make_interval(days => o.keeps_recordings_days)
      order by k.created_at limit at_most
    ) r
    where o.keeps_recordings_days is not null
    limit at_most
  ), gone as (
    update public.recording_copies set deleted_at = now(), due_at = now(), attempts = 0
    where ctid = any (array(select ctid from old)) and deleted_at is null returning org_id, call_id
  ), told as (
    update public.calls c set recording_state = 'expired' from gone g where c.org_id = g.org_id and c.id = g.call_id
  ), noted as (
    insert into public.audit_log (org_id, actor_kind, action, resource_type, detail)
    select org_id, 'system', 'call.recording-expired', 'call', jsonb_build_object('count', count(*))
    from gone group by org_id
  )
  select count(*) into recordings_gone from gone;

  with old as (
    select m.ctid from public.organizations o
    cross join lateral (
      select k.ctid from public.caller_messages k
      where k.org_id = o.id and k.created_at < now() - make_interval(days => o.keeps_messages_days)
      order by k.created_at limit at_most
    ) m
    where o.keeps_messages_days is not null
    limit at_most
  ), gone as (
    delete from public.caller_messages where ctid = any (array(select ctid from old)) returning org_id
  ), noted as (
    insert into public.audit_log (org_id, actor_kind, action, resource_type, detail)
    select org_id, 'system', 'caller-message.expired', 'caller-message', jsonb_build_object('count', count(*))
    from gone group by org_id
  )
  select count(*) into messages_gone from gone;

  -- After a year app.clear_expired takes what is left.
  with old as (
    select l.ctid from public.organizations o
    cross join lateral (
      select k.ctid from public.audit_log k
      where k.org_id = o.id and k.created_at < now() - make_interval(days => o.keeps_logs_days)
      order by k.created_at limit at_most
    ) l
    where o.keeps_logs_days < 365
    limit at_most
  ), gone as (
    delete from public.audit_log where ctid = any (array(select ctid from old)) returning 1
  )
  select count(*) into log_gone from gone;
  return greatest(calls_gone, recordings_gone, messages_gone, log_gone) >= at_most;
end
$$;
revoke all on function app.expire_kept(integer) from public;
grant execute on function app.expire_kept(integer) to allokoli_system;

-- Calls that were hidden a while ago, or for an erasure, and are still there, in the order in which they were hidden, from a
-- place in it on. Whoever hid one alone is still telling its room.
create function app.calls_to_remove(hidden_before timestamptz, after_moment timestamptz, after_id uuid, at_most integer)
returns table (org_id uuid, call_id uuid, vapi_call_id text, is_checked boolean, hidden_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select c.org_id, c.id, c.vapi_call_id, c.is_vapi_call_checked, c.deleted_at from public.calls c
  where c.deleted_at is not null and (c.deleted_at < hidden_before or c.erasure_id is not null)
    and (after_moment is null or c.deleted_at > after_moment or (c.deleted_at = after_moment and c.id > after_id))
  order by c.deleted_at, c.id limit at_most
$$;
revoke all on function app.calls_to_remove(timestamptz, timestamptz, uuid, integer) from public;
grant execute on function app.calls_to_remove(timestamptz, timestamptz, uuid, integer) to allokoli_system;

-- As before, and not before the calls are removed at the voice provider.
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
      and not exists (select from public.calls t where t.org_id = o.id)
    order by o.closed_at limit 1 for update skip locked;
  if gone is null then
    return false;
  end if;
  -- The large ones first, so that no statement erases a million rows.
  delete from public.events where ctid = any (array(select ctid from public.events where org_id = gone limit at_most));
  get diagnostics erased = row_count;
  if erased < at_most then
    delete from public.call_journal
      where ctid = any (array(select ctid from public.call_journal where org_id = gone limit at_most));
    get diagnostics erased = row_count;
  end if;
  if erased < at_most then
    delete from public.organizations where id = gone;
  end if;
  return true;
end
$$;
