-- Words said in a call. Row-level security keeps Postgres from using an index on `@@` before it has checked every row,
-- so the search is a function of its own, which looks within one organization and asks for membership itself.

create extension if not exists btree_gin with schema extensions;

create function app.plain(words text) returns text
language sql immutable parallel safe set search_path = '' as $$
  select translate(replace(replace(lower(words), 'œ', 'oe'), 'æ', 'ae'), 'àâäáãéèêëíìîïóòôöõúùûüÿçñ', 'aaaaaeeeeiiiiooooouuuuycn')
$$;

-- A tsvector holds 1 MB at most; a call of twelve hours says less than this many characters.
-- Dear, so that the planner reads the index rather than a transcript again.
create function app.search_vector(words text) returns tsvector
language sql immutable parallel safe cost 10000 set search_path = '' as $$
  select to_tsvector('pg_catalog.french', app.plain(left(words, 400000)))
$$;

-- Words as a person types them into a search box; the last may be only begun.
create function app.search_query(words text) returns tsquery
language sql immutable parallel safe set search_path = '' as $$
  select case when said like '%''' then said || ':*' else said end::tsquery
  from (select websearch_to_tsquery('pg_catalog.french', app.plain(words))::text as said) typed
$$;

create index calls_said on calls using gin (org_id extensions.uuid_ops, app.search_vector(transcript))
  where transcript is not null;

create function app.calls_saying(org uuid, words text) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select id from public.calls
  where org_id = org and org = any (array(select app.organizations_with_role('viewer')))
    and transcript is not null
    and app.search_vector(transcript) @@ (select app.search_query(words))
$$;
