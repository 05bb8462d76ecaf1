-- Who belongs where: the functions that policies and transactions ask, and what happens by itself.

-- References that drizzle cannot say: into Supabase's own schema, and one that clears a single column.
alter table memberships
  add constraint memberships_user_id_users foreign key (user_id) references auth.users (id) on delete cascade;
alter table profiles
  add constraint profiles_user_id_users foreign key (user_id) references auth.users (id) on delete cascade;
alter table calls
  add constraint calls_assistant foreign key (org_id, assistant_id) references assistants (org_id, id)
  on delete set null (assistant_id);

-- The person of this transaction; null outside one.
create function app.user_id() returns uuid
language sql stable security definer set search_path = '' as $$
  select auth.uid()
$$;

-- The organization of a system transaction; null outside one.
create function app.system_org_id() returns uuid
language sql stable set search_path = '' as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'org_id')::uuid
$$;

-- The organizations in which the person has at least this role. Policies ask it as `array(select …)`, which Postgres
-- evaluates once a statement rather than once a row.
create function app.organizations_with_role(minimum public.member_role) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select org_id from public.memberships where user_id = (select auth.uid()) and role >= minimum
$$;

-- The people who share an organization with the person.
create function app.colleagues() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select distinct user_id from public.memberships
  where org_id in (select org_id from public.memberships where user_id = (select auth.uid()))
$$;

-- The first statement of a person's transaction: their role, or an end to it.
create function app.require_membership(org uuid, minimum public.member_role) returns public.member_role
language plpgsql stable security definer set search_path = '' as $$
declare held public.member_role;
begin
  select role into held from public.memberships where org_id = org and user_id = (select auth.uid());
  if held is null then
    raise exception 'not a member of this organization' using errcode = 'AK001';
  end if;
  if held < minimum then
    raise exception 'needs the role %, has %', minimum, held using errcode = 'AK002';
  end if;
  return held;
end
$$;

-- A person makes an organization and owns it. Nobody may insert into organizations directly.
create function app.create_organization(name text, locale text, time_zone text) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  owner_id uuid := auth.uid();
  created uuid;
begin
  if owner_id is null then
    raise exception 'nobody is signed in' using errcode = 'AK001';
  end if;
  insert into public.organizations as o (name, locale, time_zone)
    values (create_organization.name, create_organization.locale, create_organization.time_zone)
    returning o.id into created;
  insert into public.memberships (org_id, user_id, role) values (created, owner_id, 'owner');
  return created;
end
$$;

-- The organizations in which a sweep has something to do. All that the system's role can learn across organizations.
create function app.organizations_due(at timestamptz, at_most integer) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select org_id from public.assistants where sync_state = 'pending' and sync_next_at <= at
  union
  select org_id from public.calls where sync_state = 'pending' and sync_next_at <= at
  union
  select org_id from public.calls where status <> 'ended'
  union
  select org_id from public.events where delivered_at is null
  union
  select org_id from public.idempotency_keys where expires_at <= at
  limit at_most
$$;

-- A new account has a profile and an organization of its own. What the sign-up form says is bounded, never trusted:
-- whatever it holds, signing up works.
create function app.on_user_created() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  said jsonb := coalesce(new.raw_user_meta_data, '{}');
  lang text := case when said ->> 'locale' = 'en' then 'en' else 'fr' end;
  person_name text := nullif(left(btrim(coalesce(said ->> 'full_name', said ->> 'name', '')), 120), '');
  org_name text := nullif(left(btrim(coalesce(said ->> 'organization_name', '')), 80), '');
  org uuid;
begin
  insert into public.profiles (user_id, full_name, email, locale) values (new.id, person_name, new.email, lang);
  insert into public.organizations (name, locale)
    values (coalesce(org_name, case lang when 'en' then 'My organization' else 'Mon organisation' end), lang)
    returning id into org;
  insert into public.memberships (org_id, user_id, role) values (org, new.id, 'owner');
  return null;
end
$$;
create trigger allokoli_on_user_created after insert on auth.users
  for each row execute function app.on_user_created();

create function app.on_user_email_changed() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.profiles set email = new.email where user_id = new.id;
  return null;
end
$$;
create trigger allokoli_on_user_email_changed after update of email on auth.users
  for each row when (old.email is distinct from new.email) execute function app.on_user_email_changed();

-- An organization keeps an owner for as long as it exists. The organization's row is locked, so that two owners who
-- leave at the same moment cannot both find the other still there.
create function app.keep_an_owner() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if old.role = 'owner' then
    perform 1 from public.organizations where id = old.org_id for no key update;
    if found and not exists (select 1 from public.memberships where org_id = old.org_id and role = 'owner') then
      raise exception 'the last owner stays' using errcode = 'AK003';
    end if;
  end if;
  return null;
end
$$;
create trigger keep_an_owner after update or delete on memberships
  for each row execute function app.keep_an_owner();

-- Nothing moves to another organization, not even between two of the same person.
create function app.stay_in_organization() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'a row stays in its organization' using errcode = 'check_violation';
end
$$;
create trigger stay before update of org_id on memberships for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on assistants for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on calls for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on messages for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on idempotency_keys for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();

create function app.touch() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end
$$;
create trigger touch before update on organizations for each row execute function app.touch();
create trigger touch before update on profiles for each row execute function app.touch();
create trigger touch before update on assistants for each row execute function app.touch();
create trigger touch before update on calls for each row execute function app.touch();
