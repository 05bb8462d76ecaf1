ALTER TABLE "organizations" ADD COLUMN "closed_at" timestamp (3) with time zone;
CREATE INDEX "organizations_closed" ON "organizations" USING btree ("closed_at") WHERE "organizations"."closed_at" is not null;

-- An organization that is closed has no owner to keep.
create or replace function app.keep_an_owner() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if old.role = 'owner' then
    perform 1 from public.organizations where id = old.org_id and closed_at is null for no key update;
    if found and not exists (select 1 from public.memberships where org_id = old.org_id and role = 'owner') then
      raise exception 'the last owner stays' using errcode = 'AK003';
    end if;
  end if;
  return null;
end
$$;

-- What was an owner's right by a bare `delete` left what stands at the voice provider behind.
drop policy owner_deletes on organizations;
revoke delete on organizations from allokoli_member;

-- Closes an organization for good: its members, keys and webhooks are gone with the commit, and what the voice provider
-- has of it is to be deleted there, as if each had been deleted here.
create function app.close_organization(org uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept record;
begin
  if app.is_api_key() or app.role_in(org) is distinct from 'owner' then
    raise exception 'an owner closes an organization' using errcode = 'AK002';
  end if;
  update public.organizations set closed_at = now(), revision = revision + 1 where id = org;
  for kept in
    select tablename from app.mirrored_table('assistant')
    union all select tablename from app.mirrored_table('function')
    union all select tablename from app.mirrored_table('squad')
    union all select tablename from app.mirrored_table('workflow')
    union all select tablename from app.mirrored_table('telephony-credential')
  loop
    execute format(
      'update public.%I set
        deleted_at = now(),
        revision = revision + 1,
        sync_next_at = case when sync_state = ''pending'' and sync_next_at > now() then sync_next_at else now() end,
        sync_state = ''pending'',
        sync_action = ''delete''
      where org_id = $1 and deleted_at is null',
      kept.tablename
    ) using org;
  end loop;
  update public.files set deleted_at = now(), due_at = now(), attempts = 0 where org_id = org and deleted_at is null;
  delete from public.webhook_endpoints where org_id = org;
  delete from public.api_keys where org_id = org;
  delete from public.invitations where org_id = org;
  delete from public.memberships where org_id = org;
end
$$;
revoke all on function app.close_organization(uuid) from public;
grant execute on function app.close_organization(uuid) to allokoli_member;

-- Erases what closed organizations leave, one bite of each table. An hour later, when no report of a last call is on its way
-- any more, and not before the voice provider and the store of files have nothing of it. True when there is more.
create function app.erase_closed(at_most integer) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  gone uuid;
  erased bigint;
begin
  select o.id into gone from public.organizations o
    where o.closed_at <= now() - interval '1 hour'
      and not exists (select from public.assistants t where t.org_id = o.id)
      and not exists (select from public.functions t where t.org_id = o.id)
      and not exists (select from public.squads t where t.org_id = o.id)
      and not exists (select from public.workflows t where t.org_id = o.id)
      and not exists (select from public.telephony_credentials t where t.org_id = o.id)
      and not exists (select from public.phone_numbers t where t.org_id = o.id and t.order_state <> 'failed')
      and not exists (select from public.files t where t.org_id = o.id)
    order by o.closed_at limit 1 for update skip locked;
  if gone is null then
    return false;
  end if;
  -- The large ones first, so that no statement erases a million rows.
  delete from public.events where ctid = any (array(select ctid from public.events where org_id = gone limit at_most));
  get diagnostics erased = row_count;
  if erased < at_most then
    delete from public.calls where ctid = any (array(select ctid from public.calls where org_id = gone limit at_most));
    get diagnostics erased = row_count;
  end if;
  if erased < at_most then
    delete from public.organizations where id = gone;
  end if;
  return true;
end
$$;
revoke all on function app.erase_closed(integer) from public;
grant execute on function app.erase_closed(integer) to allokoli_system;
