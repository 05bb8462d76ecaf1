-- Two migrations wrote this function at once, each with a table of its own: here it has both.
create or replace function app.clear_expired(at_most integer) returns boolean
language sql volatile security definer set search_path = '' as $$
  with keys as (
    delete from public.idempotency_keys where ctid = any (array(
      select ctid from public.idempotency_keys where expires_at <= now() and locked_until <= now()
      order by expires_at limit at_most for update skip locked
    )) returning 1
  ), invited as (
    delete from public.invitations where ctid = any (array(
      select ctid from public.invitations where expires_at <= now() - interval '30 days'
      order by expires_at limit at_most for update skip locked
    )) returning 1
  ), api as (
    delete from public.api_keys where ctid = any (array(
      select ctid from public.api_keys
      where expires_at <= now() - interval '1 year' or revoked_at <= now() - interval '1 year'
      limit at_most for update skip locked
    )) returning 1
  ), log as (
    delete from public.audit_log where ctid = any (array(
      select ctid from public.audit_log where created_at <= now() - interval '1 year'
      limit at_most for update skip locked
    )) returning 1
  ), asked as (
    delete from public.knowledge_questions where ctid = any (array(
      select ctid from public.knowledge_questions where created_at <= now() - interval '90 days'
      limit at_most for update skip locked
    )) returning 1
  ), alerted as (
    delete from public.alerts where ctid = any (array(
      select ctid from public.alerts where created_at <= now() - interval '30 days'
      limit at_most for update skip locked
    )) returning 1
  )
  select greatest(
    (select count(*) from keys), (select count(*) from invited), (select count(*) from api), (select count(*) from log),
    (select count(*) from asked), (select count(*) from alerted)
  ) >= at_most
$$;
