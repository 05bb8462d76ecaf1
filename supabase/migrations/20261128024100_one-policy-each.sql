-- One permissive policy for each table, role and action. Postgres evaluates all of them for every row, and a policy
-- `for all` stands beside one for reading. Rights stay what they were: `viewer` may read, and includes every higher role,
-- and where several policies allowed the same action, their conditions are joined by `or`.

do $$
declare
  one record;
  condition text;
begin
  for one in
    select * from (values
      ('assistants', 'member'), ('calls', 'member'), ('function_secrets', 'member'), ('functions', 'member'),
      ('knowledge_base_files', 'member'), ('knowledge_bases', 'member'), ('messages', 'member'), ('squads', 'member'),
      ('test_suites', 'member'), ('tests', 'member'), ('workflows', 'member'), ('telephony_credentials', 'admin')
    ) as writers (table_name, role_name)
  loop
    condition := format('org_id = any (array(select app.organizations_with_role(%L)))', one.role_name);
    execute format('drop policy %I on public.%I', one.role_name || '_writes', one.table_name);
    execute format('create policy %I on public.%I for insert to allokoli_member with check (%s)',
      one.role_name || '_adds', one.table_name, condition);
    execute format('create policy %I on public.%I for update to allokoli_member using (%s) with check (%s)',
      one.role_name || '_changes', one.table_name, condition, condition);
    execute format('create policy %I on public.%I for delete to allokoli_member using (%s)',
      one.role_name || '_deletes', one.table_name, condition);
  end loop;
end
$$;

-- Numbers: members change those that are there, admins also what is deleted.
drop policy admin_writes on public.phone_numbers;
drop policy member_updates on public.phone_numbers;
create policy admin_adds on public.phone_numbers for insert to allokoli_member
  with check (org_id = any (array(select app.organizations_with_role('admin'))));
create policy admin_deletes on public.phone_numbers for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('admin'))));
create policy member_changes on public.phone_numbers for update to allokoli_member
  using (
    (deleted_at is null and org_id = any (array(select app.organizations_with_role('member'))))
    or org_id = any (array(select app.organizations_with_role('admin')))
  )
  with check (
    (deleted_at is null and org_id = any (array(select app.organizations_with_role('member'))))
    or org_id = any (array(select app.organizations_with_role('admin')))
  );

-- Versions: their author takes back what Vapi refused; members let the oldest go.
drop policy author_takes_back on public.assistant_versions;
drop policy member_lets_go on public.assistant_versions;
create policy member_lets_go on public.assistant_versions for delete to allokoli_member
  using (
    org_id = any (array(select app.organizations_with_role('member')))
    and (
      (
        author_id = (select app.user_id())
        and version > (select a.version from public.assistants a
          where a.org_id = assistant_versions.org_id and a.id = assistant_versions.assistant_id)
      )
      or version <= (select a.version from public.assistants a
          where a.org_id = assistant_versions.org_id and a.id = assistant_versions.assistant_id) - 100
    )
  );

-- Memberships: admins manage all but owners, owners all; who wants to leave may.
drop policy admin_adds on public.memberships;
drop policy admin_updates on public.memberships;
drop policy admin_removes on public.memberships;
drop policy owner_manages on public.memberships;
drop policy self_leaves on public.memberships;
create policy admin_adds on public.memberships for insert to allokoli_member
  with check (
    (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
    or org_id = any (array(select app.organizations_with_role('owner')))
  );
create policy admin_changes on public.memberships for update to allokoli_member
  using (
    (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
    or org_id = any (array(select app.organizations_with_role('owner')))
  )
  with check (
    (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
    or org_id = any (array(select app.organizations_with_role('owner')))
  );
create policy admin_removes on public.memberships for delete to allokoli_member
  using (
    user_id = (select app.user_id())
    or (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
    or org_id = any (array(select app.organizations_with_role('owner')))
  );

-- Invitations: likewise. An owner is an admin, so `admin_reads` is for both.
drop policy admin_invites on public.invitations;
drop policy admin_updates on public.invitations;
drop policy admin_withdraws on public.invitations;
drop policy owner_manages on public.invitations;
create policy admin_invites on public.invitations for insert to allokoli_member
  with check (
    (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
    or org_id = any (array(select app.organizations_with_role('owner')))
  );
create policy admin_changes on public.invitations for update to allokoli_member
  using (
    (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
    or org_id = any (array(select app.organizations_with_role('owner')))
  )
  with check (
    (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
    or org_id = any (array(select app.organizations_with_role('owner')))
  );
create policy admin_withdraws on public.invitations for delete to allokoli_member
  using (
    (role < 'owner' and org_id = any (array(select app.organizations_with_role('admin'))))
    or org_id = any (array(select app.organizations_with_role('owner')))
  );
