-- What the mirror's stocktake asks (docs/mirror.md), of all organizations: which things Vapi should have, what the books
-- know of those that it has, and that the lost ones are told to it again.

-- Where a kind of thing is kept, and the column with its id at Vapi. Constants: no name in SQL is ever what somebody sent.
create function app.mirrored_table(kind text, out tablename text, out vapi_column text)
language sql immutable set search_path = '' as $$
  select known.tablename, known.vapi_column from (values
    ('assistant', 'assistants', 'vapi_assistant_id'),
    ('function', 'functions', 'vapi_id'),
    ('squad', 'squads', 'vapi_id'),
    ('workflow', 'workflows', 'vapi_id'),
    ('phone-number', 'phone_numbers', 'vapi_phone_number_id'),
    ('telephony-credential', 'telephony_credentials', 'vapi_credential_id')
  ) known (kind, tablename, vapi_column)
  where known.kind = mirrored_table.kind
$$;
revoke all on function app.mirrored_table(text) from public;

-- What is in step: some of it, in the order of the ids at Vapi, after the given one.
create function app.told_to_vapi(kind text, after text, at_most integer)
returns table (id uuid, vapi_id text)
language plpgsql stable security definer set search_path = '' as $$
declare
  kept record := app.mirrored_table(kind);
begin
  return query execute format(
    'select t.id, t.%2$I from public.%1$I t
      where t.%2$I > $1 and t.sync_state = ''synced'' and t.deleted_at is null order by t.%2$I limit $2',
    kept.tablename, kept.vapi_column
  ) using after, at_most;
end
$$;
revoke all on function app.told_to_vapi(text, text, integer) from public;
grant execute on function app.told_to_vapi(text, text, integer) to allokoli_system;

-- What the books know of things at Vapi that carry an id of ours, and mostly the organization's:
--   linked    a row names this very thing
--   surplus   the row names another, and nothing is under way
--   waiting   the row names none yet, or has something under way
--   gone      there is no row, and the audit log says that there was one
--   unknown   there is no row, and no word of one: it may be another installation's
create function app.known_of_vapi(kind text, vapi_ids text[], our_ids uuid[], org_ids uuid[])
returns table (vapi_id text, standing text, linked text)
language plpgsql stable security definer set search_path = '' as $$
declare
  kept record := app.mirrored_table(kind);
begin
  return query execute format(
    'select v.vapi_id,
        case
          when exists (select from public.%1$I l where l.%2$I = v.vapi_id) then ''linked''
          when t.id is not null and t.%2$I is not null and t.sync_state <> ''pending'' then ''surplus''
          when t.id is not null then ''waiting''
          when exists (
            select from public.audit_log a
            where a.org_id = v.org_id and a.resource_type = $1 and a.resource_id = v.our_id::text
          ) then ''gone''
          else ''unknown''
        end,
        t.%2$I
      from unnest($2, $3, $4) v (vapi_id, our_id, org_id)
      left join public.%1$I t on t.id = v.our_id and (v.org_id is null or t.org_id = v.org_id)',
    kept.tablename, kept.vapi_column
  ) using kind, vapi_ids, our_ids, org_ids;
end
$$;
revoke all on function app.known_of_vapi(text, text[], uuid[], uuid[]) from public;
grant execute on function app.known_of_vapi(text, text[], uuid[], uuid[]) to allokoli_system;

-- Those that Vapi does not have any more, due again as if another form were to be told: nobody changed anything. Says how
-- many they are; what was changed since is left alone.
create function app.tell_vapi_again(kind text, ids uuid[], vapi_ids text[]) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept record := app.mirrored_table(kind);
  told integer;
begin
  execute format(
    'update public.%1$I t set sync_state = ''pending'', sync_action = %3$L, sync_attempts = 0, sync_next_at = now()
      from unnest($1, $2) v (id, vapi_id)
      where t.id = v.id and t.%2$I = v.vapi_id and t.sync_state = ''synced'' and t.deleted_at is null',
    kept.tablename, kept.vapi_column, case kind when 'telephony-credential' then 'update' else 'move' end
  ) using ids, vapi_ids;
  get diagnostics told = row_count;
  return told;
end
$$;
revoke all on function app.tell_vapi_again(text, uuid[], text[]) from public;
grant execute on function app.tell_vapi_again(text, uuid[], text[]) to allokoli_system;

-- Credentials have no form: whoever finds overdue numbers finds them as well.
create or replace function app.organizations_with_numbers_to_tell(
  number_form text, overdue timestamptz, after uuid, at_most integer
) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select org_id from (
    select org_id from public.phone_numbers
    where vapi_phone_number_id is not null and sync_state <> 'pending'
      and (sync_form is null or sync_form < number_form or sync_form > number_form)
    union
    select org_id from public.phone_numbers where sync_state = 'pending' and sync_next_at <= overdue
    union
    select org_id from public.telephony_credentials where sync_state = 'pending' and sync_next_at <= overdue
  ) waiting
  where after is null or org_id > after
  order by org_id
  limit at_most
$$;
