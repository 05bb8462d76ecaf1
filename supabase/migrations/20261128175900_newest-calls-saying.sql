-- A page of the calls in which words were said: the newest of them before a position, instead of all of them for who asks
-- to choose from. "rendez-vous" in fifty thousand of a million calls: 0.6 s, of which more than half was the choosing.
-- Found before they are put in order, so that the index by words serves and not the one by date.
create function app.newest_calls_saying(
  org uuid, words text, before_created_at timestamptz, before_id uuid, at_most integer
) returns setof uuid
language sql stable security definer set search_path = '' as $$
  with said as materialized (
    select id, created_at from public.calls
    where org_id = org and org = any (array(select app.organizations_with_role('viewer')))
      and deleted_at is null and transcript is not null
      and app.search_vector(transcript) @@ (select app.search_query(words))
      and (before_created_at is null or (created_at, id) < (before_created_at, before_id))
  )
  select id from said order by created_at desc, id desc limit at_most
$$;
revoke all on function app.newest_calls_saying(uuid, text, timestamptz, uuid, integer) from public;
grant execute on function app.newest_calls_saying(uuid, text, timestamptz, uuid, integer) to allokoli_member;
