-- The organizations with a test run that goes on and has not been looked at since a moment. In the order of their ids, those
-- after the given one. Every look at a run changes its row.
create function app.organizations_with_idle_test_runs(since timestamptz, after uuid, at_most integer) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select distinct org_id from public.test_runs
  where status <> 'ended' and updated_at < since and (after is null or org_id > after)
  order by org_id
  limit at_most
$$;
revoke all on function app.organizations_with_idle_test_runs(timestamptz, uuid, integer) from public;
grant execute on function app.organizations_with_idle_test_runs(timestamptz, uuid, integer) to allokoli_system;
