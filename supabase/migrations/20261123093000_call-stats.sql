-- Ended calls are counted by day as they end. Whatever order they end in, however often a report is corrected: what a call
-- was counted as stands in its `stats`, and is taken back before it is counted anew.

-- Turn latencies are counted in buckets that grow by a tenth: bucket n holds what is above 50 ms × 1.1^(n-1), up to
-- 50 ms × 1.1^n. The last one, from about a minute, is open.
create function app.latency_bucket(ms numeric) returns integer
language sql immutable parallel safe set search_path = '' as $$
  select case when ms <= 50 then 0 else least(75, ceil(ln(ms / 50) / ln(1.1)))::integer end
$$;

-- How many turns are in each bucket, from the first: an empty array for no turns.
create function app.latency_counts(turns jsonb) returns integer[]
language sql immutable parallel safe set search_path = '' as $$
  select coalesce(array_agg(coalesce(n, 0) order by bucket), '{}')
  from (
    select max(bucket) as last from (
      select app.latency_bucket((turn ->> 'turnMs')::numeric) as bucket
      from jsonb_array_elements(case when jsonb_typeof(turns) = 'array' then turns else '[]' end) turn
      where jsonb_typeof(turn -> 'turnMs') = 'number'
    ) b
  ) l
  cross join generate_series(0, l.last) as bucket
  left join (
    select app.latency_bucket((turn ->> 'turnMs')::numeric) as bucket, count(*)::integer as n
    from jsonb_array_elements(case when jsonb_typeof(turns) = 'array' then turns else '[]' end) turn
    where jsonb_typeof(turn -> 'turnMs') = 'number'
    group by 1
  ) counted using (bucket)
$$;

-- The sum of two arrays of counts, the second taken `times` times.
create function app.add_counts(counts integer[], more integer[], times integer) returns integer[]
language sql immutable parallel safe set search_path = '' as $$
  select coalesce(array_agg(coalesce(a, 0) + times * coalesce(b, 0) order by n), '{}')
  from unnest(counts, more) with ordinality as pairs (a, b, n)
$$;

-- What a call is counted as; null while it goes on. The assistant of a call stays in the books when it is gone.
create function app.call_counted(call public.calls, before jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select case when call.status = 'ended' then jsonb_build_object(
    'day', ((coalesce(call.started_at, call.created_at)) at time zone coalesce(o.time_zone, 'UTC'))::date,
    'assistantId', coalesce(call.assistant_id, (before ->> 'assistantId')::uuid),
    'phoneNumber', call.phone_number,
    'direction', call.direction,
    'endedFamily', call.ended_family,
    'outcome', case call.success when true then 'success' when false then 'failure' else 'unknown' end,
    'durationMs', coalesce(call.duration_ms,
      greatest(0, extract(epoch from call.ended_at - call.started_at) * 1000)::integer, 0),
    'costUsd', coalesce(call.cost_usd, 0),
    'latencies', to_jsonb(app.latency_counts(call.turn_latencies))
  ) end
  from (select 1) one left join public.organizations o on o.id = call.org_id
$$;

create function app.count_call(org uuid, counted jsonb, times integer) returns void
language sql volatile set search_path = '' as $$
  insert into public.call_stats as s (
    org_id, day, assistant_id, phone_number, direction, ended_family, outcome, calls, duration_ms, cost_usd, turns, latencies
  )
  select org, (counted ->> 'day')::date, (counted ->> 'assistantId')::uuid, counted ->> 'phoneNumber',
    counted ->> 'direction', counted ->> 'endedFamily', counted ->> 'outcome', times,
    times * (counted ->> 'durationMs')::bigint, times * (counted ->> 'costUsd')::numeric,
    times * (select coalesce(sum(n), 0) from unnest(l.counts) n), app.add_counts('{}', l.counts, times)
  from (select array(select jsonb_array_elements_text(counted -> 'latencies')::integer) as counts) l
  on conflict on constraint call_stats_dimensions do update set
    calls = s.calls + excluded.calls,
    duration_ms = s.duration_ms + excluded.duration_ms,
    cost_usd = s.cost_usd + excluded.cost_usd,
    turns = s.turns + excluded.turns,
    latencies = app.add_counts(s.latencies, excluded.latencies, 1)
$$;

-- What it is counted as is written with the row, and counted after it: a row that was there already is not counted again.
create function app.note_call_stats() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.stats := app.call_counted(new, case when tg_op = 'UPDATE' then old.stats end);
  return new;
end
$$;
create trigger note_stats before insert or update of status, started_at, ended_at, ended_family, duration_ms, success,
  cost_usd, turn_latencies, phone_number, assistant_id, direction, stats on calls
  for each row execute function app.note_call_stats();

create function app.keep_call_stats() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  before jsonb := case when tg_op = 'UPDATE' then old.stats end;
  goes_first boolean := before::text <= new.stats::text;
begin
  if before is not distinct from new.stats then
    return null;
  end if;
  -- In one order whichever way a call moves between rows: two that cross never wait for each other.
  if before is not null and coalesce(goes_first, true) then
    perform app.count_call(new.org_id, before, -1);
  end if;
  if new.stats is not null then
    perform app.count_call(new.org_id, new.stats, 1);
  end if;
  if before is not null and not coalesce(goes_first, true) then
    perform app.count_call(new.org_id, before, -1);
  end if;
  return null;
end
$$;
create trigger keep_stats after insert or update of status, started_at, ended_at, ended_family, duration_ms, success,
  cost_usd, turn_latencies, phone_number, assistant_id, direction, stats on calls
  for each row execute function app.keep_call_stats();

revoke all on function app.latency_bucket(numeric), app.latency_counts(jsonb), app.add_counts(integer[], integer[], integer),
  app.call_counted(public.calls, jsonb), app.count_call(uuid, jsonb, integer), app.note_call_stats(), app.keep_call_stats()
  from public;

-- Calls that ended before this day.
update calls set stats = null where status = 'ended';
