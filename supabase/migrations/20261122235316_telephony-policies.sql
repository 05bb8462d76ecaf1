-- Telephony: who may see and change credentials and numbers.

alter table phone_numbers
  add constraint phone_numbers_assistant foreign key (org_id, assistant_id) references assistants (org_id, id)
  on delete set null (assistant_id);

create trigger stay before update of org_id on telephony_credentials for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on phone_numbers for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update on telephony_credentials for each row execute function app.touch();
create trigger touch before update on phone_numbers for each row execute function app.touch();

-- telephony_credentials: admins keep them, everybody sees what is masked, and nobody but the system reads what is sealed.
grant select (
  id, org_id, provider, name, key_id, masked, vapi_credential_id, revision, sync_state, sync_action, sync_attempts,
  sync_error, sync_next_at, deleted_at, created_by, created_at, updated_at
), insert, delete on telephony_credentials to allokoli_member;
grant update (name, sealed, key_id, masked, revision, sync_state, sync_action, sync_attempts, sync_error, sync_next_at, deleted_at)
  on telephony_credentials to allokoli_member;
create policy viewer_reads on telephony_credentials for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy admin_writes on telephony_credentials for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))))
  with check (org_id = any (array(select app.organizations_with_role('admin'))));

-- The mirror's sweep and the orders use them and never change what is wanted.
grant select, delete on telephony_credentials to allokoli_system;
grant update (vapi_credential_id, sync_state, sync_action, sync_attempts, sync_error, sync_next_at)
  on telephony_credentials to allokoli_system;
create policy system_sweeps on telephony_credentials for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- phone_numbers: members say who answers; admins order them and let them go.
grant select, insert, delete on phone_numbers to allokoli_member;
grant update (
  name, assistant_id, fallback, hours, revision, sync_state, sync_action, sync_attempts, sync_error, sync_next_at, deleted_at
) on phone_numbers to allokoli_member;
create policy viewer_reads on phone_numbers for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy admin_writes on phone_numbers for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))))
  with check (org_id = any (array(select app.organizations_with_role('admin'))));
create policy member_updates on phone_numbers for update to allokoli_member
  using (deleted_at is null and org_id = any (array(select app.organizations_with_role('member'))))
  with check (deleted_at is null and org_id = any (array(select app.organizations_with_role('member'))));

-- An order carries on by itself: which number it is, what was bought, what Vapi has.
grant select, delete on phone_numbers to allokoli_system;
grant update (
  number, country, vapi_phone_number_id, order_state, order_sent_at, order_looks, order_error, is_bought,
  provider_number_id, sync_state, sync_action, sync_attempts, sync_error, sync_next_at
) on phone_numbers to allokoli_system;
create policy system_carries_on on phone_numbers for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));
