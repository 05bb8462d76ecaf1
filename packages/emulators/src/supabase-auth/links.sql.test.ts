import { createServerClient } from "@supabase/ssr";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, fragmentOf, newEmail, PASSWORD, SITE_URL, startTestAuth } from "./testing/fixture.ts";
import type { TestAuth } from "./testing/fixture.ts";

const CALLBACK = "http://localhost:4321/fr/auth/callback";

let auth: TestAuth;

beforeAll(async () => {
  auth = await startTestAuth({ redirectAllowList: ["https://*.allokoli.fr/**"] });
});

afterAll(() => auth.stop());

/** A browser's cookies, and the server's client of one request after another. */
function browser() {
  const jar = new Map<string, string>();
  const request = () =>
    createServerClient(auth.url, auth.anonKey, {
      cookies: {
        getAll: () => [...jar].map(([name, value]) => ({ name, value })),
        setAll: (cookies) => {
          for (const { name, value, options } of cookies) {
            if (value === "" || options.maxAge === 0) jar.delete(name);
            else jar.set(name, value);
          }
        },
      },
    });
  return { jar, request };
}

async function signedUp(): Promise<string> {
  const email = newEmail();
  const { error } = await auth.client().auth.signUp({ email, password: PASSWORD });
  expect(error).toBeNull();
  return email;
}

describe("a server-rendered site (PKCE)", () => {
  test("signs up, and every later request knows the person by cookies alone", async () => {
    const { request, jar } = browser();
    const email = newEmail();
    await request().auth.signUp({ email, password: PASSWORD });
    expect(jar.size).toBeGreaterThan(0);
    const { data } = await request().auth.getClaims();
    expect(data?.claims.email).toBe(email);
    expect((await request().auth.getUser()).data.user?.email).toBe(email);
    await request().auth.signOut();
    expect((await request().auth.getClaims()).data).toBeNull();
  });

  test("magic link: the mail's link brings a code, the code a session", async () => {
    const { request } = browser();
    const email = await signedUp();
    const sent = await request().auth.signInWithOtp({
      email,
      options: { emailRedirectTo: `${CALLBACK}?next=%2Fcalls` },
    });
    expect(sent.error).toBeNull();

    const landing = await follow(auth.lastMail(email).link);
    expect(landing.href.startsWith(CALLBACK)).toBe(true);
    expect(landing.searchParams.get("next")).toBe("/calls");
    const code = landing.searchParams.get("code") ?? "";
    const { data, error } = await request().auth.exchangeCodeForSession(code);
    expect(error).toBeNull();
    expect(data.user?.email).toBe(email);
    expect((await request().auth.getClaims()).data?.claims).toMatchObject({ email, amr: [{ method: "magiclink" }] });
  });

  test("recovery: from the link to a new password", async () => {
    const { request } = browser();
    const email = await signedUp();
    await request().auth.resetPasswordForEmail(email, { redirectTo: CALLBACK });
    const mail = auth.lastMail(email);
    expect(mail.type).toBe("recovery");
    const code = (await follow(mail.link)).searchParams.get("code") ?? "";
    expect((await request().auth.exchangeCodeForSession(code)).error).toBeNull();
    expect((await request().auth.updateUser({ password: "battery staple" })).error).toBeNull();
    const { error } = await auth.client().auth.signInWithPassword({ email, password: "battery staple" });
    expect(error).toBeNull();
  });

  test("a code is good once, for five minutes, and for who asked", async () => {
    const email = await signedUp();
    const mine = browser();
    const code = async () => {
      await mine.request().auth.signInWithOtp({ email, options: { emailRedirectTo: CALLBACK } });
      return (await follow(auth.lastMail(email).link)).searchParams.get("code") ?? "";
    };
    const used = await code();
    expect((await mine.request().auth.exchangeCodeForSession(used)).error).toBeNull();

    // The client forgets its verifier after an exchange; the wire is asked without it.
    const exchange = async (authCode: string, verifier: string) => {
      const response = await fetch(`${auth.url}/auth/v1/token?grant_type=pkce`, {
        method: "POST",
        headers: { apikey: auth.anonKey },
        body: JSON.stringify({ auth_code: authCode, code_verifier: verifier }),
      });
      const body: unknown = await response.json();
      return { status: response.status, body };
    };
    expect(await exchange(used, "x")).toMatchObject({ status: 404, body: { error_code: "flow_state_not_found" } });
    expect(await exchange(await code(), "x")).toMatchObject({ status: 400, body: { error_code: "bad_code_verifier" } });
    const late = await code();
    auth.pass(301);
    expect((await mine.request().auth.exchangeCodeForSession(late)).error).toMatchObject({
      status: 422,
      code: "flow_state_expired",
    });
  });

  test("a dead link lands on the site with the reason in the query", async () => {
    const { request } = browser();
    const email = await signedUp();
    await request().auth.signInWithOtp({ email, options: { emailRedirectTo: CALLBACK } });
    const { link } = auth.lastMail(email);
    await follow(link);
    const landing = await follow(link);
    expect(landing.pathname).toBe("/fr/auth/callback");
    expect(Object.fromEntries(landing.searchParams)).toEqual({
      error: "access_denied",
      error_code: "otp_expired",
      error_description: "Email link is invalid or has expired",
    });
  });

  test("token hashes do without a redirect, as the pages for server-side sites have it", async () => {
    const { request } = browser();
    const email = await signedUp();
    await request().auth.signInWithOtp({ email });
    const { data, error } = await request().auth.verifyOtp({
      token_hash: auth.lastMail(email).tokenHash,
      type: "email",
    });
    expect(error).toBeNull();
    expect(data.user?.email).toBe(email);
    expect((await request().auth.getClaims()).data?.claims.email).toBe(email);
  });
});

