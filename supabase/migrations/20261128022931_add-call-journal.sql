CREATE TABLE "call_journal" (
	"org_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"data" text NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "call_journal_org_id_call_id_position_pk" PRIMARY KEY("org_id","call_id","position"),
	CONSTRAINT "call_journal_key" UNIQUE("org_id","call_id","key")
);

ALTER TABLE "call_journal" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "journal_days" (
	"id" uuid PRIMARY KEY DEFAULT app.uuid_v7() NOT NULL,
	"org_id" uuid NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"calls" integer,
	"previous_hash" text,
	"hash" text,
	CONSTRAINT "journal_days_until" UNIQUE("org_id","until")
);

ALTER TABLE "journal_days" ENABLE ROW LEVEL SECURITY;
CREATE TABLE "journal_salts" (
	"org_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"key" text NOT NULL,
	"salt" text NOT NULL,
	CONSTRAINT "journal_salts_org_id_call_id_key_pk" PRIMARY KEY("org_id","call_id","key")
);

ALTER TABLE "journal_salts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "call_journal" ADD CONSTRAINT "call_journal_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "journal_days" ADD CONSTRAINT "journal_days_org_id_organizations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
ALTER TABLE "journal_salts" ADD CONSTRAINT "journal_salts_call" FOREIGN KEY ("org_id","call_id") REFERENCES "public"."calls"("org_id","id") ON DELETE cascade ON UPDATE no action;
CREATE INDEX "call_journal_day" ON "call_journal" USING btree ("org_id","recorded_at","call_id","position");
CREATE INDEX "journal_days_open" ON "journal_days" USING btree ("until") WHERE "journal_days"."hash" is null;

create trigger stay before update of org_id on journal_days for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();

-- Seen by everybody of the organization; added by members, of what they do in a call, and by the system. Nobody changes or
-- deletes: the salts go with their call, the rest with the organization.
grant select, insert (org_id, call_id, key, kind, at, data) on call_journal to allokoli_member, allokoli_system;
grant select, insert on journal_salts to allokoli_member, allokoli_system;
grant select on journal_days to allokoli_member, allokoli_system;
create policy viewer_reads on call_journal for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_adds on call_journal for insert to allokoli_member
  with check (org_id = any (array(select app.organizations_with_role('member'))));
create policy system_reads on call_journal for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_adds on call_journal for insert to allokoli_system
  with check (org_id = (select app.system_org_id()));
create policy viewer_reads on journal_salts for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_adds on journal_salts for insert to allokoli_member
  with check (org_id = any (array(select app.organizations_with_role('member'))));
create policy system_reads on journal_salts for select to allokoli_system
  using (org_id = (select app.system_org_id()));
create policy system_adds on journal_salts for insert to allokoli_system
  with check (org_id = (select app.system_org_id()));
create policy viewer_reads on journal_days for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy system_reads on journal_days for select to allokoli_system
  using (org_id = (select app.system_org_id()));

create function app.journal_hash(words text) returns text
language sql immutable strict set search_path = '' as $$
  select encode(sha256(convert_to(words, 'UTF8')), 'hex')
$$;
-- As JavaScript writes a moment.
create function app.journal_moment(at timestamptz) returns text
language sql stable strict set search_path = '' as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
revoke all on function app.journal_hash(text), app.journal_moment(timestamptz) from public;

-- Gives an entry its place in its call's chain, and its day a row. An entry of which there is one with its key is left out.
-- The lock is held until the transaction ends: a call's entries are written one after the other.
create function app.chain_journal() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  last record;
  place text;
begin
  perform pg_advisory_xact_lock(hashtextextended('journal ' || new.org_id || ' ' || new.call_id, 0));
  perform 1 from public.call_journal j where j.org_id = new.org_id and j.call_id = new.call_id and j.key = new.key;
  if found then
    return null;
  end if;
  select j.position, j.hash, j.recorded_at into last from public.call_journal j
    where j.org_id = new.org_id and j.call_id = new.call_id order by j.position desc limit 1;
  new.position := coalesce(last.position, 0) + 1;
  -- The clock may be set back; the order of the entries is not.
  new.recorded_at := greatest(date_trunc('milliseconds', clock_timestamp()), last.recorded_at);
  new.previous_hash := coalesce(last.hash, app.journal_hash(format('allokoli journal 1 %s %s', new.org_id, new.call_id)));
  new.hash := app.journal_hash(format(
    '{"at":"%s","data":%s,"kind":"%s","position":%s,"previousHash":"%s","recordedAt":"%s"}',
    app.journal_moment(new.at), new.data, new.kind, new.position, new.previous_hash, app.journal_moment(new.recorded_at)
  ));
  if not exists (select from public.journal_days d where d.org_id = new.org_id and d.until > new.recorded_at) then
    select o.time_zone into place from public.organizations o where o.id = new.org_id;
    insert into public.journal_days (org_id, until)
      values (new.org_id, ((new.recorded_at at time zone place)::date + 1)::timestamp at time zone place)
      on conflict do nothing;
  end if;
  return new;
