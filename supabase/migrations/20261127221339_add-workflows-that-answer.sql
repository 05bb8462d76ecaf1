ALTER TABLE "phone_numbers" DROP CONSTRAINT "phone_numbers_one_answers";
ALTER TABLE "phone_numbers" ADD COLUMN "workflow_id" uuid;
CREATE INDEX "phone_numbers_of_workflow" ON "phone_numbers" USING btree ("org_id","workflow_id");
ALTER TABLE "phone_numbers" ADD CONSTRAINT "phone_numbers_one_answers" CHECK (num_nonnulls("phone_numbers"."assistant_id", "phone_numbers"."squad_id", "phone_numbers"."workflow_id") <= 1);

alter table phone_numbers
  add constraint phone_numbers_workflow foreign key (org_id, workflow_id) references workflows (org_id, id)
  on delete set null (workflow_id);
grant update (workflow_id) on phone_numbers to allokoli_member;

-- A number follows the workflow that answers it, as it follows its squad.
create function app.numbers_follow_workflow() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.phone_numbers set
    workflow_id = case when new.deleted_at is null then workflow_id end,
    revision = revision + 1,
    sync_state = 'pending',
    sync_action = 'update',
    sync_next_at = case when sync_state = 'pending' and sync_next_at > now() then sync_next_at else now() end
  where org_id = new.org_id and workflow_id = new.id and order_state = 'done' and deleted_at is null;
  return null;
end
$$;
revoke all on function app.numbers_follow_workflow() from public;
create trigger numbers_follow after update of deleted_at, vapi_id on workflows for each row
  when (old.deleted_at is distinct from new.deleted_at or old.vapi_id is distinct from new.vapi_id)
  execute function app.numbers_follow_workflow();
