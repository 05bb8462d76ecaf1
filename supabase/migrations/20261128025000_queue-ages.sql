-- What waits in the house, for the operator's page and its metrics: numbers alone, of all organizations together. Each
-- part reads an index of what waits, and ten thousand entries at most, so that it costs the same however much there is.

create function app.queue_ages()
returns table (queue text, waiting integer, age_ms double precision)
language sql stable security definer set search_path = ''
as $$
  with open (queue, due_at) as (
    (select 'events', created_at from public.events where delivered_at is null limit 10000)
    union all
    (select 'deliveries', next_attempt_at from public.deliveries
      where state = 'pending' and next_attempt_at <= now() limit 10000)
    union all
    (select 'alerts', next_attempt_at from public.alerts
      where state = 'waiting' and next_attempt_at <= now() limit 10000)
    union all
    (select 'files', due_at from public.files where due_at <= now() limit 10000)
    union all
    (select 'mirror', sync_next_at from (
      (select sync_next_at from public.assistants where sync_state = 'pending' order by sync_next_at limit 1500)
      union all
      (select sync_next_at from public.functions where sync_state = 'pending' order by sync_next_at limit 1500)
      union all
      (select sync_next_at from public.squads where sync_state = 'pending' order by sync_next_at limit 1500)
      union all
      (select sync_next_at from public.workflows where sync_state = 'pending' order by sync_next_at limit 1500)
      union all
      (select sync_next_at from public.phone_numbers where sync_state = 'pending' order by sync_next_at limit 1500)
      union all
      (select sync_next_at from public.telephony_credentials where sync_state = 'pending' order by sync_next_at limit 1500)
    ) mirrored where sync_next_at <= now())
    union all
    -- A room asks about a silent call every five minutes, which changes its row.
    (select 'calls', updated_at + interval '15 minutes' from public.calls
      where status <> 'ended' and status <> 'scheduled' and updated_at <= now() - interval '15 minutes' limit 10000)
  )
  select known.queue, count(open.due_at)::int,
    coalesce(extract(epoch from now() - min(open.due_at)) * 1000, 0)::double precision
  from unnest(array['events', 'deliveries', 'alerts', 'files', 'mirror', 'calls']) with ordinality as known (queue, place)
  left join open using (queue)
  group by known.queue, known.place
  order by known.place
$$;
revoke execute on function app.queue_ages() from public;
grant execute on function app.queue_ages() to allokoli_system;
