-- API keys: a key is asked for in the same places as a membership, so that one that is over is out at once.
-- The claims of its transactions have the key's id as `sub` and the role `api_key`.

create trigger stay before update of org_id on api_keys for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
-- That it was used is no change of it.
create trigger touch before update of name, role, expires_at, revoked_at on api_keys
  for each row execute function app.touch();

-- Whether this transaction is a key's rather than a person's. In PL/pgSQL, as what follows: its plans are kept for the
-- connection, while a function in SQL is planned at each call, and every statement asks these.
create function app.is_api_key() returns boolean
language plpgsql stable set search_path = '' as $$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' = 'api_key', false);
end
$$;

-- The organizations in which the person, or the key, has at least this role. A key is over when it is revoked or expired.
create or replace function app.organizations_with_role(minimum public.member_role) returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if app.is_api_key() then
    return query select k.org_id from public.api_keys k
      where k.id = auth.uid() and k.role >= minimum
        and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  else
    return query select m.org_id from public.memberships m where m.user_id = auth.uid() and m.role >= minimum;
  end if;
end
$$;

-- The same for one organization; null for no role.
create function app.role_in(org uuid) returns public.member_role
language plpgsql stable security definer set search_path = '' as $$
begin
  if app.is_api_key() then
    return (select k.role from public.api_keys k
      where k.id = auth.uid() and k.org_id = org
        and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()));
  end if;
  return (select m.role from public.memberships m where m.org_id = org and m.user_id = auth.uid());
end
$$;

create or replace function app.colleagues() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select distinct user_id from public.memberships
  where org_id = any (array(select app.organizations_with_role('viewer')))
$$;

create or replace function app.require_membership(org uuid, minimum public.member_role) returns public.member_role
language plpgsql stable security definer set search_path = '' as $$
declare held public.member_role := app.role_in(org);
begin
  if held is null and app.is_api_key() then
    raise exception 'the API key is over, or another organization''s' using errcode = 'AK005';
  end if;
  if held is null then
    raise exception 'not a member of this organization' using errcode = 'AK001';
  end if;
  if held < minimum then
    raise exception 'needs the role %, has %', minimum, held using errcode = 'AK002';
  end if;
  return held;
end
$$;

create or replace function app.lock_plan(org uuid) returns text
language sql volatile security definer set search_path = '' as $$
  select plan from public.organizations where id = org and app.role_in(org) >= 'member'
  for no key update
$$;

-- Who calls, by the hash of the key that they show: nothing for one that is over or never was.
create function app.find_api_key(shown text)
returns table (id uuid, org_id uuid, role public.member_role, plan text, expires_at timestamptz, last_used_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select k.id, k.org_id, k.role, o.plan, k.expires_at, k.last_used_at
  from public.api_keys k
  join public.organizations o on o.id = k.org_id
  where k.hash = shown and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$$;

-- At most once a minute: a key that is used all the time is no row that is written all the time.
create function app.note_api_key_use(key uuid) returns void
language sql volatile security definer set search_path = '' as $$
  update public.api_keys set last_used_at = now()
  where id = key and (last_used_at is null or last_used_at < now() - interval '1 minute')
$$;

-- What a key is called, for whoever belongs to its organization, after it is over too.
create function app.api_key_name(org uuid, key uuid) returns text
language sql stable security definer set search_path = '' as $$
  select name from public.api_keys where id = key and org_id = org and app.role_in(org) is not null
$$;

-- What somebody is called who did something in the organization, for its admins: a person, also one who has left since,
-- or a key.
create function app.actor_name(org uuid, actor uuid) returns text
language sql stable security definer set search_path = '' as $$
  select coalesce(
    (select k.name from public.api_keys k where k.id = actor and k.org_id = org),
    (select coalesce(p.full_name, p.email) from public.profiles p
      where p.user_id = actor and exists (select from public.audit_log a where a.org_id = org and a.actor_id = actor))
  )
  where app.role_in(org) >= 'admin'
$$;

revoke all on api_keys from public, anon, authenticated, service_role;
revoke all on function app.is_api_key(), app.role_in(uuid), app.find_api_key(text),
  app.note_api_key_use(uuid), app.api_key_name(uuid, uuid), app.actor_name(uuid, uuid) from public;
grant execute on function app.is_api_key(), app.role_in(uuid), app.api_key_name(uuid, uuid), app.actor_name(uuid, uuid)
  to allokoli_member;
grant execute on function app.find_api_key(text), app.note_api_key_use(uuid) to allokoli_system;

-- api_keys: admins keep them; nobody reads what they are hashed to, and one that is revoked stays so.
grant select (
  id, org_id, name, role, start, last_four, created_by, revision, created_at, updated_at, expires_at, last_used_at, revoked_at
), insert on api_keys to allokoli_member;
grant update (name, role, expires_at, revoked_at, revision) on api_keys to allokoli_member;
create policy admin_reads on api_keys for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_adds on api_keys for insert to allokoli_member
  with check (
    created_by = (select app.user_id()) and last_used_at is null and revoked_at is null
    and role <= app.role_in(org_id) and org_id = any (array(select app.organizations_with_role('admin')))
  );
create policy admin_changes on api_keys for update to allokoli_member
  using (revoked_at is null and org_id = any (array(select app.organizations_with_role('admin'))))
  with check (role <= app.role_in(org_id) and org_id = any (array(select app.organizations_with_role('admin'))));

-- Who belongs to the organization, and who may call in its name, is for people: no key makes itself another.
create policy for_people on api_keys as restrictive for all to allokoli_member using (not (select app.is_api_key()));
create policy for_people on memberships as restrictive for all to allokoli_member using (not (select app.is_api_key()));
create policy for_people on invitations as restrictive for all to allokoli_member using (not (select app.is_api_key()));

-- audit_log: what a key does, it signs as the key that it is.
drop policy self_adds on audit_log;
create policy self_adds on audit_log for insert to allokoli_member
  with check (
    actor_id = (select app.user_id())
    and actor_kind = case when (select app.is_api_key()) then 'api_key' else 'person' end
    and org_id = any (array(select app.organizations_with_role('viewer')))
  );
