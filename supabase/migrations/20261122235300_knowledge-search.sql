-- Knowledge: who may do what, and the search.

create extension if not exists fuzzystrmatch with schema extensions;
create extension if not exists pg_trgm with schema extensions;

create trigger stay before update of org_id on knowledge_bases for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger stay before update of org_id on files for each row
  when (old.org_id <> new.org_id) execute function app.stay_in_organization();
create trigger touch before update on knowledge_bases for each row execute function app.touch();
create trigger touch before update on files for each row execute function app.touch();

-- A word and what is left of it without one letter: two words that share one of these differ by one mistake, or by two
-- letters that changed places. Words of three letters differ by one mistake from too many others.
-- Dear, so that the planner reads the index rather than spell the whole vocabulary.
create function app.neighbours(word text) returns text[]
language sql immutable parallel safe cost 10000 set search_path = '' as $$
  select case when char_length(word) < 4 or word ~ '\d' then array[word] else
    (select array_agg(distinct spelling) from (
      select word as spelling
      union all
      select overlay(word placing '' from place for 1) from generate_series(1, char_length(word)) place
    ) spellings)
  end
$$;
create index vocabulary_near on vocabulary using gin (org_id extensions.uuid_ops, app.neighbours(word))
  -- Else each search reads what was added since the last vacuum, line by line.
  with (fastupdate = off);

-- Two mistakes in a long word leave most of its groups of three letters in place.
create index vocabulary_alike on vocabulary using gin (org_id extensions.uuid_ops, word extensions.gin_trgm_ops)
  with (fastupdate = off);

-- The passages that answer a question, best first: BM25 over the terms of the question, in one base or in all files of
-- the organization. A term that no file in reach has is read as that of the nearest words that one has. A passage must
-- speak of `least_coverage` of the question's weight. So the commonest words, as long as they come to less than that
-- together, can bring in no passage: they are only looked up where the others stand, which keeps a question as fast in a
-- large library as in a small one. Row-level security would be asked row by row, so the function looks within one
-- organization and asks for membership itself.
create function app.search_passages(org uuid, base uuid, terms text[], words text[], least_coverage real, at_most integer)
returns table (file_id uuid, file_name text, "position" integer, page integer, headings text[], passage text, score real)
language sql stable security definer
set search_path = '' set jit = off set work_mem = '32MB' set pg_trgm.similarity_threshold = 0.4 as $$
  with allowed as materialized (
    select 1 where case current_setting('role')
      when 'allokoli_system' then org = (select app.system_org_id())
      else org = any (array(select app.organizations_with_role('viewer')))
    end
  ),
  reach as materialized (
    select f.id, f.name, f.passage_count from public.files f, allowed
    where f.org_id = org and f.state = 'ready' and f.deleted_at is null
      and (base is null or f.id in (
        select b.file_id from public.knowledge_base_files b where b.org_id = org and b.knowledge_base_id = base))
  ),
  asked as materialized (
    select t.term, t.word, t.place::integer from unnest(terms, words) with ordinality as t (term, word, place)
  ),
  exact as materialized (
    select a.place, 1.0::real as likeness, t.file_id, t.positions, t.impacts
    from asked a join public.file_terms t on t.org_id = org and t.term = a.term
    where t.file_id in (select id from reach)
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
      where exists (select from public.file_terms t where t.org_id = org and t.term = c.term and t.file_id in (select id from reach))
    ) v
    where v.nearness = 1
  ),
  posted as materialized (
    select * from exact
    union all
    select n.place, n.likeness, t.file_id, t.positions, t.impacts
    from near n join public.file_terms t on t.org_id = org and t.term = n.term
    where t.file_id in (select id from reach)
  ),
  held as (
    select a.place, coalesce(sum(cardinality(p.positions)), 0)::real as passages
    from asked a left join posted p on p.place = a.place
    group by a.place
  ),
  -- In a small base a word that happens to be missing would outweigh all that are there: it weighs as one that stands
  -- in one passage, and rarity is reckoned as in a thousand.
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
    select u.file_id, u.position, sum(u.weight) as spoken_of, sum(u.weight * u.impact) as impact
    from (
      select p.file_id, unnest(p.positions) as position, unnest(p.impacts) as impact, r.weight * p.likeness as weight
      from posted p
      join ranked r on r.place = p.place and not r.is_common
    ) u
    group by u.file_id, u.position
    order by 4 desc
    limit 200
  ),
  common as (
    select b.file_id, b.position, sum(r.weight * p.likeness) as spoken_of, sum(r.weight * p.likeness * p.impacts[i.at]) as impact
    from brought b
    join posted p on p.file_id = b.file_id
    join ranked r on r.place = p.place and r.is_common
    cross join lateral array_position(p.positions, b.position) as i (at)
    where i.at is not null
    group by b.file_id, b.position
  ),
  best as materialized (
    select b.file_id, b.position, (b.impact + coalesce(c.impact, 0)) / 1000 / q.question as strength
    from brought b
    cross join (select question from ranked limit 1) q
    left join common c on c.file_id = b.file_id and c.position = b.position
    where q.question > 0 and b.spoken_of + coalesce(c.spoken_of, 0) >= least_coverage * q.question
    order by strength desc, b.file_id, b.position
    limit at_most
  )
  -- A word that is said over and over counts beyond 1, which orders and is not shown.
  select b.file_id, r.name, b.position, p.page, p.headings, p.text, least(1, b.strength)::real
  from best b
  join reach r on r.id = b.file_id
  join public.passages p on p.file_id = b.file_id and p.position = b.position
  order by b.strength desc, b.file_id, b.position
$$;

revoke all on knowledge_bases, files, knowledge_base_files, passages, file_terms, vocabulary
  from public, anon, authenticated, service_role;
revoke all on function app.neighbours(text), app.search_passages(uuid, uuid, text[], text[], real, integer) from public;
-- The index vocabulary_near is kept by whoever adds a term.
grant execute on function app.neighbours(text) to allokoli_system;
grant execute on function app.search_passages(uuid, uuid, text[], text[], real, integer) to allokoli_member, allokoli_system;

-- knowledge_bases
grant select, insert, delete on knowledge_bases to allokoli_member;
grant update (name, description, revision) on knowledge_bases to allokoli_member;
create policy viewer_reads on knowledge_bases for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on knowledge_bases for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));

-- files: a member brings one and hides it; what is read of it, and when it goes, is the system's.
grant select, insert on files to allokoli_member;
grant update (deleted_at, due_at, attempts, revision) on files to allokoli_member;
create policy viewer_reads on files for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_adds on files for insert to allokoli_member
  with check (state = 'processing' and org_id = any (array(select app.organizations_with_role('member'))));
create policy member_hides on files for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))));
grant select, delete on files to allokoli_system;
grant update (media_type, state, failure_code, passage_count, attempts, due_at, revision) on files to allokoli_system;
create policy system_processes on files for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- knowledge_base_files
grant select, insert, delete on knowledge_base_files to allokoli_member;
create policy viewer_reads on knowledge_base_files for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
create policy member_writes on knowledge_base_files for all to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));

-- passages: read out by whoever may see their file, written by the system alone.
grant select on passages to allokoli_member;
create policy viewer_reads on passages for select to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('viewer'))));
grant select, insert, delete on passages to allokoli_system;
create policy system_writes on passages for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));

-- file_terms, vocabulary: the search function reads them as their owner.
grant select, insert, delete on file_terms, vocabulary to allokoli_system;
create policy system_writes on file_terms for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));
create policy system_writes on vocabulary for all to allokoli_system
  using (org_id = (select app.system_org_id()))
  with check (org_id = (select app.system_org_id()));
