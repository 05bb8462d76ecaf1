-- Who may do what. Grants say which verbs and columns a role has at all, policies on which rows.
-- A policy asks for the role in the row's organization, whatever organization the transaction is about.

revoke all on all tables in schema public from public, anon, authenticated, service_role;
revoke all on all functions in schema app from public;
grant execute on function app.uuid_v7() to allokoli_member, allokoli_system;
-- The index calls_said is kept by whoever writes a call.
grant execute on function app.plain(text), app.search_vector(text) to allokoli_member, allokoli_system;
grant execute on function app.user_id(), app.organizations_with_role(member_role), app.colleagues(),
  app.require_membership(uuid, member_role), app.create_organization(text, text, text),
  app.calls_saying(uuid, text) to allokoli_member;
grant execute on function app.system_org_id(), app.organizations_due(timestamptz, integer) to allokoli_system;

-- organizations: made by app.create_organization.
grant select, delete on organizations to allokoli_member;
grant update (name, slug, locale, time_zone, revision) on organizations to allokoli_member;
create policy viewer_reads on organizations for select to allokoli_member
  using (id = any (array(select app.organizations_with_role('viewer'))));
create policy admin_updates on organizations for update to allokoli_member
  using (id = any (array(select app.organizations_with_role('admin'))));
create policy owner_deletes on organizations for delete to allokoli_member
  using (id = any (array(select app.organizations_with_role('owner'))));

grant select on organizations to allokoli_system;
create policy system_reads on organizations for select to allokoli_system
  using (id = (select app.system_org_id()));

-- memberships: admins manage everybody but owners; everybody may leave.
grant select, insert, delete on memberships to allokoli_member;
grant update (role) on memberships to allokoli_member;
create policy viewer_reads on memberships for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy admin_adds on memberships for insert to allokoli_member
  with check (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_updates on memberships for update to allokoli_member
  using (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
  with check (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_removes on memberships for delete to allokoli_member
  using (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))));
create policy owner_manages on memberships for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('owner'))))
  with check (org_id = any (array(select app.organizations_with_role('owner'))));
create policy self_leaves on memberships for delete to allokoli_member
  using (user_id = (select app.user_id()));

-- profiles: made with the account; one's own, and one's colleagues' to read.
grant select on profiles to allokoli_member;
grant update (full_name, locale, revision) on profiles to allokoli_member;
create policy self_and_colleagues_read on profiles for select to allokoli_member
  using (user_id = (select app.user_id()) or user_id = any (array(select app.colleagues())));
create policy self_updates on profiles for update to allokoli_member
  using (user_id = (select app.user_id()));

-- assistants
grant select, insert, update, delete on assistants to allokoli_member;
create policy viewer_reads on assistants for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on assistants for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));

-- The mirror's sweep reads what is wanted and notes how it went; it never changes what is wanted.
grant select, delete on assistants to allokoli_system;
grant update (vapi_assistant_id, sync_state, sync_action, sync_attempts, sync_error, sync_next_at)
  on assistants to allokoli_system;
create policy system_sweeps on assistants for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- assistant_versions: written by their author, never altered.
grant select, insert, delete on assistant_versions to allokoli_member;
create policy viewer_reads on assistant_versions for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_adds on assistant_versions for insert to allokoli_member
  with check (author_id = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('member'))));
-- A change that Vapi refuses is taken back by its author: the assistant's version number first, then the version above.
create policy author_takes_back on assistant_versions for delete to allokoli_member
  using (
    author_id = (select app.user_id())
    and org_id = any (array(select app.organizations_with_role('member')))
    and version > (
      select a.version from assistants a
      where a.org_id = assistant_versions.org_id and a.id = assistant_versions.assistant_id
    )
  );

-- calls
grant select, insert, update, delete on calls to allokoli_member;
create policy viewer_reads on calls for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on calls for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));

-- Live events adopt calls, fill them and close them; the sweep lets deleted ones go.
grant select, insert, update, delete on calls to allokoli_system;
create policy system_flushes on calls for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- call_events: what happened; only the call itself adds to it.
grant select on call_events to allokoli_member;
create policy viewer_reads on call_events for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
grant select, insert on call_events to allokoli_system;
create policy system_reads on call_events for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_adds on call_events for insert to allokoli_system
  with check (org_id = (select app.system_org_id()));

-- messages
grant select, insert, update, delete on messages to allokoli_member;
create policy viewer_reads on messages for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on messages for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));
grant select, insert, update, delete on messages to allokoli_system;
create policy system_flushes on messages for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- events: the outbox. Whoever changes a state adds to it, only the system marks it delivered.
grant select, insert on events to allokoli_member;
create policy viewer_reads on events for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_adds on events for insert to allokoli_member
  with check (delivered_at is null and org_id = any (array(select app.organizations_with_role('member'))));
grant select, insert on events to allokoli_system;
grant update (delivered_at) on events to allokoli_system;
create policy system_reads on events for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_adds on events for insert to allokoli_system
  with check (org_id = (select app.system_org_id()));
create policy system_delivers on events for update to allokoli_system
  using (org_id = (select app.system_org_id()));

-- idempotency_keys: everybody sees and has their own; the system clears out.
grant select, insert, update, delete on idempotency_keys to allokoli_member;
create policy self_keeps on idempotency_keys for all to allokoli_member
  using (principal = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('viewer'))))
  with check (principal = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('viewer'))));
grant select (org_id, expires_at), delete on idempotency_keys to allokoli_system;
create policy system_reads on idempotency_keys for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_clears on idempotency_keys for delete to allokoli_system
  using (org_id = (select app.system_org_id()) and expires_at <= now());

-- audit_log: everybody signs for themselves, admins read, nobody alters.
grant select, insert on audit_log to allokoli_member;
create policy admin_reads on audit_log for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))));
create policy self_adds on audit_log for insert to allokoli_member
  with check (
    actor_id = (select app.user_id()) and actor_kind = 'person'
    and org_id = any (array(select app.organizations_with_role('viewer')))
  );
grant insert on audit_log to allokoli_system;
create policy system_adds on audit_log for insert to allokoli_system
  with check (actor_id is null and actor_kind = 'system' and org_id = (select app.system_org_id()));