end
$$;
revoke all on function app.chain_journal() from public;
create trigger chain before insert on call_journal for each row execute function app.chain_journal();

-- Not even for the owner of the table, by mistake.
create function app.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'the journal is only added to' using errcode = '42501';
end
$$;
revoke all on function app.refuse_change() from public;
create trigger unchanged before update on call_journal for each row execute function app.refuse_change();

-- What a day's hash is made of: its calls, each with its last entry of that day.
create function app.journal_day_calls(org uuid, since timestamptz, until timestamptz)
returns table (call_id uuid, "position" integer, hash text)
language sql stable set search_path = '' as $$
  select distinct on (j.call_id) j.call_id, j.position, j.hash from public.call_journal j
  where j.org_id = org and j.recorded_at >= since and j.recorded_at < until
  order by j.call_id, j.position desc
$$;
revoke all on function app.journal_day_calls(uuid, timestamptz, timestamptz) from public;
grant execute on function app.journal_day_calls(uuid, timestamptz, timestamptz) to allokoli_member;

-- Closes the days of all organizations that ended before a moment, when no transaction of theirs is under way: the day's hash,
-- and the event that tells it to others. Returns whose days it closed.
create function app.close_journal_days(ended_before timestamptz, at_most integer) returns setof uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  day record;
  before record;
  closed record;
begin
  for day in
    select d.id, d.org_id, d.until from public.journal_days d
    where d.hash is null and d.until < ended_before
    order by d.org_id, d.until limit at_most for update skip locked
  loop
    select d.until, d.hash into before from public.journal_days d
      where d.org_id = day.org_id and d.until < day.until order by d.until desc limit 1;
    -- Another run has the day before.
    continue when before.until is not null and before.hash is null;
    update public.journal_days d set (calls, previous_hash, hash) = (
      select count(*), p.hash, app.journal_hash(format(
        '{"calls":[%s],"organizationId":"%s","previousHash":"%s","until":"%s"}',
        coalesce(string_agg(
          format('{"callId":"%s","hash":"%s","position":%s}', c.call_id, c.hash, c.position), ',' order by c.call_id
        ), ''),
        day.org_id, p.hash, app.journal_moment(day.until)
      ))
      from (select coalesce(before.hash, app.journal_hash('allokoli journal days 1 ' || day.org_id)) as hash) p
      left join app.journal_day_calls(day.org_id, coalesce(before.until, '-infinity'), day.until) c on true
      group by p.hash
    ) where d.id = day.id returning d.calls, d.previous_hash, d.hash into closed;
    insert into public.events (org_id, type, resource_type, resource_id, data) values (
      day.org_id, 'journal.day-closed', 'journal-day', day.id,
      jsonb_build_object('id', day.id, 'since', app.journal_moment(before.until), 'until', app.journal_moment(day.until),
        'calls', closed.calls, 'previousHash', closed.previous_hash, 'hash', closed.hash)
    );
    return next day.org_id;
  end loop;
end
$$;
revoke all on function app.close_journal_days(timestamptz, integer) from public;
grant execute on function app.close_journal_days(timestamptz, integer) to allokoli_system;

-- As before, and the journal in bites too.
create or replace function app.erase_closed(at_most integer) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  gone uuid;
  erased bigint;
begin
  select o.id into gone from public.organizations o
    where o.closed_at <= now() - interval '1 hour'
      and not exists (select from public.assistants t where t.org_id = o.id)
      and not exists (select from public.functions t where t.org_id = o.id)
      and not exists (select from public.squads t where t.org_id = o.id)
      and not exists (select from public.workflows t where t.org_id = o.id)
      and not exists (select from public.telephony_credentials t where t.org_id = o.id)
      and not exists (select from public.phone_numbers t where t.org_id = o.id and t.order_state <> 'failed')
      and not exists (select from public.files t where t.org_id = o.id)
      and not exists (select from public.recording_copies t where t.org_id = o.id)
    order by o.closed_at limit 1 for update skip locked;
  if gone is null then
    return false;
  end if;
  -- The large ones first, so that no statement erases a million rows.
  delete from public.events where ctid = any (array(select ctid from public.events where org_id = gone limit at_most));
  get diagnostics erased = row_count;
  if erased < at_most then
    delete from public.calls where ctid = any (array(select ctid from public.calls where org_id = gone limit at_most));
    get diagnostics erased = row_count;
  end if;
  if erased < at_most then
    delete from public.call_journal
      where ctid = any (array(select ctid from public.call_journal where org_id = gone limit at_most));
    get diagnostics erased = row_count;
  end if;
  if erased < at_most then
    delete from public.organizations where id = gone;
  end if;
  return true;
end
$$;