describe("a page without a server (implicit)", () => {
  test("gets its session in the fragment", async () => {
    const email = await signedUp();
    const client = auth.client();
    await client.auth.signInWithOtp({ email, options: { emailRedirectTo: CALLBACK } });
    const landing = await follow(auth.lastMail(email).link);
    expect(landing.search).toBe("");
    const fragment = fragmentOf(landing);
    expect(fragment).toMatchObject({ type: "magiclink", token_type: "bearer", expires_in: "3600" });
    const { data } = await client.auth.setSession({
      access_token: fragment["access_token"] ?? "",
      refresh_token: fragment["refresh_token"] ?? "",
    });
    expect(data.user?.email).toBe(email);
  });

  test("a link is good for an hour", async () => {
    const email = await signedUp();
    await auth.client().auth.signInWithOtp({ email });
    const { link, code } = auth.lastMail(email);
    auth.pass(3_601);
    expect(fragmentOf(await follow(link))).toMatchObject({ error: "access_denied", error_code: "otp_expired" });
    const { error } = await auth.client().auth.verifyOtp({ email, token: code, type: "magiclink" });
    expect(error).toMatchObject({ code: "otp_expired" });
  });

  test("a new password voids the links on their way", async () => {
    const email = await signedUp();
    const client = auth.client();
    await client.auth.signInWithPassword({ email, password: PASSWORD });
    await auth.client().auth.resetPasswordForEmail(email);
    await client.auth.updateUser({ password: "battery staple" });
    expect(fragmentOf(await follow(auth.lastMail(email).link))).toMatchObject({ error_code: "otp_expired" });
  });

  test("many clicks at once: one session", async () => {
    const email = await signedUp();
    // The first round opens the server's connections; the race is on in the later ones.
    for (let round = 0; round < 8; round += 1) {
      await auth.client().auth.signInWithOtp({ email });
      const { link } = auth.lastMail(email);
      const landings = await Promise.all(Array.from({ length: 5 }, () => follow(link)));
      expect(landings.filter((url) => "access_token" in fragmentOf(url))).toHaveLength(1);
    }
  });
});

