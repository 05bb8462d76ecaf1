-- Actions of the audit log in the past tense, as the types of events are. The Workers of the release before still write and
-- count by the old words until they are replaced, so a trigger rewrites what they insert, and the count takes either word.
create function app.audit_action(action text) returns text
language sql immutable set search_path = '' as $$
  select coalesce(
    (
      select kind || '.' || past
      from (select split_part(action, '.', 1), substr(action, strpos(action, '.') + 1)) as parts (kind, verb)
      join (values
        ('create', 'created'), ('create.refused', 'created.refused'), ('update', 'updated'),
        ('update.refused', 'updated.refused'), ('delete', 'deleted'), ('restore', 'restored'),
        ('rotate-secret', 'secret-rotated'), ('test', 'tested'), ('handle', 'handled'), ('reopen', 'reopened'),
        ('cancel', 'canceled'), ('message.say', 'message.said'), ('message.add', 'message.added'),
        ('provision', 'ordered'), ('provision.refused', 'ordered.refused'), ('active', 'activated'),
        ('release', 'released'), ('file.add', 'file.added'), ('file.remove', 'file.removed'), ('ping', 'pinged'),
        ('replay', 'replayed'), ('retry', 'retried')
      ) as verbs (present, past) on verb = present
    ),
    action
  )
$$;

create function app.put_action_in_the_past() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.action := app.audit_action(new.action);
  return new;
end
$$;
create trigger put_action_in_the_past before insert on audit_log for each row
  execute function app.put_action_in_the_past();

create or replace function app.count_actions(org uuid, what text, since timestamptz) returns bigint
language sql stable security definer set search_path = '' as $$
  select count(*) from public.audit_log
  where org_id = org and created_at >= since and action = app.audit_action(what) and app.role_in(org) is not null
$$;

revoke all on function app.audit_action(text), app.put_action_in_the_past() from public;

update audit_log set action = app.audit_action(action) where action <> app.audit_action(action);
