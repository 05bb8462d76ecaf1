-- What somebody let in goes when they may no longer let anybody in: their API keys, and the invitations that are open.
-- Who removes them says it first, and may keep keys; here is the net below that, which an account's deletion falls into.

-- A key is made by the person who answers for it, and kept by none but oneself.
drop policy admin_adds on api_keys;
create policy admin_adds on api_keys for insert to allokoli_member
  with check (
    created_by = (select app.user_id()) and kept_by is null and last_used_at is null and revoked_at is null
    and role <= app.role_in(org_id) and org_id = any (array(select app.organizations_with_role('admin')))
  );
grant select (kept_by), update (kept_by) on api_keys to allokoli_member;

create function app.keep_in_own_name() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.kept_by is distinct from app.user_id() then
    raise exception 'a key is kept in one''s own name' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger keep_in_own_name before update of kept_by on api_keys for each row
  when (old.kept_by is distinct from new.kept_by) execute function app.keep_in_own_name();

-- Behind the lock that keys are made under (app.lock_plan): one that is being made at this moment is seen, and whoever
-- comes later is no admin any more. An organization that is itself deleted takes everything along.
create function app.let_go_of_rights() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  left_with public.member_role := case when tg_op = 'UPDATE' then new.role end;
begin
  perform 1 from public.organizations where id = old.org_id for no key update;
  if not found then
    return null;
  end if;
  if left_with is null or left_with < 'admin' then
    with revoked as (
      update public.api_keys set revoked_at = now()
        where org_id = old.org_id and coalesce(kept_by, created_by) = old.user_id and revoked_at is null
        returning id, name
    )
    insert into public.audit_log (org_id, actor_kind, action, resource_type, resource_id, detail)
      select old.org_id, 'system', 'api-key.revoked', 'api-key', id, jsonb_build_object('name', name) from revoked;
  end if;
  with withdrawn as (
    delete from public.invitations
      where org_id = old.org_id and invited_by = old.user_id and accepted_at is null
        and (left_with is null or left_with < 'admin' or role > left_with)
      returning id, email
  )
  insert into public.audit_log (org_id, actor_kind, action, resource_type, resource_id, detail)
    select old.org_id, 'system', 'invitation.revoked', 'invitation', id, jsonb_build_object('email', email)
      from withdrawn;
  return null;
end
$$;
create trigger let_go_of_rights after delete on memberships
  for each row execute function app.let_go_of_rights();
create trigger let_go_of_lower_rights after update of role on memberships
  for each row when (new.role < old.role and old.role >= 'admin') execute function app.let_go_of_rights();

revoke all on function app.keep_in_own_name(), app.let_go_of_rights() from public;
