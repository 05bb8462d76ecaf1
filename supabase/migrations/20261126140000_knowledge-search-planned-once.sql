-- The search of knowledge, as before but faster in a base: planned once a connection instead of at every question, files
-- looked up by their place in the index instead of after all of a term's rows are read, and passages added up by a number
-- instead of by a uuid. What it finds, and why, is told where it was first made (20261122235300).
create or replace function app.search_passages(org uuid, base uuid, terms text[], words text[], least_coverage real, at_most integer)
returns table (file_id uuid, file_name text, "position" integer, page integer, headings text[], passage text, score real)
language plpgsql stable security definer
set search_path = '' set jit = off set work_mem = '32MB' set pg_trgm.similarity_threshold = 0.4
set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
  with allowed as materialized (
    select 1 where case current_setting('role')
      when 'allokoli_system' then org = (select app.system_org_id())
      else org = any (array(select app.organizations_with_role('viewer')))
    end
  ),
  -- A number for each file, for a uuid is dear to group by.
  reach as materialized (
    select f.id, row_number() over () << 32 as nr, f.name, f.passage_count from public.files f, allowed
    where f.org_id = org and f.state = 'ready' and f.deleted_at is null
      and (base is null or f.id in (
        select b.file_id from public.knowledge_base_files b where b.org_id = org and b.knowledge_base_id = base))
  ),
  asked as materialized (
    select t.term, t.word, t.place::integer from unnest(terms, words) with ordinality as t (term, word, place)
  ),
  exact as materialized (
    select a.place, 1.0::real as likeness, r.nr, t.positions, t.impacts
    from asked a
    join public.file_terms t on t.org_id = org and t.term = a.term and t.file_id = any (array(select id from reach))
    join reach r on r.id = t.file_id
  ),
  unknown as materialized (
    select a.place, a.word, app.neighbours(a.word) as spellings from asked a
    where a.place not in (select e.place from exact e) and exists (select from reach)
  ),
  near as materialized (
    select u.place, v.term, (1 - 0.25 * v.mistakes)::real as likeness
    from unknown u cross join lateral (
      select c.term, c.mistakes, rank() over (order by c.mistakes) as nearness
      from (
        select w.term, min(extensions.levenshtein(w.word, u.word)) as mistakes
        from (
          select v1.word, v1.term from public.vocabulary v1
          where v1.org_id = org and app.neighbours(v1.word) && u.spellings
          union all
          -- Only where one mistake does not explain the word: a search by likeness is checked word by word, and dear.
          select v2.word, v2.term from public.vocabulary v2
          where v2.org_id = org and char_length(u.word) >= 7 and v2.word operator(extensions.%) u.word
            and not exists (
              select from public.vocabulary v3 where v3.org_id = org and app.neighbours(v3.word) && u.spellings)
        ) w
        where extensions.levenshtein_less_equal(w.word, u.word, 2) <= 2
        group by w.term
      ) c
      -- One by one: planned as a join, it reads every term of every file.
      where exists (
        select from public.file_terms t
        where t.org_id = org and t.term = c.term and t.file_id = any (array(select id from reach)) offset 0)
    ) v
    where v.nearness = 1
  ),
  posted as materialized (
    select * from exact
    union all
    select n.place, n.likeness, r.nr, t.positions, t.impacts
    from near n
    join public.file_terms t on t.org_id = org and t.term = n.term and t.file_id = any (array(select id from reach))
    join reach r on r.id = t.file_id
  ),
  held as (
    select a.place, coalesce(sum(cardinality(p.positions)), 0)::real as passages
    from asked a left join posted p on p.place = a.place
    group by a.place
  ),
  weighed as materialized (
    select h.place, ln(1 + (n.passages - least(greatest(h.passages, 1), n.passages) + 0.5) / (greatest(h.passages, 1) + 0.5))::real as weight
    from held h, (select greatest(sum(passage_count), 1000)::real as passages from reach) n
  ),
  ranked as materialized (
    select w.place, w.weight, sum(w.weight) over () as question,
      sum(w.weight) over (order by w.weight, w.place) < least_coverage * sum(w.weight) over () as is_common
    from weighed w
  ),
  brought as materialized (
    select u.spot, sum(u.weight) as spoken_of, sum(u.weight * u.impact) as impact
    from (
      select p.nr + unnest(p.positions) as spot, unnest(p.impacts) as impact, r.weight * p.likeness as weight
      from posted p
      join ranked r on r.place = p.place and not r.is_common
    ) u
    group by u.spot
    order by 3 desc
    limit 200
  ),
  common as (
    select b.spot, sum(r.weight * p.likeness) as spoken_of, sum(r.weight * p.likeness * p.impacts[i.at]) as impact
    from brought b
    join posted p on p.nr = b.spot >> 32 << 32
    join ranked r on r.place = p.place and r.is_common
    cross join lateral array_position(p.positions, (b.spot & 4294967295)::integer) as i (at)
    where i.at is not null
    group by b.spot
  ),
  best as materialized (
    select r.id as file_id, r.name, (b.spot & 4294967295)::integer as "position",
      (b.impact + coalesce(c.impact, 0)) / 1000 / q.question as strength
    from brought b
    cross join (select question from ranked limit 1) q
    join reach r on r.nr = b.spot >> 32 << 32
    left join common c on c.spot = b.spot
    where q.question > 0 and b.spoken_of + coalesce(c.spoken_of, 0) >= least_coverage * q.question
    order by strength desc, r.id, b.spot
    limit at_most
  )
  select b.file_id, b.name, b.position, p.page, p.headings, p.text, least(1, b.strength)::real
  from best b
  join public.passages p on p.file_id = b.file_id and p.position = b.position
  order by b.strength desc, b.file_id, b.position;
end
$$;
