CREATE TABLE "blocked_numbers" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"number" text,
	"note" text,
	"answer" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "blocked_numbers_once" UNIQUE NULLS NOT DISTINCT("org_id","number"),
	CONSTRAINT "blocked_numbers_number_length" CHECK (char_length("blocked_numbers"."number") between 3 and 40),
	CONSTRAINT "blocked_numbers_note_length" CHECK (char_length("blocked_numbers"."note") between 1 and 200),
	CONSTRAINT "blocked_numbers_answer_length" CHECK (char_length("blocked_numbers"."answer") between 1 and 300)
);

ALTER TABLE "blocked_numbers" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "blocked_numbers" ADD CONSTRAINT "blocked_numbers_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "blocked_numbers_newest" ON "blocked_numbers" USING btree ("org_id","created_at","id");
CREATE INDEX "calls_turned_away" ON "calls" USING btree ("org_id","customer_number","created_at") WHERE "calls"."ended_family" = 'blocked';

-- blocked_numbers: a member says who is turned away; the system asks at each call.
create trigger stay before update of org_id on blocked_numbers for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update on blocked_numbers for each row execute function app.touch();
grant select, insert, delete on blocked_numbers to allokoli_member;
grant update (note, answer, revision) on blocked_numbers to allokoli_member;
create policy viewer_reads on blocked_numbers for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_adds on blocked_numbers for insert to allokoli_member
  with check (created_by = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('member'))));
create policy member_changes on blocked_numbers for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));
create policy member_deletes on blocked_numbers for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));
grant select on blocked_numbers to allokoli_system;
create policy system_reads on blocked_numbers for select to allokoli_system
  using (org_id = (select app.system_org_id()));

-- Who blocks somebody has nobody answer at Vapi, which then asks us: with the first entry, and after the last, the numbers are
-- told again. The organization's row is locked, so that of two at once the later one sees what the earlier one did: who adds one
-- has locked it to count them (limits).
create function app.numbers_follow_blocking() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  changed public.blocked_numbers := coalesce(new, old);
begin
  if tg_op = 'DELETE' then
    perform from public.organizations where id = changed.org_id for no key update;
  end if;
  if exists (select from public.blocked_numbers b where b.org_id = changed.org_id and b.id <> changed.id) then
    return null;
  end if;
  update public.phone_numbers set
    revision = revision + 1,
    sync_state = 'pending',
    sync_action = 'update',
    sync_next_at = case when sync_state = 'pending' and sync_next_at > now() then sync_next_at else now() end
  where org_id = changed.org_id and order_state = 'done' and deleted_at is null;
  -- An order that ends now has told Vapi of before: by the revision it finds that there is more to say.
  update public.phone_numbers set revision = revision + 1
  where org_id = changed.org_id and order_state in ('asked', 'buying', 'held') and deleted_at is null;
  return null;
end
$$;
revoke all on function app.numbers_follow_blocking() from public;
create trigger numbers_follow after insert or delete on blocked_numbers for each row
  execute function app.numbers_follow_blocking();

-- As before, and a caller who is erased is not blocked any more: the list would still say their number.
create or replace function app.erase_caller(org uuid, number text) returns public.erasures
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
  delete from public.blocked_numbers b where b.org_id = org and b.number = erase_caller.number;
  delete from public.idempotency_keys
    where org_id = org and path = '/v1/blocked-numbers' and status = 'done' and position(number in response_body) > 0;
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
