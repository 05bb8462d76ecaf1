-- A zone that Postgres does not have makes every count of a month fail; packages/shared/src/hours/zone-name.ts takes none any more.
update organizations set time_zone = 'Europe/Paris' where time_zone not in (select name from pg_timezone_names);

-- An assistant and a workflow tell by their organization's clock when a call began. What Vapi has of them is in another form
-- once that clock is another: null is the form of what has to be told again (docs/mirror.md).
create function app.told_by_another_clock() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.assistants set sync_form = null where org_id = new.id and sync_form is not null;
  update public.workflows set sync_form = null where org_id = new.id and sync_form is not null;
  return null;
end
$$;
revoke all on function app.told_by_another_clock() from public;
create trigger told_by_another_clock after update of time_zone on organizations for each row
  when (old.time_zone is distinct from new.time_zone)
  execute function app.told_by_another_clock();

-- That is no change of theirs: `updated_at` stays.
drop trigger touch on assistants;
create trigger touch before update on assistants for each row
  when (old.revision <> new.revision or (
    old.sync_action is distinct from 'move' and new.sync_action is distinct from 'move'
    and not (old.sync_form is not null and new.sync_form is null)
  ))
  execute function app.touch();
drop trigger touch on workflows;
create trigger touch before update on workflows for each row
  when (old.revision <> new.revision or (
    old.sync_action is distinct from 'move' and new.sync_action is distinct from 'move'
    and not (old.sync_form is not null and new.sync_form is null)
  ))
  execute function app.touch();
