import { afterAll, beforeAll, expect, it } from "vitest";
import { openFixture, type Fixture } from "./testing/fixture.ts";

// What Supabase's advisors would say of the migrated database (https://supabase.com/docs/guides/database/database-linter),
// asked in our own words. Each query finds what is wrong.

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

const faults = async (sql: string): Promise<string[]> => {
  const { rows } = await fixture.superuser.query<{ fault: string }>(sql);
  return rows.map(({ fault }) => fault).toSorted();
};

const SEVERAL_POLICIES = `
  select format('%s %s %s: %s', tablename, role, verb, string_agg(policyname, ', ' order by policyname)) as fault
  from pg_policies, unnest(roles) as role,
    unnest(case cmd when 'ALL' then array['SELECT', 'INSERT', 'UPDATE', 'DELETE'] else array[cmd] end) as verb
  where schemaname = 'public' and permissive = 'PERMISSIVE'
  group by tablename, role, verb having count(*) > 1`;

it("has one permissive policy for each table, role and action", async () => {
  expect(await faults(SEVERAL_POLICIES)).toEqual([]);
});

it("finds a second policy, also one for every action", async () => {
  await fixture.superuser.query("begin");
  await fixture.superuser.query("create policy second on calls for all to allokoli_member using (false)");
  const found = await faults(SEVERAL_POLICIES);
  await fixture.superuser.query("rollback");
  expect(found).toEqual([
    "calls allokoli_member DELETE: member_deletes, second",
    "calls allokoli_member INSERT: member_adds, second",
    "calls allokoli_member SELECT: second, viewer_reads",
    "calls allokoli_member UPDATE: member_changes, second",
  ]);
});

it("asks who somebody is once a statement, and not once a row", async () => {
  // A function in a subquery is a plan of its own, which runs once. One that is given a column has to run for each row.
  expect(
    await faults(`
      select format('%s %s', tablename, policyname) as fault from pg_policies
      where schemaname = 'public'
        and regexp_replace(coalesce(qual, '') || coalesce(with_check, ''), 'select (app|auth)\\.\\w+\\(', '', 'gi')
          ~* '(app|auth)\\.\\w+\\((\\)|'')|current_setting\\('`),
  ).toEqual([]);
});

it("has an index for each foreign key, so that what it refers to can be deleted", async () => {
  // Rows of an organization are deleted with it, and are many. All else is found by an id, or within the organization.
  expect(
    await faults(`
      select format('%s %s', conrelid::regclass, conname) as fault
      from pg_constraint
      cross join lateral (
        select array_agg(attname::text) as columns from pg_attribute where attrelid = conrelid and attnum = any (conkey)
      ) of_key
      where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
        select from pg_index
        cross join lateral (
          select array_agg(attname::text order by place) as columns
          from unnest(indkey::int2[]) with ordinality as key (attribute, place)
          join pg_attribute on attrelid = indrelid and attnum = attribute
        ) of_index
        where indrelid = conrelid and (
          of_index.columns[1] = any (array_remove(of_key.columns, 'org_id'))
          or (of_index.columns[1] = 'org_id'
            and (of_index.columns[2] = any (of_key.columns) or of_key.columns = array['org_id']))
        )
      )`),
  ).toEqual([]);
});

it("has row-level security, policies and a primary key on each table", async () => {
  expect(
    await faults(`
      select relname as fault from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and (
        not relrowsecurity
        or not exists (select from pg_policy where polrelid = pg_class.oid)
        or not exists (select from pg_constraint where conrelid = pg_class.oid and contype = 'p'))`),
  ).toEqual([]);
});

it("has no two indexes of the same columns", async () => {
  expect(
    await faults(`
      select format('%s: %s', indrelid::regclass, string_agg(indexrelid::regclass::text, ', ')) as fault
      from pg_index join pg_class on pg_class.oid = indrelid
      where relnamespace = 'public'::regnamespace
      group by indrelid, indkey::text, indclass::text, indoption::text,
        coalesce(pg_get_expr(indexprs, indrelid), ''), coalesce(pg_get_expr(indpred, indrelid), '')
      having count(*) > 1`),
  ).toEqual([]);
});

it("sets the search path of each function, so that nobody can put another table in front", async () => {
  expect(
    await faults(`
      select format('%s.%s', pronamespace::regnamespace, proname) as fault from pg_proc
      where pronamespace in ('app'::regnamespace, 'public'::regnamespace)
        and not exists (select from unnest(proconfig) as setting where setting like 'search_path=%')
        and prolang <> (select oid from pg_language where lanname = 'c')`),
  ).toEqual([]);
});
