-- Events for the outside: who may see and change endpoints and what is delivered to them.

create trigger stay before update of org_id on webhook_endpoints for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on webhook_secrets for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on deliveries for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update on webhook_endpoints for each row
  when (old.revision <> new.revision) execute function app.touch();

-- webhook_endpoints: admins keep them; the system notes how they do, disables the dead and lets hidden ones go.
grant select, insert on webhook_endpoints to allokoli_member;
grant update (url, description, event_types, state, enabled_since, disabled_reason, failing_since, revision, deleted_at)
  on webhook_endpoints to allokoli_member;
create policy viewer_reads on webhook_endpoints for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy admin_adds on webhook_endpoints for insert to allokoli_member
  with check (org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_changes on webhook_endpoints for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))))
  with check (org_id = any (array(select app.organizations_with_role('admin'))));
grant select, delete on webhook_endpoints to allokoli_system;
grant update (state, disabled_reason, failing_since, revision) on webhook_endpoints to allokoli_system;
create policy system_delivers on webhook_endpoints for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- webhook_secrets: admins write them, nobody but the system reads what is sealed.
grant select (id, org_id, endpoint_id, key_id, expires_at, created_at), insert, delete on webhook_secrets
  to allokoli_member;
grant update (expires_at) on webhook_secrets to allokoli_member;
create policy admin_writes on webhook_secrets for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))))
  with check (org_id = any (array(select app.organizations_with_role('admin'))));
grant select, delete on webhook_secrets to allokoli_system;
create policy system_signs on webhook_secrets for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_clears on webhook_secrets for delete to allokoli_system
  using (org_id = (select app.system_org_id()) and expires_at <= now());

-- deliveries: queued by the system, and again by admins.
grant select, insert on deliveries to allokoli_member;
grant update (state, tries, next_attempt_at) on deliveries to allokoli_member;
create policy viewer_reads on deliveries for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy admin_queues on deliveries for insert to allokoli_member
  with check (state = 'pending' and org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_queues_again on deliveries for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))))
  with check (state = 'pending' and org_id = any (array(select app.organizations_with_role('admin'))));
grant select, insert, delete on deliveries to allokoli_system;
grant update (state, attempts, tries, next_attempt_at, last_attempt_at, last_status) on deliveries to allokoli_system;
create policy system_delivers on deliveries for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- delivery_attempts: what an organization's own servers answered is for its admins.
grant select on delivery_attempts to allokoli_member;
create policy admin_reads on delivery_attempts for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))));
grant select, insert on delivery_attempts to allokoli_system;
create policy system_reads on delivery_attempts for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_adds on delivery_attempts for insert to allokoli_system
  with check (org_id = (select app.system_org_id()));

-- events: kept for thirty days; what goes takes its deliveries with it.
grant delete on events to allokoli_system;
create policy system_clears on events for delete to allokoli_system
  using (org_id = (select app.system_org_id()) and created_at < now() - interval '30 days');

-- The organizations where an event waits that nobody has taken, a delivery whose time has come without anybody sending
-- it, or an endpoint that is to go. In the order of their ids, those after the given one.
create function app.organizations_with_undelivered_events(after uuid, at_most integer) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select org_id from (
    select org_id from public.events where delivered_at is null
    union
    select org_id from public.webhook_endpoints e
    where deleted_at is not null
      or (state = 'enabled' and exists (
        select from public.deliveries d
        where d.endpoint_id = e.id and d.state = 'pending' and d.next_attempt_at <= now() - interval '30 seconds'
      ))
  ) waiting
  where after is null or org_id > after
  order by org_id
  limit at_most
$$;
revoke all on function app.organizations_with_undelivered_events(uuid, integer) from public;
grant execute on function app.organizations_with_undelivered_events(uuid, integer) to allokoli_system;
