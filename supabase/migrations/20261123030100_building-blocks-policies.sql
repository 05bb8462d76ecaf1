-- Functions, squads, workflows, callers' messages, test suites, roll-ups, invitations: who may see and change them, and
-- what follows what.

alter table phone_numbers
  add constraint phone_numbers_squad foreign key (org_id, squad_id) references squads (org_id, id)
  on delete set null (squad_id);

create trigger stay before update of org_id on functions for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on squads for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on workflows for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on caller_messages for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on test_suites for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on tests for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on test_runs for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on test_attempts for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on invitations for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on function_secrets for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on call_stats for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update on functions for each row execute function app.touch();
create trigger touch before update on squads for each row execute function app.touch();
create trigger touch before update on workflows for each row execute function app.touch();
create trigger touch before update on test_suites for each row execute function app.touch();
create trigger touch before update on tests for each row execute function app.touch();
create trigger touch before update on test_runs for each row execute function app.touch();

-- functions: members say what is wanted; the mirror's sweep notes how it went and never changes what is wanted.
grant select, insert, delete on functions to allokoli_member;
grant update (
  name, settings, revision, sync_state, sync_action, sync_attempts, sync_error, sync_next_at, deleted_at
) on functions to allokoli_member;
create policy viewer_reads on functions for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on functions for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));
grant select, delete on functions to allokoli_system;
grant update (vapi_id, sync_state, sync_action, sync_attempts, sync_error, sync_next_at) on functions to allokoli_system;
create policy system_sweeps on functions for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- squads: members say what is wanted; the mirror's sweep notes how it went and never changes what is wanted.
grant select, insert, delete on squads to allokoli_member;
grant update (
  name, settings, revision, sync_state, sync_action, sync_attempts, sync_error, sync_next_at, deleted_at
) on squads to allokoli_member;
create policy viewer_reads on squads for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on squads for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));
grant select, delete on squads to allokoli_system;
grant update (vapi_id, sync_state, sync_action, sync_attempts, sync_error, sync_next_at) on squads to allokoli_system;
create policy system_sweeps on squads for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- workflows: members say what is wanted; the mirror's sweep notes how it went and never changes what is wanted.
grant select, insert, delete on workflows to allokoli_member;
grant update (
  name, settings, revision, sync_state, sync_action, sync_attempts, sync_error, sync_next_at, deleted_at
) on workflows to allokoli_member;
create policy viewer_reads on workflows for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on workflows for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));
grant select, delete on workflows to allokoli_system;
grant update (vapi_id, sync_state, sync_action, sync_attempts, sync_error, sync_next_at) on workflows to allokoli_system;
create policy system_sweeps on workflows for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- function_secrets: members write them, nobody but the system reads what is sealed.
grant select (id, org_id, function_id, key_id, created_at), insert, delete on function_secrets to allokoli_member;
create policy viewer_reads on function_secrets for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on function_secrets for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));
grant select, delete on function_secrets to allokoli_system;
create policy system_sweeps on function_secrets for all to allokoli_system
  using (org_id = (select app.system_org_id()));

-- caller_messages: taken by the system, handled by members.
grant select, delete on caller_messages to allokoli_member;
grant update (handled_at, handled_by) on caller_messages to allokoli_member;
create policy viewer_reads on caller_messages for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_handles on caller_messages for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));
create policy member_deletes on caller_messages for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));
grant select, insert on caller_messages to allokoli_system;
create policy system_reads on caller_messages for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_takes on caller_messages for insert to allokoli_system
  with check (org_id = (select app.system_org_id()));

-- test_suites: the members' own.
grant select, insert, update, delete on test_suites to allokoli_member;
create policy viewer_reads on test_suites for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on test_suites for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));

-- tests: the members' own.
grant select, insert, update, delete on tests to allokoli_member;
create policy viewer_reads on tests for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on tests for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));

-- test_runs: begun and thrown away by members, carried on by the system.
grant select, insert, delete on test_runs to allokoli_member;
create policy viewer_reads on test_runs for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_begins on test_runs for insert to allokoli_member
  with check (org_id = any (array(select app.organizations_with_role('member'))));
