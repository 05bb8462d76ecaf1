import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTPayload,
} from "jose";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toKeys } from "./fetch-keys.ts";
import { createVerifier, type Verifier } from "./verify.ts";

const SUPABASE_URL = "http://auth.test";
const ISSUER = `${SUPABASE_URL}/auth/v1`;
const NOW_MS = 1_800_000_000_000;
const SUBJECT = "0198c2a4-0000-7000-8000-000000000001";

type Pair = { privateKey: CryptoKey; publicKey: CryptoKey };
let ours: Pair;
let foreign: Pair;
let rsa: Pair;
let jwks: { keys: object[] };
let fetches: number;
let authIsAway: boolean;
let nowMs: number;
let verifier: Verifier;
let work: Promise<unknown>[];

type Change = Record<string, unknown>;
const claims = (change: Change = {}): JWTPayload => {
  const seconds = Math.floor(NOW_MS / 1000);
  return {
    iss: ISSUER,
    aud: "authenticated",
    role: "authenticated",
    sub: SUBJECT,
    iat: seconds,
    exp: seconds + 3600,
    email: "a@example.org",
    ...change,
  };
};
const sign = (payload: JWTPayload, key: CryptoKey | Uint8Array, header: { alg: string; kid?: string }) =>
  new SignJWT(payload).setProtectedHeader(header).sign(key);
const genuine = (change: Change = {}) => sign(claims(change), ours.privateKey, { alg: "ES256", kid: "ours" });
const verify = (token: string) => verifier.verify(token, SUPABASE_URL, (kept) => work.push(kept));

beforeAll(async () => {
  [ours, foreign, rsa] = await Promise.all([
    generateKeyPair("ES256", { extractable: true }),
    generateKeyPair("ES256", { extractable: true }),
    generateKeyPair("RS256", { extractable: true }),
  ]);
});

beforeEach(async () => {
  jwks = {
    keys: [
      { ...(await exportJWK(ours.publicKey)), kid: "ours", alg: "ES256", use: "sig" },
      { ...(await exportJWK(rsa.publicKey)), kid: "rsa", alg: "RS256", use: "sig" },
      { kty: "oct", k: "c2VjcmV0", kid: "shared", alg: "HS256" },
      { kty: "EC", crv: "P-256", x: "not a point", y: "either", kid: "broken", alg: "ES256" },
    ],
  };
  fetches = 0;
  authIsAway = false;
  nowMs = NOW_MS;
  work = [];
  verifier = createVerifier({
    now: () => nowMs,
    pause: () => Promise.resolve(),
    fetchKeys: async () => {
      fetches += 1;
      if (authIsAway) throw new Error("away");
      return toKeys(jwks);
    },
  });
});

describe("an access token", () => {
  it("gives its claims, and only those that we read", async () => {
    const verified = await verify(await genuine({ app_metadata: { provider: "email" } }));
    expect(verified).toEqual({
      sub: SUBJECT,
      role: "authenticated",
      email: "a@example.org",
      exp: NOW_MS / 1000 + 3600,
    });
  });

  it("may be signed with RSA", async () => {
    const token = await sign(claims(), rsa.privateKey, { alg: "RS256", kid: "rsa" });
    await expect(verify(token)).resolves.toMatchObject({ sub: SUBJECT });
  });

  const spki = async () => new TextEncoder().encode(await exportSPKI(ours.publicKey));
  const jwkBytes = async () => new TextEncoder().encode(JSON.stringify(await exportJWK(ours.publicKey)));
  const forgeries: Record<string, () => Promise<string>> = {
    "no algorithm": async () => new UnsecuredJWT(claims()).encode(),
    "no algorithm, with the key's id": async () => {
      const header = Buffer.from(JSON.stringify({ alg: "none", kid: "ours" })).toString("base64url");
      return `${header}.${Buffer.from(JSON.stringify(claims())).toString("base64url")}.`;
    },
    "HS256 with the public key as PEM": async () => sign(claims(), await spki(), { alg: "HS256", kid: "ours" }),
    "HS256 with the public key as JWK": async () => sign(claims(), await jwkBytes(), { alg: "HS256", kid: "ours" }),
    "HS256 with a shared key of the key set": async () =>
      sign(claims(), new TextEncoder().encode("secret".padEnd(32, "!")), { alg: "HS256", kid: "shared" }),
    "another algorithm than the key's": async () => sign(claims(), rsa.privateKey, { alg: "RS256", kid: "ours" }),
    "RS512 with an RS256 key": async () => {
      const key = await importJWK(await exportJWK(rsa.privateKey), "RS512");
      return sign(claims(), key, { alg: "RS512", kid: "rsa" });
    },
    "an algorithm that nobody knows": async () => {
      const [, payload, signature] = (await genuine()).split(".");
      return `${Buffer.from(JSON.stringify({ alg: "XS256", kid: "ours" })).toString("base64url")}.${payload}.${signature}`;
    },
    "another's key under a known id": async () => sign(claims(), foreign.privateKey, { alg: "ES256", kid: "ours" }),
    "an unknown key id": async () => sign(claims(), foreign.privateKey, { alg: "ES256", kid: "foreign" }),
    "a key that cannot be read": async () => sign(claims(), ours.privateKey, { alg: "ES256", kid: "broken" }),
    "no key id": async () => sign(claims(), ours.privateKey, { alg: "ES256" }),
    "another issuer": async () => genuine({ iss: "https://elsewhere.example/auth/v1" }),
    "no issuer": async () => genuine({ iss: undefined }),
    "another audience": async () => genuine({ aud: "anon" }),
    "no audience": async () => genuine({ aud: undefined }),
    "the role of the service": async () => genuine({ role: "service_role" }),
    "the anonymous role": async () => genuine({ role: "anon" }),
    "no subject": async () => genuine({ sub: undefined }),
    "a subject that is no person": async () => genuine({ sub: "service" }),
    "no expiry": async () => genuine({ exp: undefined }),
    "an expiry that has passed": async () => genuine({ exp: NOW_MS / 1000 - 11 }),
    "a beginning to come": async () => genuine({ nbf: NOW_MS / 1000 + 60 }),
    "a changed payload": async () => {
      const [header, , signature] = (await genuine()).split(".");
      return `${header}.${Buffer.from(JSON.stringify(claims({ sub: "0198c2a4-0000-7000-8000-000000000002" }))).toString("base64url")}.${signature}`;
    },
    "a cut signature": async () => (await genuine()).slice(0, -4),
    "no dots": async () => "token",
    "too many characters": async () => genuine({ filler: "x".repeat(9000) }),
  };

  it.each(Object.entries(forgeries))("with %s is refused, without a hint", async (_what, forge) => {
    const refusal = await verify(await forge()).catch((err: unknown) => err);
    expect(refusal).toMatchObject({ code: "unauthorized", detail: undefined, errors: undefined });
    expect(verifier.remembered.size).toBe(0);
  });

  it("that cannot be ours is refused without asking Auth", async () => {
    const tokens = [
      await sign(claims(), await spki(), { alg: "HS256", kid: "ours" }),
      new UnsecuredJWT(claims()).encode(),
      await genuine({ iss: "https://elsewhere.example/auth/v1" }),
      await sign(claims(), ours.privateKey, { alg: "ES256" }),
    ];
    for (const token of tokens) await expect(verify(token)).rejects.toMatchObject({ code: "unauthorized" });
    expect(fetches).toBe(0);
  });
});

