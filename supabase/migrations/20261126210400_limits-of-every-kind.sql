-- Every kind of thing is counted before one more is made; free organizations are counted by who owns them, and the calls
-- out of new ones by who owns all of those.
ALTER TABLE "profiles" ADD COLUMN "organizations_made" timestamp (3) with time zone[] DEFAULT '{}' NOT NULL;

-- How many organizations on the plan `starter` one person may own, and make in thirty days.
create function app.free_organizations() returns integer
language sql immutable parallel safe set search_path = '' as $$
  select 3
$$;

create function app.refuse_organization(used bigint) returns void
language plpgsql volatile set search_path = '' as $$
begin
  raise exception 'this person has as many free organizations as may be' using errcode = 'AK006',
    detail = json_build_object('allowed', app.free_organizations(), 'used', used)::text;
end
$$;

-- Whoever becomes the owner of a free organization, in whatever way: their row is locked, so that two at once cannot both
-- be the last.
create function app.bound_ownership() returns trigger
language plpgsql security definer set search_path = '' as $$
declare owned bigint;
begin
  if not exists (select from public.organizations where id = new.org_id and plan = 'starter') then
    return new;
  end if;
  perform 1 from public.profiles where user_id = new.user_id for no key update;
  select count(*) into owned from public.memberships m
    join public.organizations o on o.id = m.org_id and o.plan = 'starter'
    where m.user_id = new.user_id and m.role = 'owner' and m.org_id <> new.org_id;
  if owned >= app.free_organizations() then
    perform app.refuse_organization(owned);
  end if;
  return new;
end
$$;
create trigger bound_ownership_of_new before insert on memberships
  for each row when (new.role = 'owner') execute function app.bound_ownership();
create trigger bound_ownership before update on memberships
  for each row when (new.role = 'owner' and (old.role <> 'owner' or old.user_id <> new.user_id))
  execute function app.bound_ownership();

-- What was made counts for thirty days, whatever became of it: one that is deleted or handed on makes no room for another,
-- with another thousand minutes.
create or replace function app.create_organization(name text, locale text, time_zone text) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  owner_id uuid := auth.uid();
  made timestamptz[];
  created uuid;
begin
  if owner_id is null then
    raise exception 'nobody is signed in' using errcode = 'AK001';
  end if;
  select array(select at from unnest(p.organizations_made) at where at > now() - interval '30 days') into made
    from public.profiles p where p.user_id = owner_id for no key update;
  if cardinality(made) >= app.free_organizations() then
    perform app.refuse_organization(cardinality(made));
  end if;
  update public.profiles set organizations_made = made || now() where user_id = owner_id;
  insert into public.organizations as o (name, locale, time_zone)
    values (create_organization.name, create_organization.locale, create_organization.time_zone)
    returning o.id into created;
  insert into public.memberships (org_id, user_id, role) values (created, owner_id, 'owner');
  return created;
end
$$;

-- Members and open invitations. API keys may not see who belongs, but how many.
create function app.count_members(org uuid) returns bigint
language sql stable security definer set search_path = '' as $$
  select (select count(*) from public.memberships where org_id = org)
    + (select count(*) from public.invitations where org_id = org and accepted_at is null)
  where app.role_in(org) is not null
$$;

-- API keys that are valid, and those that were revoked after `revoked_since`.
create function app.count_api_keys(org uuid, revoked_since timestamptz) returns bigint
language sql stable security definer set search_path = '' as $$
  select count(*) from public.api_keys
  where org_id = org and (revoked_at is null or revoked_at > revoked_since) and app.role_in(org) is not null
$$;

-- When the day began that what is counted by day is counted in: midnight on the organization's clock. Who turns the clock
-- does not begin another day: for 24 hours, the last 24 hours count.
create function app.day_start(org uuid, at timestamptz) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select case when exists (
      select from public.audit_log
      where org_id = org and created_at > at - interval '24 hours' and action = 'organization.updated'
        and detail ? 'timeZone'
    ) then at - interval '24 hours'
    else date_trunc('day', at at time zone time_zone) at time zone time_zone end
  from public.organizations where id = org and app.role_in(org) is not null
