import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTcpProxy } from "../../../../tests/tcp-proxy.ts";
import { newEmail, PASSWORD, SITE_URL, startTestAuth } from "./testing/fixture.ts";
import type { TestAuth } from "./testing/fixture.ts";
import { startSupabaseAuth } from "./server.ts";

let auth: TestAuth;

beforeAll(async () => {
  auth = await startTestAuth();
});

afterEach(() => auth.clearFaults());
afterAll(() => auth.stop());

async function send(path: string, init: Omit<RequestInit, "headers"> & { headers?: Record<string, string> } = {}) {
  const response = await fetch(auth.url + path, {
    ...init,
    headers: { apikey: auth.anonKey, ...init.headers },
  });
  const text = await response.text();
  const body: unknown = text.startsWith("{") ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  send(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });

describe("errors", () => {
  const weak = { email: "weak@cabinet.fr", password: "abc" };

  test("have GoTrue's first shape for a client that names no version", async () => {
    const { status, headers, body } = await post("/auth/v1/signup", weak);
    expect(status).toBe(422);
    expect(headers.get("x-sb-error-code")).toBe("weak_password");
    expect(headers.get("x-supabase-api-version")).toBeNull();
    expect(body).toEqual({
      code: 422,
      error_code: "weak_password",
      msg: "Password should be at least 6 characters.",
      weak_password: { reasons: ["length"] },
    });
  });

  test.each(["2024-01-01", "2025-06-30"])("have the coded shape for version %s", async (version) => {
    const { headers, body } = await post("/auth/v1/signup", weak, { "x-supabase-api-version": version });
    expect(headers.get("x-supabase-api-version")).toBe("2024-01-01");
    expect(body).toEqual({
      code: "weak_password",
      message: "Password should be at least 6 characters.",
      weak_password: { reasons: ["length"] },
    });
  });

  test.each(["{", "[]", "", '{"email":1}'])("bad JSON (%j) is 400 bad_json", async (text) => {
    const response = await send("/auth/v1/signup", { method: "POST", body: text });
    expect(response).toMatchObject({ status: 400, body: { error_code: "bad_json" } });
  });

  test("an oversized body is 413", async () => {
    expect(await post("/auth/v1/signup", { data: "x".repeat(1_100_000) })).toMatchObject({ status: 413 });
  });

  test.each([
    ["/auth/v1/token?grant_type=password", {}, "validation_failed"],
    ["/auth/v1/token?grant_type=magic", {}, "invalid_credentials"],
    ["/auth/v1/token?grant_type=pkce", {}, "validation_failed"],
    ["/auth/v1/verify", { type: "email" }, "validation_failed"],
    ["/auth/v1/verify", { type: "sesame", token_hash: "x" }, "validation_failed"],
    ["/auth/v1/recover", { email: "nope" }, "validation_failed"],
    ["/auth/v1/otp", { email: "a@cabinet.fr", code_challenge: "x" }, "validation_failed"],
    ["/auth/v1/resend", { type: "magiclink", email: "a@cabinet.fr" }, "validation_failed"],
  ])("POST %s %j is 400 %s", async (path, body, code) => {
    expect(await post(path, body)).toMatchObject({ status: 400, body: { error_code: code } });
  });

  test("a wild Bearer token is bad_jwt, none at all no_authorization", async () => {
    const wild = await send("/auth/v1/user", { headers: { authorization: "Bearer x.y.z" } });
    expect(wild).toMatchObject({ status: 403, body: { error_code: "bad_jwt" } });
    expect(await send("/auth/v1/user")).toMatchObject({ status: 401, body: { error_code: "no_authorization" } });
  });
});

