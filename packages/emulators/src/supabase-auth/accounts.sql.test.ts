import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, fragmentOf, newEmail, PASSWORD, SITE_URL, startTestAuth } from "./testing/fixture.ts";
import type { TestAuth } from "./testing/fixture.ts";

let auth: TestAuth;
let confirming: TestAuth;

beforeAll(async () => {
  [auth, confirming] = await Promise.all([startTestAuth(), startTestAuth({ autoConfirm: false })]);
});

afterAll(() => Promise.all([auth.stop(), confirming.stop()]));

async function signUp() {
  const email = newEmail();
  const client = auth.client();
  const { data, error } = await client.auth.signUp({ email, password: PASSWORD });
  expect(error).toBeNull();
  return { client, email, user: data.user, session: data.session };
}

describe("sign-up", () => {
  test("gives a session whose claims the client verifies by the key set", async () => {
    const { client, email, user } = await signUp();
    const { data, error } = await client.auth.getClaims();
    expect(error).toBeNull();
    expect(data?.header).toMatchObject({ alg: "ES256", typ: "JWT", kid: expect.any(String) });
    expect(data?.claims).toMatchObject({
      iss: `${auth.url}/auth/v1`,
      aud: "authenticated",
      sub: user?.id,
      email,
      role: "authenticated",
      aal: "aal1",
      amr: [{ method: "password", timestamp: expect.any(Number) }],
      session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      app_metadata: { provider: "email", providers: ["email"] },
      user_metadata: { email, email_verified: true },
      is_anonymous: false,
    });
    expect((data?.claims.exp ?? 0) - (data?.claims.iat ?? 0)).toBe(3_600);
  });

  test("stores the address in lower case and the password as no text", async () => {
    const email = newEmail();
    await auth.client().auth.signUp({ email: email.toUpperCase(), password: PASSWORD });
    const { rows } = await auth.sql.query("select encrypted_password from auth.users where email = $1", [email]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  });

  test("refuses a taken address", async () => {
    const { email } = await signUp();
    const { error } = await auth.client().auth.signUp({ email, password: PASSWORD });
    expect(error).toMatchObject({ status: 422, code: "user_already_exists" });
  });

  test("refuses a weak password and says why", async () => {
    const { error } = await auth.client().auth.signUp({ email: newEmail(), password: "short" });
    expect(error).toMatchObject({ status: 422, code: "weak_password", reasons: ["length"] });
  });

  test.each([
    ["not-an-address", "validation_failed", 400],
    ["a b@cabinet.fr", "validation_failed", 400],
    ["", "anonymous_provider_disabled", 422],
  ])("refuses %j as an address", async (email, code, status) => {
    const { error } = await auth.client().auth.signUp({ email, password: PASSWORD });
    expect(error).toMatchObject({ code, status });
  });
});

describe("where addresses are to be confirmed", () => {
  test("sign-up gives a user, a mail, and no session until its link is followed", async () => {
    const email = newEmail();
    const { data } = await confirming.client().auth.signUp({ email, password: PASSWORD });
    expect(data.session).toBeNull();
    expect(data.user?.email_confirmed_at).toBeUndefined();
    const early = await confirming.client().auth.signInWithPassword({ email, password: PASSWORD });
    expect(early.error).toMatchObject({ status: 400, code: "email_not_confirmed" });

    const mail = confirming.lastMail(email);
    expect(mail).toMatchObject({ type: "signup", redirectTo: SITE_URL });
    expect(fragmentOf(await follow(mail.link))).toMatchObject({ type: "signup", token_type: "bearer" });
    const late = await confirming.client().auth.signInWithPassword({ email, password: PASSWORD });
    expect(late.data.user?.email_confirmed_at).toBeDefined();
  });

  test("a taken address hears nothing that says so, and gets no mail", async () => {
    const email = newEmail();
    const client = confirming.client();
    await client.auth.signUp({ email, password: PASSWORD });
    await follow(confirming.lastMail(email).link);
    const count = confirming.mails(email).length;

    const { data, error } = await confirming.client().auth.signUp({ email, password: "another password" });
    expect(error).toBeNull();
    expect(data.user).toMatchObject({ email, identities: [] });
    const { rows } = await confirming.sql.query("select id from auth.users where email = $1", [email]);
    expect(data.user?.id).not.toBe(rows[0]?.id);
    expect(confirming.mails(email)).toHaveLength(count);
  });

  test("the code of the mail does as well as its link, once", async () => {
    const email = newEmail();
    await confirming.client().auth.signUp({ email, password: PASSWORD });
    const token = confirming.lastMail(email).code;
    const first = await confirming.client().auth.verifyOtp({ email, token, type: "email" });
    expect(first.data.session?.access_token).toBeDefined();
    const second = await confirming.client().auth.verifyOtp({ email, token, type: "email" });
    expect(second.error).toMatchObject({ status: 403, code: "otp_expired" });
  });

  test("a resent mail voids the first", async () => {
    const email = newEmail();
    await confirming.client().auth.signUp({ email, password: PASSWORD });
    const first = confirming.lastMail(email);
    expect((await confirming.client().auth.resend({ type: "signup", email })).error).toBeNull();
    expect(fragmentOf(await follow(first.link))).toMatchObject({ error: "access_denied", error_code: "otp_expired" });
    expect(fragmentOf(await follow(confirming.lastMail(email).link))).toHaveProperty("access_token");
  });
});

describe("sign-in", () => {
  test.each([
    ["a wrong password", (email: string) => ({ email, password: "wrong password" })],
    ["an unknown address", () => ({ email: "nobody@cabinet.fr", password: PASSWORD })],
  ])("refuses %s in the same words", async (_case, credentials) => {
    const { email } = await signUp();
    const { error } = await auth.client().auth.signInWithPassword(credentials(email));
    expect(error).toMatchObject({ status: 400, code: "invalid_credentials", message: "Invalid login credentials" });
  });

  test("takes the address in any case", async () => {
    const { email, user } = await signUp();
    const { data } = await auth.client().auth.signInWithPassword({ email: email.toUpperCase(), password: PASSWORD });
    expect(data.user?.id).toBe(user?.id);
  });
});

describe("the signed-in person", () => {
  test("is read and changed", async () => {
    const { client, email } = await signUp();
    const { data } = await client.auth.updateUser({ data: { full_name: "Ana", plan: { a: null } } });
    expect(data.user?.user_metadata).toMatchObject({ full_name: "Ana", plan: { a: null }, email });
    await client.auth.updateUser({ data: { full_name: null } });
    const { data: read } = await client.auth.getUser();
    expect(read.user?.user_metadata).not.toHaveProperty("full_name");
    expect(read.user?.user_metadata).toHaveProperty("plan");
  });

  test("changes the password, which ends the other sessions", async () => {
    const { client, email } = await signUp();
    const other = auth.client();
    await other.auth.signInWithPassword({ email, password: PASSWORD });
    expect((await client.auth.updateUser({ password: PASSWORD })).error).toMatchObject({
      code: "same_password",
      status: 422,
    });
    expect((await client.auth.updateUser({ password: "abc" })).error).toMatchObject({ code: "weak_password" });
    expect((await client.auth.updateUser({ password: "battery staple" })).error).toBeNull();

    expect((await client.auth.getUser()).error).toBeNull();
    expect((await other.auth.refreshSession()).error).toMatchObject({ code: "refresh_token_not_found" });
    const old = await auth.client().auth.signInWithPassword({ email, password: PASSWORD });
    expect(old.error).toMatchObject({ code: "invalid_credentials" });
    const fresh = await auth.client().auth.signInWithPassword({ email, password: "battery staple" });
    expect(fresh.error).toBeNull();
  });

  test("changes the address by a link to the new one", async () => {
    const { client, email } = await signUp();
    const { email: taken } = await signUp();
    expect((await client.auth.updateUser({ email: taken })).error).toMatchObject({ code: "email_exists", status: 422 });
    const wanted = newEmail();
    const { data } = await client.auth.updateUser({ email: wanted });
    expect(data.user).toMatchObject({ email, new_email: wanted });
    await follow(auth.lastMail(wanted).link);
    expect((await client.auth.getUser()).data.user).toMatchObject({ email: wanted });
  });

  test("changes the address only when both agree, where addresses are to be confirmed", async () => {
    const email = newEmail();
    const client = confirming.client();
    await client.auth.signUp({ email, password: PASSWORD });
    await client.auth.verifyOtp({ email, token: confirming.lastMail(email).code, type: "signup" });
    const wanted = newEmail();
    await client.auth.updateUser({ email: wanted });
    const half = fragmentOf(await follow(confirming.lastMail(wanted).link));
    expect(half["message"]).toContain("proceed to confirm link sent to the other email");
    expect((await client.auth.getUser()).data.user?.email).toBe(email);
    await follow(confirming.lastMail(email).link);
    expect((await client.auth.getUser()).data.user?.email).toBe(wanted);
  });

  test("cannot write app_metadata", async () => {
    const { session } = await signUp();
    const response = await fetch(`${auth.url}/auth/v1/user`, {
      method: "PUT",
      headers: { apikey: auth.anonKey, authorization: `Bearer ${session?.access_token}` },
      body: JSON.stringify({ app_metadata: { role: "owner" } }),
    });
    expect(response.status).toBe(403);
  });

  test("is unknown to a client that only has the project's key", async () => {
    const client = createClient(auth.url, auth.anonKey, { auth: { persistSession: false } });
    const { error } = await client.auth.getUser(auth.anonKey);
    expect(error).toMatchObject({ status: 403, code: "bad_jwt" });
  });
});