describe("the keys", () => {
  it("are fetched once for many requests at a time", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => genuine({ session_id: String(index) })));
    await Promise.all(tokens.map(verify));
    expect(fetches).toBe(1);
  });

  it("are fetched once for many forged key ids, and a forged one costs nobody else anything", async () => {
    await verify(await genuine());
    nowMs += 31_000;
    const forged = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        sign(claims(), foreign.privateKey, { alg: "ES256", kid: `forged-${index}` }),
      ),
    );
    const refusals = await Promise.all(forged.map((token) => verify(token).catch((err: unknown) => err)));
    expect(refusals).toEqual(forged.map(() => expect.objectContaining({ code: "unauthorized" })));
    expect(fetches).toBe(2);
    await expect(verify(await genuine({ session_id: "next" }))).resolves.toBeDefined();
  });

  it("follow a rotation", async () => {
    await verify(await genuine());
    nowMs += 31_000;
    jwks.keys.push({ ...(await exportJWK(foreign.publicKey)), kid: "next", alg: "ES256" });
    await expect(
      verify(await sign(claims(), foreign.privateKey, { alg: "ES256", kid: "next" })),
    ).resolves.toBeDefined();
  });

  it("serve on while Auth is away", async () => {
    await verify(await genuine());
    authIsAway = true;
    nowMs += 20 * 60_000;
    await expect(verify(await genuine({ session_id: "another" }))).resolves.toBeDefined();
    expect(fetches).toBe(2);
  });

  it("that were never had make sign-in unavailable, and say when to come back", async () => {
    authIsAway = true;
    const refusal = await verify(await genuine()).catch((err: unknown) => err);
    expect(refusal).toMatchObject({ code: "auth_unavailable", retryAfterSeconds: 5 });
    authIsAway = false;
    nowMs += 5_000;
    await expect(verify(await genuine())).resolves.toBeDefined();
  });

  it("go on being fetched when the request that asked is gone", async () => {
    await verify(await genuine());
    expect(work).toHaveLength(1);
  });
});

describe("a verified token", () => {
  it("is remembered until it expires", async () => {
    const token = await genuine({ exp: NOW_MS / 1000 + 60 });
    await verify(token);
    jwks = { keys: [] };
    nowMs += 59_000;
    await expect(verify(token)).resolves.toBeDefined();
    nowMs += 12_000;
    await expect(verify(token)).rejects.toMatchObject({ code: "unauthorized" });
  });

  it("is forgotten when its key is withdrawn", async () => {
    const token = await genuine();
    await verify(token);
    nowMs += 31_000;
    jwks.keys.shift();
    await verify(await sign(claims(), foreign.privateKey, { alg: "ES256", kid: "unheard-of" })).catch(() => undefined);
    await expect(verify(token)).rejects.toMatchObject({ code: "unauthorized" });
  });
});
