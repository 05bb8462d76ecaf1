-- The sign-up form also says where the organization is: its clock and whose telephone numbers it dials. As the rest of
-- what the form says it is bounded, never trusted: a zone that Postgres does not know is that of most customers.
create or replace function app.on_user_created() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  said jsonb := coalesce(new.raw_user_meta_data, '{}');
  lang text := case when said ->> 'locale' = 'en' then 'en' else 'fr' end;
  person_name text := nullif(left(btrim(coalesce(said ->> 'full_name', said ->> 'name', '')), 120), '');
  org_name text := nullif(left(btrim(coalesce(said ->> 'organization_name', '')), 80), '');
  said_country text := case
    when said ->> 'country' in
      ('FR', 'BE', 'CH', 'LU', 'MC', 'CA', 'GP', 'MQ', 'GF', 'RE', 'YT', 'PM', 'NC', 'PF', 'WF') then said ->> 'country'
    else 'FR'
  end;
  said_zone text := left(said ->> 'time_zone', 64);
  org uuid;
begin
  if not exists (select from pg_catalog.pg_timezone_names where name = said_zone and name ~ '^[A-Z][A-Za-z_]+/') then
    said_zone := null;
  end if;
  insert into public.profiles (user_id, full_name, email, locale) values (new.id, person_name, new.email, lang);
  insert into public.organizations (name, locale, country, time_zone)
    values (
      coalesce(org_name, case lang when 'en' then 'My organization' else 'Mon organisation' end),
      lang,
      said_country,
      coalesce(said_zone, 'Europe/Paris')
    )
    returning id into org;
  insert into public.memberships (org_id, user_id, role) values (org, new.id, 'owner');
  return null;
end
$$;