create policy member_deletes on test_runs for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));
grant select, insert on test_runs to allokoli_system;
grant update (status, ended_reason, error, passed, counts, vapi_runs, started_at, ended_at) on test_runs to allokoli_system;
create policy system_carries_on on test_runs for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- test_attempts: begun and thrown away by members, carried on by the system.
grant select, insert, delete on test_attempts to allokoli_member;
create policy viewer_reads on test_attempts for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_begins on test_attempts for insert to allokoli_member
  with check (org_id = any (array(select app.organizations_with_role('member'))));
create policy member_deletes on test_attempts for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));
grant select, insert on test_attempts to allokoli_system;
grant update (status, reason, rubrics, transcript, latency, vapi_item_id, started_at, ended_at) on test_attempts to allokoli_system;
create policy system_carries_on on test_attempts for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- call_stats: written by the trigger that counts, with its owner's rights.
grant select on call_stats to allokoli_member;
create policy viewer_reads on call_stats for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
grant select on call_stats to allokoli_system;
create policy system_reads on call_stats for select to allokoli_system
  using (org_id = (select app.system_org_id()));

-- invitations: admins invite everybody but owners.
grant select, insert, delete on invitations to allokoli_member;
grant update (role, mail, expires_at) on invitations to allokoli_member;
create policy admin_reads on invitations for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_invites on invitations for insert to allokoli_member
  with check (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_updates on invitations for update to allokoli_member
  using (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
  with check (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_withdraws on invitations for delete to allokoli_member
  using (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))));
create policy owner_manages on invitations for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('owner'))))
  with check (org_id = any (array(select app.organizations_with_role('owner'))));

-- What names another thing at Vapi by Vapi's id is told again when that changes. A claim of the mirror is left alone:
-- whoever holds it finds the higher revision.
create function app.follow_function() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.assistants set
    revision = revision + 1,
    sync_state = 'pending',
    sync_action = case when sync_action = 'create' then 'create' else 'update' end,
    sync_next_at = case when sync_state = 'pending' and sync_next_at > now() then sync_next_at else now() end
  where org_id = new.org_id and function_ids @> array[new.id] and deleted_at is null;
  update public.workflows set
    revision = revision + 1,
    sync_state = 'pending',
    sync_action = case when sync_action = 'create' then 'create' else 'update' end,
    sync_next_at = case when sync_state = 'pending' and sync_next_at > now() then sync_next_at else now() end
  where org_id = new.org_id and (vapi_id is not null or sync_state = 'pending') and deleted_at is null
    and settings -> 'nodes' @> jsonb_build_array(jsonb_build_object('functionId', new.id));
  return null;
end
$$;
revoke all on function app.follow_function() from public;
create trigger follow after update of vapi_id on functions for each row
  when (old.vapi_id is distinct from new.vapi_id) execute function app.follow_function();

create function app.squads_follow_assistant() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.squads set
    revision = revision + 1,
    sync_state = 'pending',
    sync_action = case when sync_action = 'create' then 'create' else 'update' end,
    sync_next_at = case when sync_state = 'pending' and sync_next_at > now() then sync_next_at else now() end
  where org_id = new.org_id and deleted_at is null
    and settings -> 'members' @> jsonb_build_array(jsonb_build_object('assistantId', new.id));
  return null;
end
$$;
revoke all on function app.squads_follow_assistant() from public;
create trigger squads_follow after update of name, vapi_assistant_id on assistants for each row
  when (old.name <> new.name or old.vapi_assistant_id is distinct from new.vapi_assistant_id)
  execute function app.squads_follow_assistant();

create function app.numbers_follow_squad() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.phone_numbers set
    squad_id = case when new.deleted_at is null then squad_id end,
    revision = revision + 1,
    sync_state = 'pending',
    sync_action = 'update',
    sync_next_at = case when sync_state = 'pending' and sync_next_at > now() then sync_next_at else now() end
  where org_id = new.org_id and squad_id = new.id and order_state = 'done' and deleted_at is null;
  return null;
end
$$;
revoke all on function app.numbers_follow_squad() from public;
create trigger numbers_follow after update of deleted_at, vapi_id on squads for each row
  when (old.deleted_at is distinct from new.deleted_at or old.vapi_id is distinct from new.vapi_id)
  execute function app.numbers_follow_squad();

-- phone_numbers: who answers may be a squad.
grant update (squad_id) on phone_numbers to allokoli_member;
