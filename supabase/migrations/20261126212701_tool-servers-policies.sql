-- Tool servers: who may see and change what their requests are signed with, and how what Vapi was told in an older form is
-- found and told again.

create trigger stay before update of org_id on tool_secrets for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();

-- tool_secrets: members write them, nobody but the system reads what is sealed. The system makes the first of a function
-- or an assistant that has none.
grant select (id, org_id, function_id, assistant_id, key_id, expires_at, created_at), insert, delete on tool_secrets
  to allokoli_member;
grant update (expires_at) on tool_secrets to allokoli_member;
create policy member_writes on tool_secrets for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));
grant select, insert on tool_secrets to allokoli_system;
create policy system_signs on tool_secrets for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_makes_first on tool_secrets for insert to allokoli_system
  with check (expires_at is null and org_id = (select app.system_org_id()));

-- The mirror notes in which form it told Vapi.
grant update (sync_form) on assistants, functions, squads, workflows, phone_numbers to allokoli_system;

-- Nothing changes for anybody when a thing is told in another form: its `updated_at` stays, by which the assistant that
-- was changed last is found.
drop trigger touch on assistants;
create trigger touch before update on assistants for each row
  when (old.revision <> new.revision or (old.sync_action is distinct from 'move' and new.sync_action is distinct from 'move'))
  execute function app.touch();
drop trigger touch on functions;
create trigger touch before update on functions for each row
  when (old.revision <> new.revision or (old.sync_action is distinct from 'move' and new.sync_action is distinct from 'move'))
  execute function app.touch();
drop trigger touch on squads;
create trigger touch before update on squads for each row
  when (old.revision <> new.revision or (old.sync_action is distinct from 'move' and new.sync_action is distinct from 'move'))
  execute function app.touch();
drop trigger touch on workflows;
create trigger touch before update on workflows for each row
  when (old.revision <> new.revision or (old.sync_action is distinct from 'move' and new.sync_action is distinct from 'move'))
  execute function app.touch();
drop trigger touch on phone_numbers;
create trigger touch before update on phone_numbers for each row
  when (old.revision <> new.revision or (old.sync_action is distinct from 'move' and new.sync_action is distinct from 'move'))
  execute function app.touch();

-- The organizations of which Vapi has something in another form than the given ones, or is overdue to be told something.
-- In the order of their ids, those after the given one. Two ranges instead of `<>`: an index finds nothing in no time.
create function app.organizations_to_tell(
  assistant_form text, function_form text, squad_form text, workflow_form text,
  overdue timestamptz, after uuid, at_most integer
) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select org_id from (
    select org_id from public.assistants
    where vapi_assistant_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < assistant_form or sync_form > assistant_form)
    union
    select org_id from public.functions
    where vapi_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < function_form or sync_form > function_form)
    union
    select org_id from public.squads
    where vapi_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < squad_form or sync_form > squad_form)
    union
    select org_id from public.workflows
    where vapi_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < workflow_form or sync_form > workflow_form)
    union
    select org_id from public.assistants where sync_state = 'pending' and sync_next_at <= overdue
    union
    select org_id from public.functions where sync_state = 'pending' and sync_next_at <= overdue
    union
    select org_id from public.squads where sync_state = 'pending' and sync_next_at <= overdue
    union
    select org_id from public.workflows where sync_state = 'pending' and sync_next_at <= overdue
  ) waiting
  where after is null or org_id > after
  order by org_id
  limit at_most
$$;
revoke all on function app.organizations_to_tell(text, text, text, text, timestamptz, uuid, integer) from public;
grant execute on function app.organizations_to_tell(text, text, text, text, timestamptz, uuid, integer) to allokoli_system;

-- The same for numbers.
create function app.organizations_with_numbers_to_tell(
  number_form text, overdue timestamptz, after uuid, at_most integer
) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select org_id from (
    select org_id from public.phone_numbers
    where vapi_phone_number_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < number_form or sync_form > number_form)
    union
    select org_id from public.phone_numbers where sync_state = 'pending' and sync_next_at <= overdue
  ) waiting
  where after is null or org_id > after
  order by org_id
  limit at_most
$$;
revoke all on function app.organizations_with_numbers_to_tell(text, timestamptz, uuid, integer) from public;
grant execute on function app.organizations_with_numbers_to_tell(text, timestamptz, uuid, integer) to allokoli_system;

-- A message kept what Vapi called the call as if it were ours. What is no call of the organization's is Vapi's id.
update caller_messages m set vapi_call_id = call_id::text, call_id = null
where call_id is not null
  and not exists (select from calls c where c.org_id = m.org_id and c.id = m.call_id);
