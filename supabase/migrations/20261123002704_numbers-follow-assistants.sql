-- A number names its assistant at Vapi by Vapi's id: when that changes, or the assistant goes, the number is told again.
-- A claim of the mirror is left alone: whoever holds it finds the higher revision.
create function app.numbers_follow_assistant() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.phone_numbers set
    assistant_id = case when new.deleted_at is null then assistant_id end,
    revision = revision + 1,
    sync_state = 'pending',
    sync_action = 'update',
    sync_next_at = case when sync_state = 'pending' and sync_next_at > now() then sync_next_at else now() end
  where org_id = new.org_id and assistant_id = new.id and order_state = 'done' and deleted_at is null;
  return null;
end
$$;
revoke all on function app.numbers_follow_assistant() from public;
create trigger numbers_follow after update of deleted_at, vapi_assistant_id on assistants for each row
  when (old.deleted_at is distinct from new.deleted_at or old.vapi_assistant_id is distinct from new.vapi_assistant_id)
  execute function app.numbers_follow_assistant();
