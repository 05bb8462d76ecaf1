CREATE TABLE "test_schedules" (
	"org_id" uuid NOT NULL,
	"suite_id" uuid NOT NULL,
	"target_type" text NOT NULL,
	"target_id" uuid NOT NULL,
	"hour" integer NOT NULL,
	"days" integer[] NOT NULL,
	"next_at" timestamp (3) with time zone,
	"asked_by" uuid NOT NULL,
	"asked_role" text NOT NULL,
	"problem" text,
	"detail" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "test_schedules_org_id_suite_id_pk" PRIMARY KEY("org_id","suite_id"),
	CONSTRAINT "test_schedules_hour" CHECK ("test_schedules"."hour" between 0 and 23),
	CONSTRAINT "test_schedules_days" CHECK ("test_schedules"."days" <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality("test_schedules"."days") between 1 and 7),
	CONSTRAINT "test_schedules_target_type" CHECK ("test_schedules"."target_type" in ('assistant', 'squad', 'workflow')),
	CONSTRAINT "test_schedules_asked_role" CHECK ("test_schedules"."asked_role" in ('authenticated', 'api_key'))
);

ALTER TABLE "test_schedules" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "alert_settings" DROP CONSTRAINT "alert_settings_mail";
ALTER TABLE "alert_settings" DROP CONSTRAINT "alert_settings_page";
ALTER TABLE "alerts" DROP CONSTRAINT "alerts_topic";
ALTER TABLE "test_runs" ADD COLUMN "is_scheduled" boolean DEFAULT false NOT NULL;
ALTER TABLE "test_schedules" ADD CONSTRAINT "test_schedules_suite" FOREIGN KEY ("org_id","suite_id") REFERENCES "public"."test_suites"("org_id","id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "test_schedules_next" ON "test_schedules" USING btree ("next_at");
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_mail" CHECK ("alert_settings"."mail" <@ array['urgent-message', 'message', 'missed-call', 'number-trouble', 'limit-near', 'tests-red', 'draft-trouble']::text[]);
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_page" CHECK ("alert_settings"."page" <@ array['urgent-message', 'message', 'missed-call', 'number-trouble', 'limit-near', 'tests-red', 'draft-trouble']::text[]);
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_topic" CHECK ("alerts"."topic" in ('urgent-message', 'message', 'missed-call', 'number-trouble', 'limit-near', 'tests-red', 'draft-trouble', 'digest'));

-- test_schedules: whoever may run tests may have them run, in their own name.
create trigger stay before update of org_id on test_schedules for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update of target_id, hour, days on test_schedules for each row execute function app.touch();
grant select, insert, delete on test_schedules to allokoli_member;
grant update (target_type, target_id, hour, days, next_at, asked_by, asked_role, problem, detail) on test_schedules
  to allokoli_member;
create policy viewer_reads on test_schedules for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_adds on test_schedules for insert to allokoli_member
  with check (asked_by = (select app.user_id()) and org_id = any (array(select app.organizations_with_role('member'))));
create policy member_changes on test_schedules for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (asked_by = (select app.user_id()));
create policy member_deletes on test_schedules for delete to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));
grant select on test_schedules to allokoli_system;
grant update (next_at, problem, detail) on test_schedules to allokoli_system;
create policy system_begins on test_schedules for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- The first moment later than `after` at which that hour begins on one of those days, on a clock of that zone; days count
-- from 1 for Monday. Changes of the clock: as `app.next_hour`.
create function app.next_hour_of(zone text, hour integer, days integer[], after timestamptz) returns timestamptz
language sql stable set search_path = '' as $$
  select min(at) from (
    select day, (day + make_interval(hours => hour)) at time zone zone as at
    from (
      select (after at time zone zone)::date + number as day from generate_series(0, 8) as number
    ) following
  ) hours
  where at > after and extract(isodow from day)::integer = any (days)
$$;
revoke all on function app.next_hour_of(text, integer, integer[], timestamptz) from public;
grant execute on function app.next_hour_of(text, integer, integer[], timestamptz) to allokoli_member, allokoli_system;

create function app.plan_tests() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.next_at := (
    select app.next_hour_of(time_zone, new.hour, new.days, now()) from public.organizations where id = new.org_id
  );
  return new;
end
$$;
revoke all on function app.plan_tests() from public;
create trigger plan_tests before insert or update of hour, days on test_schedules for each row
  execute function app.plan_tests();

create function app.plan_tests_by_another_clock() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.test_schedules set next_at = app.next_hour_of(new.time_zone, hour, days, now()) where org_id = new.id;
  return null;
end
$$;
revoke all on function app.plan_tests_by_another_clock() from public;
create trigger plan_tests after update of time_zone on organizations for each row
  when (old.time_zone is distinct from new.time_zone)
  execute function app.plan_tests_by_another_clock();

-- Besides what it found before: a schedule whose hour has come, after a lost alarm.
create or replace function app.organizations_with_idle_test_runs(since timestamptz, after uuid, at_most integer) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select org_id from (
    select org_id from public.test_runs where status <> 'ended' and updated_at < since
    union
    select org_id from public.test_schedules where next_at <= now()
  ) waiting
  where after is null or org_id > after
  order by org_id
  limit at_most
$$;

-- What is told of a suite has its name.
grant select on test_suites to allokoli_system;
create policy system_reads on test_suites for select to allokoli_system
  using (org_id = (select app.system_org_id()));
