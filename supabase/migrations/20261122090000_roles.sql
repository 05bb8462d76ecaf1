-- Who may connect and as what, and the functions that the tables' own definitions need.
--
-- allokoli_app     logs in (the Workers, through Hyperdrive). Owns nothing, may nothing: NOINHERIT, no grants.
-- allokoli_member  what a person's transaction runs as; row-level security says which rows.
-- allokoli_system  what work that serves no person runs as; row-level security says which organization.
--
-- Supabase's anon and authenticated are what PostgREST lets a browser be. They get nothing here, so nothing can be
-- read or changed beside the API. Roles belong to the cluster, so another database may have made them already.

create function pg_temp.ensure_role(name text, options text, settings text[] default '{}') returns void
language plpgsql as $$
declare setting text;
begin
  if to_regrole(name) is not null then
    return;
  end if;
  execute format('create role %I %s', name, options);
  foreach setting in array settings loop
    execute format('alter role %I set %s', name, setting);
  end loop;
exception
  when duplicate_object or unique_violation then null; -- another database was faster
end
$$;

create function pg_temp.ensure_member(granted text, member text) returns void
language plpgsql as $$
begin
  if not pg_has_role(member, granted, 'member') then
    execute format('grant %I to %I', granted, member);
  end if;
exception
  when unique_violation or internal_error then null; -- "tuple concurrently updated": another database was faster
end
$$;

select pg_temp.ensure_role('allokoli_member', 'nologin noinherit');
select pg_temp.ensure_role('allokoli_system', 'nologin noinherit');
-- A statement that takes 10 s, or a transaction left open, would hold up everybody behind it.
select pg_temp.ensure_role('allokoli_app', 'login noinherit', array[
  'statement_timeout = ''10s''',
  'idle_in_transaction_session_timeout = ''15s''',
  'search_path = public'
]);
select pg_temp.ensure_member('allokoli_member', 'allokoli_app');
select pg_temp.ensure_member('allokoli_system', 'allokoli_app');

drop function pg_temp.ensure_role(text, text, text[]);
drop function pg_temp.ensure_member(text, text);

-- Supabase projects of before October 2026 grant every new table and function in public to these roles.
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;

-- Our functions live out of PostgREST's sight.
create schema app;
grant usage on schema app to allokoli_member, allokoli_system;
grant usage on schema public to allokoli_member, allokoli_system;

-- RFC 9562 §5.7: 48 bits of milliseconds, then chance. Two bits turn version 4 (0100) into 7 (0111).
create function app.uuid_v7() returns uuid
language sql volatile set search_path = '' as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;
grant execute on function app.uuid_v7() to allokoli_member, allokoli_system;
