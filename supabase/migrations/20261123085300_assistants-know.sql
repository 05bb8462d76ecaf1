-- What an assistant says of its knowledge bases is compiled by the mirror, which is the system.
grant select on knowledge_bases to allokoli_system;
create policy system_reads on knowledge_bases for select to allokoli_system
  using (org_id = (select app.system_org_id()));

-- Its prompt and its tools name them: they are told again when a base is called otherwise. A claim of the mirror is left
-- alone: whoever holds it finds the higher revision.
create function app.assistants_follow_base() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.assistants set
    revision = revision + 1,
    sync_state = 'pending',
    sync_action = case when sync_action = 'create' then 'create' else 'update' end,
    sync_next_at = case when sync_state = 'pending' and sync_next_at > now() then sync_next_at else now() end
  where org_id = new.org_id and knowledge_base_ids @> array[new.id] and deleted_at is null;
  return null;
end
$$;
revoke all on function app.assistants_follow_base() from public;
create trigger assistants_follow after update of name, description on knowledge_bases for each row
  when (old.name <> new.name or old.description is distinct from new.description)
  execute function app.assistants_follow_base();
