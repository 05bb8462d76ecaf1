import { afterAll, beforeAll, expect, test } from "vitest";
import { openFixture, type Fixture } from "./testing/fixture.ts";

// What the roles of the database are, by its own catalogue; what each may do with a row is in policies.sql.test.ts.

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

test("the roles of PostgREST have no privilege on anything of ours", async () => {
  const { rows } = await fixture.superuser.query(`
    select 'table' as kind, grantee, table_name as name from information_schema.role_table_grants
      where table_schema in ('public', 'app') and grantee in ('anon', 'authenticated', 'service_role', 'PUBLIC')
    union all
    select 'column', grantee, column_name from information_schema.role_column_grants
      where table_schema in ('public', 'app') and grantee in ('anon', 'authenticated', 'service_role', 'PUBLIC')
    union all
    select 'function', role, p.oid::regprocedure::text
      from pg_proc p, unnest(array['anon', 'authenticated', 'service_role', 'allokoli_app']) as role
      where pronamespace = 'app'::regnamespace and has_function_privilege(role, p.oid, 'execute')
    union all
    select 'schema', role, 'app' from unnest(array['anon', 'authenticated', 'service_role', 'allokoli_app']) as role
      where has_schema_privilege(role, 'app', 'usage')`);
  expect(rows).toEqual([]);
});

test("a function that runs with its owner's rights has a fixed search path", async () => {
  const { rows } = await fixture.superuser.query(`
    select oid::regprocedure::text as name from pg_proc
    where pronamespace = 'app'::regnamespace and not coalesce(proconfig @> array['search_path=""'], false)`);
  expect(rows).toEqual([]);
});

test("no role of ours bypasses row-level security, owns a table, or inherits", async () => {
  const { rows } = await fixture.superuser.query(`
    select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolinherit as mighty,
      exists (select from pg_class where relowner = r.oid) as owns
    from pg_roles r where rolname like 'allokoli%' order by rolname`);
  expect(rows).toEqual(
    ["allokoli_app", "allokoli_member", "allokoli_system"].map((rolname) => ({
      rolname,
      mighty: false,
      owns: false,
    })),
  );
});