$$;

-- How often something was done since then, after the log, which keeps what has been deleted.
create function app.count_actions(org uuid, what text, since timestamptz) returns bigint
language sql stable security definer set search_path = '' as $$
  select count(*) from public.audit_log
  where org_id = org and created_at >= since and action = what and app.role_in(org) is not null
$$;

-- Organizations on `starter` are new for a week.
create function app.is_new_account(o public.organizations, at timestamptz) returns boolean
language sql immutable set search_path = '' as $$
  select o.plan = 'starter' and o.created_at > at - interval '7 days'
$$;

-- Whoever owns a new organization places one call at a time, in all of them. Always in the order of their ids.
create function app.lock_new_account(org uuid, at timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform 1 from public.profiles p
    where app.role_in(org) >= 'member' and p.user_id in (
      select m.user_id from public.memberships m join public.organizations o on o.id = m.org_id
      where m.org_id = org and m.role = 'owner' and app.is_new_account(o, at)
    )
    order by p.user_id for no key update;
end
$$;

-- Whether an organization may call out. Of a new one: the calls that it and its owners' other new ones were asked for
-- today, those that were refused aside, and the milliseconds of their calls out.
create function app.dialling(org uuid, at timestamptz)
returns table (is_verified boolean, is_new boolean, calls bigint, duration_ms numeric, day_start timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare asked public.organizations;
begin
  select * into asked from public.organizations where id = org and app.role_in(org) is not null;
  if asked.id is null then
    return;
  end if;
  is_verified := exists (
    select from public.memberships m join auth.users u on u.id = m.user_id
    where m.org_id = org and m.role = 'owner' and u.email_confirmed_at is not null
  );
  is_new := app.is_new_account(asked, at);
  day_start := app.day_start(org, at);
  if is_new then
    with shared as (
      select o.id, o.time_zone from public.organizations o
      where app.is_new_account(o, at) and (o.id = org or o.id in (
        select theirs.org_id from public.memberships ours join public.memberships theirs using (user_id)
        where ours.org_id = org and ours.role = 'owner' and theirs.role = 'owner'
      ))
    )
    select
      (select greatest(0, count(*) filter (where a.action = 'call.created')
          - count(*) filter (where a.action = 'call.created.refused'))
        from shared join public.audit_log a on a.org_id = shared.id and a.created_at >= dialling.day_start),
      (select coalesce(sum(s.duration_ms), 0)
        from shared join public.call_stats s on s.org_id = shared.id and s.direction = 'outbound'
          and s.day >= (dialling.day_start at time zone shared.time_zone)::date)
      + (select coalesce(sum(greatest(0, extract(epoch from at - c.started_at))), 0) * 1000
        from shared join public.calls c on c.org_id = shared.id and c.direction = 'outbound'
          and c.status not in ('scheduled', 'ended') and c.started_at is not null)
      into calls, duration_ms;
  end if;
  return next;
end
$$;

revoke all on function app.free_organizations(), app.refuse_organization(bigint), app.bound_ownership(),
  app.count_members(uuid), app.count_api_keys(uuid, timestamptz), app.day_start(uuid, timestamptz),
  app.count_actions(uuid, text, timestamptz), app.is_new_account(public.organizations, timestamptz),
  app.lock_new_account(uuid, timestamptz), app.dialling(uuid, timestamptz) from public;
grant execute on function app.count_members(uuid), app.count_api_keys(uuid, timestamptz),
  app.day_start(uuid, timestamptz), app.count_actions(uuid, text, timestamptz), app.lock_new_account(uuid, timestamptz),
  app.dialling(uuid, timestamptz) to allokoli_member;

-- assistant_versions: members let go of what is more than a hundred versions old, which is the least that a plan keeps.
create policy member_lets_go on assistant_versions for delete to allokoli_member
  using (
    org_id = any (array(select app.organizations_with_role('member')))
    and version <= (
      select a.version from assistants a
      where a.org_id = assistant_versions.org_id and a.id = assistant_versions.assistant_id
    ) - 100
  );
