import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../../../tests/postgres.ts";
import { applyBootstrap } from "./bootstrap.ts";
import { newEmail, PASSWORD, startTestAuth } from "./testing/fixture.ts";
import type { TestAuth } from "./testing/fixture.ts";

let auth: TestAuth;

beforeAll(async () => {
  auth = await startTestAuth();
});

afterAll(() => auth.stop());

test("runs again, and in several databases at once, without a complaint", async () => {
  const databases = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
  const urls = databases.flatMap(({ url }) => [url, url]);
  await Promise.all(
    urls.map(async (url) => {
      const client = new pg.Client(url);
      await client.connect();
      await applyBootstrap(client);
      await applyBootstrap(client);
      await client.end();
    }),
  );
  await Promise.all(databases.map((database) => database.drop()));
});

test("leaves the session in the role that it came with", async () => {
  await applyBootstrap(auth.sql);
  const { rows } = await auth.sql.query("select current_user = session_user as same");
  expect(rows).toEqual([{ same: true }]);
});

test("brings Supabase's roles: only service_role bypasses row-level security, the API roles cannot log in", async () => {
  const { rows } = await auth.sql.query(
    `select rolname, rolcanlogin, rolinherit, rolbypassrls, rolsuper from pg_roles
     where rolname in ('anon', 'authenticated', 'service_role', 'authenticator') order by rolname`,
  );
  const role = { rolcanlogin: false, rolinherit: false, rolbypassrls: false, rolsuper: false };
  expect(rows).toEqual([
    { ...role, rolname: "anon" },
    { ...role, rolname: "authenticated" },
    { ...role, rolname: "authenticator", rolcanlogin: true },
    { ...role, rolname: "service_role", rolbypassrls: true },
  ]);
});

async function asRole<Row extends pg.QueryResultRow>(role: string, settings: Record<string, string>, query: string) {
  await auth.sql.query("begin");
  try {
    await auth.sql.query("select set_config('role', $1, true)", [role]);
    for (const [name, value] of Object.entries(settings)) {
      await auth.sql.query("select set_config($1, $2, true)", [name, value]);
    }
    return (await auth.sql.query<Row>(query)).rows;
  } finally {
    await auth.sql.query("rollback");
  }
}

const WHO = "select auth.uid() as uid, auth.role() as role, auth.email() as email";
const UID = "7b1c5d6e-1111-4111-8111-111111111111";

test.each(["anon", "authenticated", "service_role"])("%s reads who asks from request.jwt.claims", async (role) => {
  const claims = JSON.stringify({ sub: UID, role, email: "a@cabinet.fr" });
  const rows = await asRole(role, { "request.jwt.claims": claims }, `${WHO}, auth.jwt() ->> 'sub' as sub`);
  expect(rows).toEqual([{ uid: UID, role, email: "a@cabinet.fr", sub: UID }]);
});

test("the older settings, one a claim, come first; none at all is nobody", async () => {
  const older = { "request.jwt.claim.sub": UID, "request.jwt.claim.role": "authenticated" };
  expect(await asRole("authenticated", { ...older, "request.jwt.claims": "{}" }, WHO)).toEqual([
    { uid: UID, role: "authenticated", email: null },
  ]);
  expect(await asRole("anon", { "request.jwt.claims": "" }, WHO)).toEqual([{ uid: null, role: null, email: null }]);
});

test.each(["anon", "authenticated", "service_role"])("%s reads no table of GoTrue's", async (role) => {
  await expect(asRole(role, {}, "select * from auth.users")).rejects.toThrow("permission denied");
  await expect(asRole(role, {}, "select * from auth.refresh_tokens")).rejects.toThrow("permission denied");
});

test("a new table in public is closed to the API roles until it is granted", async () => {
  await auth.sql.query("create table public.notes (id int)");
  await expect(asRole("authenticated", {}, "select * from public.notes")).rejects.toThrow("permission denied");
});

test("a trigger on auth.users sees what GoTrue inserts, as GoTrue's role", async () => {
  await auth.sql.query(`
    create table public.seen (email text, name text, role text, confirmed boolean, who text, inserted_by text);
    create function public.on_signup() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      insert into public.seen values (new.email, new.raw_user_meta_data ->> 'full_name', new.role,
        new.email_confirmed_at is not null, current_user, current_setting('role'));
      return new;
    end $$;
    create trigger on_signup after insert on auth.users for each row execute function public.on_signup();
  `);
  const email = newEmail();
  const { error } = await auth
    .client()
    .auth.signUp({ email, password: PASSWORD, options: { data: { full_name: "Ana" } } });
  expect(error).toBeNull();
  const { rows } = await auth.sql.query("select email, name, role, confirmed, inserted_by from public.seen");
  expect(rows).toEqual([{ email, name: "Ana", role: "", confirmed: false, inserted_by: "supabase_auth_admin" }]);
  await auth.sql.query("drop trigger on_signup on auth.users");
});

test("a trigger that fails fails the sign-up, and leaves nobody behind", async () => {
  const messages: string[] = [];
  const failing = await startTestAuth({ logError: (message) => messages.push(message) });
  await failing.sql.query(`
    create function public.refuse() returns trigger language plpgsql as $$ begin raise 'no room'; end $$;
    create trigger refuse after insert on auth.users for each row execute function public.refuse();
  `);
  const email = newEmail();
  const { error } = await failing.client().auth.signUp({ email, password: PASSWORD });
  expect(error).toMatchObject({ status: 500, message: "Database error saving new user" });
  expect(messages).toEqual(["POST /auth/v1/signup: Database error saving new user: no room"]);
  expect((await failing.sql.query("select from auth.users")).rowCount).toBe(0);
  await failing.stop();
});
