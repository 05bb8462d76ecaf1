-- A hyphen or an apostrophe makes a phrase of its words: 'rendez-vous' <-> 'rend'. The index knows no order of words, so each
-- call with all of them was read again, transcript and all: seconds, where many calls say "rendez-vous". Only what a person
-- puts in quotation marks is a phrase.
create or replace function app.search_query(words text) returns tsquery
language sql immutable parallel safe set search_path = '' as $$
  select case when said like '%''' then said || ':*' else said end::tsquery
  from (
    select case when words like '%"%' then parsed else regexp_replace(parsed, ' <(-|\d+)> ', ' & ', 'g') end as said
    from (select websearch_to_tsquery('pg_catalog.french', app.plain(words))::text as parsed) read
  ) typed
$$;