describe("the door", () => {
  test("asks for the project's key", async () => {
    const none = await fetch(`${auth.url}/auth/v1/settings`);
    expect([none.status, await none.json()]).toEqual([401, { message: "No API key found in request" }]);
    const wrong = await send("/auth/v1/settings", { headers: { apikey: "wrong" } });
    expect(wrong).toMatchObject({ status: 401, body: { message: "Invalid authentication credentials" } });
    expect(await send("/auth/v1/settings")).toMatchObject({ status: 200, body: { mailer_autoconfirm: true } });
  });

  test("lets a browser on another origin in, preflight first", async () => {
    const preflight = await fetch(`${auth.url}/auth/v1/token?grant_type=password`, {
      method: "OPTIONS",
      headers: {
        origin: SITE_URL,
        "access-control-request-method": "POST",
        "access-control-request-headers": "apikey,authorization,x-client-info,x-supabase-api-version",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-headers")).toContain("x-supabase-api-version");
    const { headers } = await send("/auth/v1/settings", { headers: { origin: SITE_URL } });
    expect(headers.get("access-control-expose-headers")).toContain("X-Total-Count");
  });

  test("keeps pages of other origins away from the knobs and the mails", async () => {
    const form = await fetch(`${auth.url}/_emulator/faults`, { method: "POST", body: '{"down":true}' });
    expect(form.status).toBe(400);
    expect(
      (await send("/_emulator/mails", { headers: { origin: SITE_URL } })).headers.get("access-control-allow-origin"),
    ).toBeNull();
  });
});

describe("the knobs", () => {
  const jwks = "/auth/v1/.well-known/jwks.json";

  test("take the key set away, or everything, and give it back", async () => {
    await post("/_emulator/faults", { jwksDown: true });
    expect((await send(jwks)).status).toBe(503);
    expect((await send("/auth/v1/health")).status).toBe(200);
    await post("/_emulator/faults", { jwksDown: false, down: true });
    expect((await send(jwks)).status).toBe(503);
    expect((await send("/auth/v1/health")).status).toBe(503);
    await send("/_emulator/faults", { method: "DELETE" });
    expect((await send(jwks)).status).toBe(200);
  });

  test("slow an answer down", async () => {
    auth.setFaults({ latencyMs: 60 });
    const start = performance.now();
    await send("/auth/v1/health");
    expect(performance.now() - start).toBeGreaterThan(55);
  });

  test("rotate keys: a verifier that follows the key set takes both", async () => {
    const before = await auth.forgeToken({ signWith: "current" });
    const { body } = await post("/_emulator/keys/rotate", {});
    expect(body).toMatchObject({ kid: expect.any(String), keys: [expect.any(String), expect.any(String)] });
    const after = await auth.forgeToken({ signWith: "current" });
    const keySet = createRemoteJWKSet(new URL(auth.url + jwks));
    const options = { issuer: `${auth.url}/auth/v1`, audience: "authenticated", algorithms: ["ES256"] };
    for (const token of [before, after]) await expect(jwtVerify(token, keySet, options)).resolves.toBeDefined();
  });

  test("make any token on demand", async () => {
    const { body } = await post("/_emulator/tokens", { signWith: "none", claims: { sub: "x", aud: null } });
    const [, payload = ""] = (body as { token: string }).token.split(".");
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    expect(claims).toMatchObject({ sub: "x", iss: `${auth.url}/auth/v1` });
    expect(claims).not.toHaveProperty("aud");
    expect((await post("/_emulator/tokens", { signWith: "magic" })).status).toBe(400);
  });

  test("limit mail", async () => {
    const email = newEmail();
    const client = auth.client();
    await client.auth.signUp({ email, password: PASSWORD });
    auth.setFaults({ mailRateLimited: true });
    const limited = await client.auth.resetPasswordForEmail(email);
    expect(limited.error).toMatchObject({ status: 429, code: "over_email_send_rate_limit" });
    auth.setFaults({ mailRateLimited: false, mailIntervalSeconds: 60 });
    expect((await client.auth.resetPasswordForEmail(email)).error).toBeNull();
    expect((await client.auth.resetPasswordForEmail(email)).error).toMatchObject({
      status: 429,
      code: "over_email_send_rate_limit",
      message: expect.stringMatching(/after \d+ seconds/),
    });
    auth.pass(61);
    expect((await client.auth.resetPasswordForEmail(email)).error).toBeNull();
    auth.setFaults({ rejectReservedDomains: true });
    const reserved = await client.auth.signInWithOtp({ email: "someone@example.com" });
    expect(reserved.error).toMatchObject({ status: 400, code: "email_address_invalid" });
  });
});

describe("the mailbox", () => {
  test("shows mails newest first, in French and English, with links to click", async () => {
    const email = newEmail();
    const client = auth.client();
    await client.auth.signUp({ email, password: PASSWORD });
    await client.auth.signInWithOtp({ email });
    await client.auth.resetPasswordForEmail(email);
    const { body } = await send(`/_emulator/mails?to=${email}`);
    const [first, second] = (body as { mails: { type: string; link: string; subject: string }[] }).mails;
    expect([first?.type, second?.type]).toEqual(["recovery", "magiclink"]);
    expect(first?.subject).toBe("Nouveau mot de passe · New password");

    const page = await send("/_emulator/mailbox");
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = String(page.body);
    expect(html.indexOf("Nouveau mot de passe")).toBeLessThan(html.indexOf("Votre lien de connexion"));
    expect(html).toContain(`href="${first?.link.replaceAll("&", "&amp;")}"`);
    expect(String((await send("/_emulator/mailbox?to=nobody@cabinet.fr")).body)).toContain("Rien pour l’instant");
  });

  test("escapes what people write", async () => {
    const email = "o'hara+\"<b>@cabinet.fr";
    expect(String((await send(`/_emulator/mailbox?to=${encodeURIComponent(email)}`)).body)).not.toContain("<b>");
    await auth.client().auth.signInWithOtp({ email: "o'hara&co@cabinet.fr" });
    expect(String((await send("/_emulator/mailbox")).body)).toContain("o&#39;hara&amp;co@cabinet.fr");
  });
});

describe("bad days", () => {
  test("without Postgres: 500 unexpected_failure, the key set goes on, and all is well when it is back", async () => {
    const target = new URL(auth.databaseUrl);
    const proxy = await startTcpProxy({ host: target.hostname, port: Number(target.port) });
    const behind = await startSupabaseAuth({
      databaseUrl: proxy.through(auth.databaseUrl),
      port: 0,
      siteUrl: SITE_URL,
      logError: () => undefined,
    });
    const signUp = async () => {
      const response = await fetch(`${behind.url}/auth/v1/signup`, {
        method: "POST",
        headers: { apikey: behind.anonKey },
        body: JSON.stringify({ email: newEmail(), password: PASSWORD }),
      });
      const body: unknown = await response.json();
      return { status: response.status, body };
    };
    expect((await signUp()).status).toBe(200);
    proxy.cut();
    expect(await signUp()).toMatchObject({ status: 500, body: { error_code: "unexpected_failure" } });
    expect((await fetch(`${behind.url}/auth/v1/.well-known/jwks.json`)).status).toBe(200);
    proxy.heal();
    expect((await signUp()).status).toBe(200);
    await behind.close();
    await proxy.close();
  });

  test("a restart keeps keys, sessions and mails, in files that are nobody else's", async () => {
    const stateDir = await mkdtemp(join(tmpdir(), "allokoli-auth-"));
    const options = { databaseUrl: auth.databaseUrl, siteUrl: SITE_URL, stateDir };
    const first = await startSupabaseAuth({ ...options, port: 0 });
    const email = newEmail();
    const signUp = await fetch(`${first.url}/auth/v1/signup`, {
      method: "POST",
      headers: { apikey: first.anonKey },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const { access_token: token } = (await signUp.json()) as { access_token: string };
    await fetch(`${first.url}/auth/v1/recover`, {
      method: "POST",
      headers: { apikey: first.anonKey },
      body: JSON.stringify({ email }),
    });
    await first.close();

    const second = await startSupabaseAuth({ ...options, port: Number(new URL(first.url).port) });
    expect(second.anonKey).toBe(first.anonKey);
    const user = await fetch(`${second.url}/auth/v1/user`, {
      headers: { apikey: second.anonKey, authorization: `Bearer ${token}` },
    });
    expect(user.status).toBe(200);
    expect(second.mails(email)).toHaveLength(1);
    for (const file of ["signing-keys.json", "mails.json"]) {
      expect((await stat(join(stateDir, file))).mode & 0o777).toBe(0o600);
      expect(await readFile(join(stateDir, file), "utf8")).not.toContain(PASSWORD);
    }
    await second.close();
    await rm(stateDir, { recursive: true });
  });
});
