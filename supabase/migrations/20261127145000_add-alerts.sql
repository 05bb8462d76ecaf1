CREATE TABLE "alert_settings" (
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"link_id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"mail" text[] DEFAULT '{}'::text[] NOT NULL,
	"includes_words" boolean DEFAULT false NOT NULL,
	"digest_hour" integer,
	"digest_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alert_settings_org_id_user_id_pk" PRIMARY KEY("org_id","user_id"),
	CONSTRAINT "alert_settings_link" UNIQUE("link_id"),
	CONSTRAINT "alert_settings_digest_hour" CHECK ("alert_settings"."digest_hour" between 0 and 23),
	CONSTRAINT "alert_settings_mail" CHECK ("alert_settings"."mail" <@ array['urgent-message', 'message', 'missed-call', 'number-trouble', 'limit-near']::text[])
);

ALTER TABLE "alert_settings" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"topic" text NOT NULL,
	"cause_id" uuid NOT NULL,
	"event_id" uuid,
	"day" date,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"mail_id" uuid,
	"sent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alerts_once" UNIQUE("org_id","user_id","cause_id"),
	CONSTRAINT "alerts_topic" CHECK ("alerts"."topic" in ('urgent-message', 'message', 'missed-call', 'number-trouble', 'limit-near', 'digest')),
	CONSTRAINT "alerts_state" CHECK ("alerts"."state" in ('waiting', 'sending', 'sent', 'unknown', 'failed', 'dropped'))
);

ALTER TABLE "alerts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_membership" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."memberships"("org_id","user_id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_membership" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."memberships"("org_id","user_id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "alert_settings_digest" ON "alert_settings" USING btree ("digest_at");
CREATE INDEX "alerts_due" ON "alerts" USING btree ("org_id","next_attempt_at") WHERE "alerts"."state" = 'waiting';
CREATE INDEX "alerts_under_way" ON "alerts" USING btree ("org_id","sent_at") WHERE "alerts"."state" = 'sending';
CREATE INDEX "alerts_sent" ON "alerts" USING btree ("org_id","sent_at") WHERE "alerts"."mail_id" is not null;
CREATE INDEX "alerts_age" ON "alerts" USING brin ("created_at");

-- Who may what: each member keeps their own settings, whatever their role; nobody but the system sees the queue.
create trigger stay before update of org_id on alert_settings for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on alerts for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update on alert_settings for each row
  when (old.revision <> new.revision) execute function app.touch();

grant select on alert_settings to allokoli_member;
grant insert (org_id, user_id, mail, includes_words, digest_hour) on alert_settings to allokoli_member;
grant update (mail, includes_words, digest_hour, revision) on alert_settings to allokoli_member;
create policy self_reads on alert_settings for select to allokoli_member
  using (user_id = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('viewer'))));
create policy self_adds on alert_settings for insert to allokoli_member
  with check (user_id = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('viewer'))));
create policy self_changes on alert_settings for update to allokoli_member
  using (user_id = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('viewer'))))
  with check (user_id = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('viewer'))));
create policy for_people on alert_settings as restrictive for all to allokoli_member
  using (not (select app.is_api_key()));
-- The system unsubscribes who asks for it by a link, and notes when the next digest is due.
grant select on alert_settings to allokoli_system;
grant update (mail, digest_hour, digest_at, revision) on alert_settings to allokoli_system;
create policy system_alerts on alert_settings for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

grant select, insert on alerts to allokoli_system;
grant update (state, attempts, next_attempt_at, mail_id, sent_at) on alerts to allokoli_system;
create policy system_alerts on alerts for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- The first moment later than `after` at which that hour begins on a clock of that zone. An hour that the change to summer
-- time skips is the one after it, and one that the change back repeats is counted once.
create function app.next_hour(zone text, hour integer, after timestamptz) returns timestamptz
language sql stable set search_path = '' as $$
  select min(at) from (
    select ((after at time zone zone)::date + make_interval(days => day, hours => hour)) at time zone zone as at
    from generate_series(0, 2) as day
  ) days
  where at > after
$$;
revoke all on function app.next_hour(text, integer, timestamptz) from public;
grant execute on function app.next_hour(text, integer, timestamptz) to allokoli_member, allokoli_system;

create function app.plan_digest() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.digest_at := (
    select app.next_hour(time_zone, new.digest_hour, now()) from public.organizations where id = new.org_id
  );
  return new;
end
$$;
revoke all on function app.plan_digest() from public;
create trigger plan_digest before insert or update of digest_hour on alert_settings for each row
  execute function app.plan_digest();

create function app.plan_digests_by_another_clock() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.alert_settings set digest_at = app.next_hour(new.time_zone, digest_hour, now())
    where org_id = new.id and digest_hour is not null;
  return null;
end
$$;
revoke all on function app.plan_digests_by_another_clock() from public;
create trigger plan_digests after update of time_zone on organizations for each row
  when (old.time_zone is distinct from new.time_zone)
  execute function app.plan_digests_by_another_clock();

-- To whom mails of the system's organization go: members whose address is confirmed.
create function app.alert_recipients(people uuid[])
returns table (user_id uuid, email text, locale text)
language sql stable security definer set search_path = '' as $$
  select m.user_id, u.email, p.locale
  from public.memberships m
    join auth.users u on u.id = m.user_id and u.email_confirmed_at is not null
    join public.profiles p on p.user_id = m.user_id
  where m.org_id = app.system_org_id() and m.user_id = any (people)
$$;
revoke all on function app.alert_recipients(uuid[]) from public;
grant execute on function app.alert_recipients(uuid[]) to allokoli_system;

-- Besides what it found before: an alert whose time has come without anybody sending it, or whose sending was begun and
-- never settled, and a digest that is due.
create or replace function app.organizations_with_undelivered_events(after uuid, at_most integer) returns setof uuid
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
    union
    select org_id from public.alerts where state = 'waiting' and next_attempt_at <= now() - interval '30 seconds'
    union
    select org_id from public.alerts where state = 'sending' and sent_at <= now() - interval '10 minutes'
    union
    select org_id from public.alert_settings where digest_at <= now()
  ) waiting
  where after is null or org_id > after
  order by org_id
  limit at_most
$$;

-- Alerts are kept for thirty days, as the events that they tell of.
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
  ), alerted as (
    delete from public.alerts where ctid = any (array(
      select ctid from public.alerts where created_at <= now() - interval '30 days'
      limit at_most for update skip locked
    )) returning 1
  )
  select greatest(
    (select count(*) from keys), (select count(*) from invited), (select count(*) from api), (select count(*) from log),
    (select count(*) from alerted)
  ) >= at_most
$$;
