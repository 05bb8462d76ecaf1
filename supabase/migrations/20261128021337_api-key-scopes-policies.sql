-- What an API key is for. The claims of its transactions have, beside its id, the scopes of which the operation needs
-- one; the key has to have one of them, in the same places in which it has to be good at all.

drop trigger touch on api_keys;
create trigger touch before update of name, role, scopes, expires_at, revoked_at on api_keys
  for each row execute function app.touch();
grant select (scopes), update (scopes) on api_keys to allokoli_member;

-- The scopes of which this transaction's operation needs one; none where the gateway knew no such operation.
create function app.needed_scopes() returns text[]
language plpgsql stable set search_path = '' as $$
begin
  return array(select jsonb_array_elements_text(
    coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'scopes', '[]')));
end
$$;

-- The organization of the key that asks and its role there; nothing for one that is over or not for this. Whoever has
-- `webhooks` keeps subscriptions as an admin does, and the policy below keeps it to its own.
create function app.key_standing() returns table (org_id uuid, role public.member_role)
language plpgsql stable security definer set search_path = '' as $$
declare needed text[] := app.needed_scopes();
begin
  return query
    select k.org_id, case when 'webhooks' = any (needed) and 'webhooks' = any (k.scopes) then greatest(k.role, 'admin') else k.role end
    from public.api_keys k
    where k.id = auth.uid() and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      and k.scopes && needed;
end
$$;

create or replace function app.organizations_with_role(minimum public.member_role) returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if app.is_api_key() then
    return query select k.org_id from app.key_standing() k where k.role >= minimum;
  else
    return query select m.org_id from public.memberships m where m.user_id = auth.uid() and m.role >= minimum;
  end if;
end
$$;

create or replace function app.role_in(org uuid) returns public.member_role
language plpgsql stable security definer set search_path = '' as $$
begin
  if app.is_api_key() then
    return (select k.role from app.key_standing() k where k.org_id = org);
  end if;
  return (select m.role from public.memberships m where m.org_id = org and m.user_id = auth.uid());
end
$$;

create or replace function app.require_membership(org uuid, minimum public.member_role) returns public.member_role
language plpgsql stable security definer set search_path = '' as $$
declare held public.member_role := app.role_in(org);
begin
  if held is null and app.is_api_key() then
    if exists (select from public.api_keys k
      where k.id = auth.uid() and k.org_id = org
        and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) then
      raise exception 'the API key has none of the scopes of which this needs one'
        using errcode = 'AK007', detail = to_jsonb(app.needed_scopes())::text;
    end if;
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

-- Whether the key that asks reaches subscriptions that it did not make: by another scope than `webhooks`, and where they
-- are changed as an admin.
create function app.reaches_every_webhook() returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare needed text[] := app.needed_scopes();
begin
  return exists (select from public.api_keys k
    where k.id = auth.uid() and k.scopes && array_remove(needed, 'webhooks')
      and (k.role >= 'admin' or 'read' = any (needed)));
end
$$;
create policy own_subscriptions on webhook_endpoints as restrictive for all to allokoli_member
  using (
    not (select app.is_api_key()) or created_by = (select app.user_id()) or (select app.reaches_every_webhook())
  );

-- Who revokes a key, or takes `webhooks` from it, ends what it subscribed to: its tool shall hear nothing more.
create function app.end_subscriptions() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.webhook_endpoints
  set state = 'disabled', disabled_reason = 'The API key that subscribed may do so no more.', revision = revision + 1
  where org_id = new.org_id and created_by = new.id and state = 'enabled' and deleted_at is null;
  return null;
end
$$;
create trigger end_subscriptions after update of revoked_at, scopes on api_keys for each row
  when ('webhooks' = any (old.scopes) and old.revoked_at is null
    and (new.revoked_at is not null or 'webhooks' <> all (new.scopes)))
  execute function app.end_subscriptions();

drop function app.find_api_key(text);
create function app.find_api_key(shown text)
returns table (
  id uuid, org_id uuid, role public.member_role, scopes text[], plan text, expires_at timestamptz, last_used_at timestamptz
)
language sql stable security definer set search_path = '' as $$
  select k.id, k.org_id, k.role, k.scopes, o.plan, k.expires_at, k.last_used_at
  from public.api_keys k
  join public.organizations o on o.id = k.org_id
  where k.hash = shown and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$$;

-- What a key may know of itself, whatever it is for: how it is called, and in which organization.
create function app.own_api_key()
returns table (
  id uuid, name text, role public.member_role, scopes text[], revision integer, created_at timestamptz,
  updated_at timestamptz, org_id uuid, org_name text, org_locale text
)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
    select k.id, k.name, k.role, k.scopes, k.revision, k.created_at::timestamptz, k.updated_at::timestamptz,
      o.id, o.name, o.locale
    from public.api_keys k
    join public.organizations o on o.id = k.org_id
    where app.is_api_key() and k.id = auth.uid()
      and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
end
$$;

revoke all on function app.needed_scopes(), app.key_standing(), app.reaches_every_webhook(), app.end_subscriptions(),
  app.find_api_key(text), app.own_api_key() from public;
grant execute on function app.needed_scopes(), app.reaches_every_webhook(), app.own_api_key() to allokoli_member;
grant execute on function app.find_api_key(text) to allokoli_system;
