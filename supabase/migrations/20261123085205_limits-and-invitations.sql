-- What a plan allows is counted behind a lock; who was invited joins.

-- An organization keeps its plan until the transaction ends, and whoever else asks waits. Null for who may create nothing.
create function app.lock_plan(org uuid) returns text
language sql volatile security definer set search_path = '' as $$
  select plan from public.organizations
  where id = org and exists (
    select from public.memberships where org_id = org and user_id = (select auth.uid()) and role >= 'member'
  )
  for no key update
$$;

-- The address of the person, once Auth has seen that it is theirs. What a token says of it may be older.
create function app.verified_email() returns text
language sql stable security definer set search_path = '' as $$
  select lower(email) from auth.users where id = (select auth.uid()) and email_confirmed_at is not null
$$;

-- The invitations that the person may accept. They are not a member yet, so no policy shows them the rows.
create function app.own_invitations()
returns table (
  id uuid, org_id uuid, organization_name text, role public.member_role, invited_by_name text, created_at timestamptz,
  expires_at timestamptz
)
language sql stable security definer set search_path = '' as $$
  select i.id, i.org_id, o.name, i.role, p.full_name, i.created_at, i.expires_at
  from public.invitations i
  join public.organizations o on o.id = i.org_id
  left join public.profiles p on p.user_id = i.invited_by
  where i.email = (select app.verified_email()) and i.accepted_at is null and i.expires_at > now()
  order by i.created_at desc, i.id desc
$$;

-- The person becomes a member, once. Null when there is no such invitation to their address. A second acceptance waits
-- for the first, and then finds the invitation used.
create function app.accept_invitation(invitation uuid, request text) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  person uuid := auth.uid();
  asked public.invitations;
begin
  select * into asked from public.invitations i
    where i.id = invitation and i.email = app.verified_email() and i.accepted_at is null
    for update;
  if asked.id is null then
    return null;
  end if;
  if asked.expires_at <= now() then
    raise exception 'the invitation has expired' using errcode = 'AK004';
  end if;
  insert into public.memberships (org_id, user_id, role) values (asked.org_id, person, asked.role);
  update public.invitations set accepted_at = now() where id = asked.id;
  insert into public.audit_log (org_id, actor_id, actor_kind, action, resource_type, resource_id, request_id, detail)
    values (asked.org_id, person, 'person', 'invitation.accepted', 'invitation', asked.id, request,
      jsonb_build_object('role', asked.role));
  return asked.org_id;
end
$$;

-- The person does not want to join: the invitation goes. False when there is no such one to their address.
create function app.decline_invitation(invitation uuid, request text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  org uuid;
begin
  delete from public.invitations i
    where i.id = invitation and i.email = app.verified_email() and i.accepted_at is null
    returning i.org_id into org;
  if org is null then
    return false;
  end if;
  insert into public.audit_log (org_id, actor_id, actor_kind, action, resource_type, resource_id, request_id)
    values (org, auth.uid(), 'person', 'invitation.declined', 'invitation', invitation, request);
  return true;
end
$$;

revoke all on function app.lock_plan(uuid), app.verified_email(), app.own_invitations(),
  app.accept_invitation(uuid, text), app.decline_invitation(uuid, text) from public;
grant execute on function app.lock_plan(uuid), app.own_invitations(), app.accept_invitation(uuid, text),
  app.decline_invitation(uuid, text) to allokoli_member;
