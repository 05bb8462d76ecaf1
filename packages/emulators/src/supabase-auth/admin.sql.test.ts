import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { follow, fragmentOf, newEmail, PASSWORD, startTestAuth } from "./testing/fixture.ts";
import type { TestAuth } from "./testing/fixture.ts";

let auth: TestAuth;

beforeAll(async () => {
  auth = await startTestAuth();
});

beforeEach(async () => {
  await auth.sql.query("delete from auth.users");
});

afterAll(() => auth.stop());

async function create(email = newEmail()) {
  const { data, error } = await auth.admin().auth.admin.createUser({
    email,
    password: PASSWORD,
    email_confirm: true,
    user_metadata: { full_name: "Ana" },
    app_metadata: { plan: "trial" },
  });
  expect(error).toBeNull();
  if (!data.user) throw new Error("no user");
  return data.user;
}

async function listPage(page: number) {
  const { data, error } = await auth.admin().auth.admin.listUsers({ page, perPage: 2 });
  if (error) throw error;
  return data;
}

test("creates people who can sign in", async () => {
  const user = await create();
  expect(user.app_metadata).toEqual({ provider: "email", providers: ["email"], plan: "trial" });
  const { data } = await auth.client().auth.signInWithPassword({ email: user.email ?? "", password: PASSWORD });
  expect(data.user).toMatchObject({ id: user.id, user_metadata: { full_name: "Ana" } });
});

test("takes an id, and refuses a taken address", async () => {
  const id = "0190d0d0-0000-4000-8000-000000000001";
  const email = newEmail();
  const { data } = await auth.admin().auth.admin.createUser({ id, email });
  expect(data.user?.id).toBe(id);
  const again = await auth.admin().auth.admin.createUser({ email });
  expect(again.error).toMatchObject({ status: 422, code: "email_exists" });
});

test("lists page by page, newest first", async () => {
  const created = [];
  for (let count = 0; count < 5; count += 1) created.push((await create()).id);
  const first = await listPage(1);
  expect(first).toMatchObject({ total: 5, nextPage: 2, lastPage: 3, aud: "authenticated" });
  const [second, third] = [await listPage(2), await listPage(3)];
  expect(third.nextPage).toBeNull();
  const listed = [first, second, third].flatMap(({ users }) => users.map((user) => user.id));
  expect(listed).toEqual(created.toReversed());
  expect(first.users[0]?.identities).toHaveLength(1);
});

test("an empty list is a list", async () => {
  const { data } = await auth.admin().auth.admin.listUsers();
  expect(data).toMatchObject({ users: [], total: 0, nextPage: null });
});

test("reads, changes and deletes one", async () => {
  const { id } = await create();
  const admin = auth.admin().auth.admin;
  expect((await admin.getUserById(id)).data.user?.id).toBe(id);
  const email = newEmail();
  const changed = await admin.updateUserById(id, {
    email,
    password: "battery staple",
    user_metadata: { full_name: null },
  });
  expect(changed.data.user).toMatchObject({ email, user_metadata: expect.not.objectContaining({ full_name: "Ana" }) });
  expect((await auth.client().auth.signInWithPassword({ email, password: "battery staple" })).error).toBeNull();
  expect((await admin.deleteUser(id)).error).toBeNull();
  expect((await admin.getUserById(id)).error).toMatchObject({ status: 404, code: "user_not_found" });
});

test("a person deleted softly is a row without a person", async () => {
  const user = await create();
  await auth.admin().auth.admin.deleteUser(user.id, true);
  const { rows } = await auth.sql.query("select * from auth.users where id = $1", [user.id]);
  expect(rows[0]?.deleted_at).not.toBeNull();
  expect(JSON.stringify(rows)).not.toContain(user.email);
  const { error } = await auth.client().auth.signInWithPassword({ email: user.email ?? "", password: PASSWORD });
  expect(error).toMatchObject({ code: "invalid_credentials" });
});

test("a banned person stays out until the ban ends", async () => {
  const user = await create();
  const client = auth.client();
  const signIn = () => client.auth.signInWithPassword({ email: user.email ?? "", password: PASSWORD });
  await signIn();
  await auth.admin().auth.admin.updateUserById(user.id, { ban_duration: "1h30m" });
  expect((await client.auth.refreshSession()).error).toMatchObject({ code: "user_banned" });
  expect((await signIn()).error).toMatchObject({ status: 400, code: "user_banned" });
  auth.pass(5_401);
  expect((await signIn()).error).toBeNull();
});

describe("sends for people", () => {
  test("by a mail that invites them", async () => {
    const email = newEmail();
    const { data, error } = await auth.admin().auth.admin.inviteUserByEmail(email, { data: { org: "cabinet" } });
    expect(error).toBeNull();
    expect(data.user).toMatchObject({ email, invited_at: expect.any(String), user_metadata: { org: "cabinet" } });
    expect(auth.lastMail(email).type).toBe("invite");
    expect(fragmentOf(await follow(auth.lastMail(email).link))).toMatchObject({ type: "invite" });
    expect((await auth.admin().auth.admin.inviteUserByEmail(email)).error).toMatchObject({ code: "email_exists" });
  });

  test.each(["magiclink", "recovery", "invite"] as const)("by a link to hand over: %s, and no mail", async (type) => {
    const email = type === "invite" ? newEmail() : ((await create()).email ?? "");
    const { data, error } = await auth.admin().auth.admin.generateLink({ type, email });
    expect(error).toBeNull();
    expect(data.properties).toMatchObject({ verification_type: type, email_otp: expect.stringMatching(/^\d{6}$/) });
    expect(data.user?.email).toBe(email);
    expect(auth.mails(email)).toEqual([]);
    expect(fragmentOf(await follow(data.properties?.action_link ?? ""))).toMatchObject({ type });
  });

  test("a recovery needs somebody to recover", async () => {
    const { error } = await auth.admin().auth.admin.generateLink({ type: "recovery", email: newEmail() });
    expect(error).toMatchObject({ status: 404, code: "user_not_found" });
  });
});

describe("is closed", () => {
  test("to the project's public key", async () => {
    const { error } = await auth.client().auth.admin.listUsers();
    expect(error).toMatchObject({ status: 403, code: "not_admin" });
  });

  test("to a person", async () => {
    const client = auth.client();
    await client.auth.signUp({ email: newEmail(), password: PASSWORD });
    const token = (await client.auth.getSession()).data.session?.access_token;
    for (const path of ["admin/users", "admin/users/0190d0d0-0000-4000-8000-000000000001"]) {
      const response = await fetch(`${auth.url}/auth/v1/${path}`, {
        headers: { apikey: auth.anonKey, authorization: `Bearer ${token}` },
      });
      expect(response.status).toBe(403);
    }
  });

  test("to a request without a token", async () => {
    const response = await fetch(`${auth.url}/auth/v1/admin/users`, { headers: { apikey: auth.serviceRoleKey } });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error_code: "no_authorization" });
  });
});