describe("who gets a mail", () => {
  test("an outsider who asks for a magic link becomes a person", async () => {
    const email = newEmail();
    await auth.client().auth.signInWithOtp({ email, options: { data: { full_name: "Ana" } } });
    const fragment = fragmentOf(await follow(auth.lastMail(email).link));
    const { data } = await auth.client().auth.getUser(fragment["access_token"]);
    expect(data.user?.user_metadata).toMatchObject({ full_name: "Ana", email_verified: true });
  });

  test("not an outsider, where outsiders are not let in", async () => {
    const email = newEmail();
    const { error } = await auth.client().auth.signInWithOtp({ email, options: { shouldCreateUser: false } });
    expect(error).toMatchObject({ status: 422, code: "otp_disabled" });
    expect(auth.mails(email)).toEqual([]);
  });

  test("nobody learns from a recovery whether an address is known", async () => {
    const outsider = newEmail();
    const known = await signedUp();
    const answers = await Promise.all(
      [outsider, known].map((email) => auth.client().auth.resetPasswordForEmail(email)),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(auth.mails(outsider)).toEqual([]);
    expect(auth.mails(known)).toHaveLength(1);
  });
});

describe("a project whose mails lead to its server-rendered site", () => {
  let project: TestAuth;
  beforeAll(async () => {
    project = await startTestAuth({ tokenHashLinks: true });
  });
  afterAll(() => project.stop());

  const landing = async (email: string) => {
    const { pathname, searchParams } = new URL(project.lastMail(email).link);
    return {
      pathname,
      next: searchParams.get("next"),
      type: searchParams.get("type"),
      hash: searchParams.get("token_hash"),
    };
  };
  const redirectTo = `${CALLBACK}?next=%2Finvitations`;

  test("lets an invited person in by the hash in the link", async () => {
    const email = newEmail();
    await project.admin().auth.admin.inviteUserByEmail(email, { redirectTo });
    const { hash, ...link } = await landing(email);
    expect(link).toEqual({ pathname: "/fr/auth/callback", next: "/invitations", type: "invite" });
    const { data, error } = await project.client().auth.verifyOtp({ type: "invite", token_hash: hash ?? "" });
    expect(error).toBeNull();
    expect(data.user).toMatchObject({ email, email_confirmed_at: expect.any(String) });
  });

  test("the same for a magic link that a server asked for; one asked for with PKCE brings its code", async () => {
    const email = newEmail();
    await project.client().auth.signUp({ email, password: PASSWORD });
    await project
      .admin()
      .auth.signInWithOtp({ email, options: { shouldCreateUser: false, emailRedirectTo: redirectTo } });
    const { type, hash } = await landing(email);
    expect(type).toBe("magiclink");
    const { data } = await project.client().auth.verifyOtp({ type: "magiclink", token_hash: hash ?? "" });
    expect(data.user?.email).toBe(email);
    const other = createServerClient(project.url, project.anonKey, { cookies: { getAll: () => [], setAll: () => {} } });
    await other.auth.signInWithOtp({ email, options: { emailRedirectTo: redirectTo } });
    expect((await follow(project.lastMail(email).link)).searchParams.get("code")).not.toBeNull();
  });
});

describe("a link leads", () => {
  test.each([
    [undefined, SITE_URL],
    ["https://demo.allokoli.fr/welcome", "https://demo.allokoli.fr/welcome"],
    ["https://evil.example/steal", SITE_URL],
  ])("%s -> %s", async (asked, expected) => {
    const email = await signedUp();
    await auth.client().auth.signInWithOtp({ email, options: asked === undefined ? {} : { emailRedirectTo: asked } });
    const mail = auth.lastMail(email);
    expect(mail.redirectTo).toBe(expected);
    // The link may be rewritten on its way: where it leads is judged again.
    const tampered = new URL(mail.link);
    tampered.searchParams.set("redirect_to", "https://evil.example/steal");
    expect((await follow(tampered.href)).origin).toBe(SITE_URL);
  });
});
