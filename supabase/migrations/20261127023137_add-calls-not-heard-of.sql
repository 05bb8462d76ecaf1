CREATE INDEX "calls_open_by_id" ON "calls" USING btree ("id") WHERE "calls"."status" <> 'ended';

-- What we closed ourselves (Vapi did not know it any more, or says no times) has no length but the one that a report gives:
-- the time until our look is not counted, nor does a limit hold it against anybody.
create or replace function app.call_counted(call public.calls, before jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select case when call.status = 'ended' then jsonb_build_object(
    'day', ((coalesce(call.started_at, call.created_at)) at time zone coalesce(o.time_zone, 'UTC'))::date,
    'assistantId', coalesce(call.assistant_id, (before ->> 'assistantId')::uuid),
    'phoneNumber', call.phone_number,
    'direction', call.direction,
    'endedFamily', call.ended_family,
    'outcome', case call.success when true then 'success' when false then 'failure' else 'unknown' end,
    'durationMs', coalesce(call.duration_ms, case when call.ended_source is distinct from 'reconciled'
      then greatest(0, extract(epoch from call.ended_at - call.started_at) * 1000)::integer end, 0),
    'costUsd', coalesce(call.cost_usd, 0),
    'latencies', to_jsonb(app.latency_counts(call.turn_latencies))
  ) end
  from (select 1) one left join public.organizations o on o.id = call.org_id
$$;

-- Those that were counted until our look.
update calls set stats = null
where status = 'ended' and ended_source = 'reconciled' and duration_ms is null and started_at is not null;

-- For one watch over all organizations (services/calls/src/missed): what nobody else would look after. The calls among
-- those listed at Vapi that no row has, each with the organization whose assistant, squad, workflow or number it runs on,
-- by what we wrote down when we made that; and the open calls that have not changed since a moment, in the order of their
-- ids, those after the given one.
create function app.calls_to_look_after(listed jsonb, quiet_since timestamptz, after uuid, at_most integer)
returns table (vapi_call_id text, org_id uuid, call_id uuid)
language sql stable security definer set search_path = '' as $$
  select l.id, o.org_id, null::uuid
  from jsonb_to_recordset(listed) as l (id text, "assistantId" text, "squadId" text, "phoneNumberId" text)
  cross join lateral (
    select coalesce(
      (select a.org_id from public.assistants a where a.vapi_assistant_id = l."assistantId"),
      (select s.org_id from public.squads s where s.vapi_id = l."squadId"),
      (select w.org_id from public.workflows w where w.vapi_id = l."squadId"),
      (select n.org_id from public.phone_numbers n where n.vapi_phone_number_id = l."phoneNumberId")
    ) as org_id
  ) o
  where o.org_id is not null
    and not exists (select from public.calls c where c.vapi_call_id = l.id)
  union all
  select null, quiet.org_id, quiet.id from (
    select c.org_id, c.id from public.calls c
    where c.status <> 'ended' and c.updated_at < quiet_since and (c.scheduled_at is null or c.scheduled_at < quiet_since)
      and (after is null or c.id > after)
    order by c.id limit at_most
  ) quiet
$$;
revoke all on function app.calls_to_look_after(jsonb, timestamptz, uuid, integer) from public;
grant execute on function app.calls_to_look_after(jsonb, timestamptz, uuid, integer) to allokoli_system;
