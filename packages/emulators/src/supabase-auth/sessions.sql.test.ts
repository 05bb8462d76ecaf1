import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newEmail, PASSWORD, startTestAuth } from "./testing/fixture.ts";
import type { TestAuth } from "./testing/fixture.ts";

let auth: TestAuth;

beforeAll(async () => {
  auth = await startTestAuth();
});

afterAll(() => auth.stop());

async function signedIn(sessions = 1) {
  const email = newEmail();
  const first = auth.client();
  const { error } = await first.auth.signUp({ email, password: PASSWORD });
  expect(error).toBeNull();
  const clients = [first];
  while (clients.length < sessions) {
    const client = auth.client();
    await client.auth.signInWithPassword({ email, password: PASSWORD });
    clients.push(client);
  }
  return clients;
}

async function refresh(token: string) {
  const { data, error } = await auth.client().auth.refreshSession({ refresh_token: token });
  return { token: data.session?.refresh_token, session: data.session, error };
}

async function refreshTokenOf(client: ReturnType<TestAuth["client"]>): Promise<string> {
  const { data } = await client.auth.getSession();
  return data.session?.refresh_token ?? "";
}

/** Which of the sessions still stand. */
async function standing(refreshTokens: string[]): Promise<boolean[]> {
  return Promise.all(refreshTokens.map(async (token) => (await refresh(token)).error === null));
}

async function whoIs(accessToken: string) {
  const { data, error } = await auth.client().auth.getUser(accessToken);
  return { user: data.user, error };
}

describe("refresh", () => {
  test("rotates the token and keeps the session", async () => {
    const [client] = await signedIn();
    if (!client) throw new Error("nobody");
    const before = (await client.auth.getClaims()).data?.claims;
    const token = await refreshTokenOf(client);
    const { data, error } = await client.auth.refreshSession();
    expect(error).toBeNull();
    expect(data.session?.refresh_token).not.toBe(token);
    const after = (await client.auth.getClaims()).data?.claims;
    expect(after?.session_id).toBe(before?.session_id);
    expect(after?.amr).toEqual(before?.amr);
  });

  test("with the parent of the live token gives the live token: the answer was lost", async () => {
    const [client] = await signedIn();
    const first = client ? await refreshTokenOf(client) : "";
    const second = await refresh(first);
    auth.pass(3_600);
    expect((await refresh(first)).token).toBe(second.token);
  });

  test("with an older token moments after it was used goes on", async () => {
    const [client] = await signedIn();
    const first = client ? await refreshTokenOf(client) : "";
    const second = await refresh(first);
    const third = await refresh(second.token ?? "");
    expect(third.error).toBeNull();
    const again = await refresh(first);
    expect(again.error).toBeNull();
    expect(again.token).not.toBe(third.token);
  });

  test("with an older token later on is theft: every token of the session dies", async () => {
    const [client] = await signedIn();
    const first = client ? await refreshTokenOf(client) : "";
    const second = await refresh(first);
    const third = await refresh(second.token ?? "");
    auth.pass(11);
    expect((await refresh(first)).error).toMatchObject({ status: 400, code: "refresh_token_already_used" });
    auth.pass(11);
    expect((await refresh(third.token ?? "")).error).toMatchObject({ status: 400, code: "refresh_token_already_used" });
  });

  test("of one token by many at once gives them all one successor", async () => {
    const [client] = await signedIn();
    let token = client ? await refreshTokenOf(client) : "";
    // The first round opens the server's connections; the race is on in the later ones.
    for (let round = 0; round < 8; round += 1) {
      const results = await Promise.all(Array.from({ length: 5 }, () => refresh(token)));
      expect(results.map(({ error }) => error)).toEqual(Array.from({ length: 5 }, () => null));
      expect(new Set(results.map((result) => result.token)).size).toBe(1);
      token = results[0]?.token ?? "";
    }
  });

  test("with a token that nobody has", async () => {
    expect((await refresh("nosuchtoken1")).error).toMatchObject({ status: 400, code: "refresh_token_not_found" });
  });
});

describe("sign-out", () => {
  test.each([
    ["local", [false, true, true]],
    ["others", [true, false, false]],
    ["global", [false, false, false]],
  ] as const)("%s", async (scope, expected) => {
    const clients = await signedIn(3);
    const tokens = await Promise.all(clients.map(refreshTokenOf));
    expect((await clients[0]?.auth.signOut({ scope }))?.error).toBeNull();
    expect(await standing(tokens)).toEqual(expected);
  });

  test("an access token of an ended session is refused at once", async () => {
    const [client, other] = await signedIn(2);
    const { data } = (await client?.auth.getSession()) ?? {};
    await other?.auth.signOut({ scope: "global" });
    const response = await fetch(`${auth.url}/auth/v1/user`, {
      headers: { apikey: auth.anonKey, authorization: `Bearer ${data?.session?.access_token}` },
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 403, error_code: "session_not_found" });
  });
});

describe("an access token", () => {
  test("expires by the server's clock", async () => {
    const [client] = await signedIn();
    const token = (await client?.auth.getSession())?.data.session?.access_token ?? "";
    expect((await whoIs(token)).error).toBeNull();
    auth.pass(3_601);
    expect((await whoIs(token)).error).toMatchObject({ status: 403, code: "bad_jwt" });
  });

  test("signed before a rotation stays good while its key is kept", async () => {
    const [client] = await signedIn();
    const token = (await client?.auth.getSession())?.data.session?.access_token ?? "";
    await auth.rotateSigningKey();
    expect((await whoIs(token)).error).toBeNull();
    await auth.rotateSigningKey({ keepPrevious: false });
    expect((await whoIs(token)).error).toMatchObject({ code: "bad_jwt" });
  });

  test.each(["foreign", "foreign-with-known-kid", "none", "hs256-with-public-key"] as const)(
    "that is forged (%s) is refused",
    async (signWith) => {
      const [client] = await signedIn();
      const sub = (await client?.auth.getClaims())?.data?.claims.sub;
      const token = await auth.forgeToken({ signWith, claims: { sub } });
      expect((await whoIs(token)).error).toMatchObject({ status: 403, code: "bad_jwt" });
    },
  );

  test("of somebody who is gone is refused", async () => {
    const token = await auth.forgeToken({ signWith: "current" });
    expect((await whoIs(token)).error).toMatchObject({ status: 403, code: "user_not_found" });
  });
});
