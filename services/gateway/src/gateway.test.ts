import { DatabaseUnavailable } from "@allokoli/shared/db/errors";
import { decodeIdentity, encodeIdentity } from "@allokoli/shared/identity/identity";
import type { Log, LogFields } from "@allokoli/shared/log/log";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toKeys } from "./auth/fetch-keys.ts";
import { createGateway } from "./gateway.ts";
import type { Membership } from "./membership/choose.ts";

const NOW_MS = 1_800_000_000_000;
const PERSON = "0198c2a4-0000-7000-8000-000000000001";
const HERE = "0198c2a4-0000-7000-8000-00000000000a";
const THERE = "0198c2a4-0000-7000-8000-00000000000b";

let privateKey: CryptoKey;
let jwks: object;
let token: string;
let stored: Membership[];
let limited: Set<string>;
let counted: string[];
let databaseIsAway: boolean;
let authIsAway: boolean;
let seen: { binding: string; request: Request }[];
let answer: (request: Request) => Promise<Response> | Response;
let logged: { message: string; fields: LogFields }[];
let gateway: ReturnType<typeof createGateway>;

beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true });
  privateKey = pair.privateKey;
  jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "key", alg: "ES256" }] };
  token = await new SignJWT({ role: "authenticated", email: "a@example.org" })
    .setProtectedHeader({ alg: "ES256", kid: "key" })
    .setIssuer("http://auth.test/auth/v1")
    .setAudience("authenticated")
    .setSubject(PERSON)
    .setExpirationTime(NOW_MS / 1000 + 3600)
    .sign(privateKey);
});

beforeEach(() => {
  stored = [{ orgId: HERE, role: "owner" }];
  limited = new Set();
  counted = [];
  databaseIsAway = false;
  authIsAway = false;
  seen = [];
  logged = [];
  answer = () => Response.json({ fine: true });
  gateway = createGateway({
    document: { openapi: "3.1.0", info: { title: "Test", version: "1" }, paths: {} },
    now: () => NOW_MS,
    fetchKeys: async () => (authIsAway ? Promise.reject(new Error("away")) : toKeys(jwks)),
    readMemberships: async () => {
      if (databaseIsAway) throw new DatabaseUnavailable("away");
      return stored;
    },
    probeDatabase: async () => !databaseIsAway,
    createLog: rememberingLog,
  });
});

function rememberingLog(fields: LogFields): Log {
  const note = (message: string, more: LogFields = {}) => void logged.push({ message, fields: { ...fields, ...more } });
  return { info: note, warn: note, error: (message, err, more) => note(message, { ...more, error: String(err) }) };
}

const service = (binding: string) => ({
  fetch: async (request: Request) => {
    seen.push({ binding, request });
    return answer(request);
  },
});

async function call(
  path: string,
  init: RequestInit & { headers?: Record<string, string> } = {},
  bindings: object = {},
) {
  const env = {
    SUPABASE_URL: "http://auth.test",
    CORS_ORIGINS: "https://app.example.org, https://other.example.org/",
    ASSISTANTS: service("ASSISTANTS"),
    CALLS: service("CALLS"),
    WEBHOOKS: service("WEBHOOKS"),
    HYPERDRIVE: { connectionString: "postgres://nowhere.invalid/none" },
    RATE_LIMIT: {
      limit: async ({ key }: { key: string }) => {
        counted.push(key);
        return { success: !limited.has(key) };
      },
    },
    ...bindings,
  };
  const context = {
    waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined),
    passThroughOnException: () => undefined,
    props: {},
  };
  return gateway.request(path, init, env, context);
}

const signed = (more: Record<string, string> = {}) => ({ headers: { authorization: `Bearer ${token}`, ...more } });
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];
const firstSeen = () => {
  const [first] = seen;
  if (first === undefined) throw new Error("no service was reached");
  return first;
};

describe("the routing table", () => {
  it.each([
    ["/v1/assistants", "ASSISTANTS"],
    ["/v1/assistants/1/versions?limit=3", "ASSISTANTS"],
    ["/v1/calls", "CALLS"],
    ["/v1/calls/1/listen", "CALLS"],
    ["/v1/messages/1", "CALLS"],
    ["/v1/webhooks", "WEBHOOKS"],
  ])("takes %s to %s", async (path, binding) => {
    expect((await call(path, signed())).status).toBe(200);
    expect(firstSeen()).toMatchObject({ binding, request: { url: expect.stringContaining(path) } });
  });

  it.each(["/v1/assistantsx", "/v1/call", "/v1", "/", "/v2/calls", "/v1/calls/../../etc", "/v1/unknown"])(
    "knows no %s",
    async (path) => {
      expect(await codeOf(await call(path, signed()))).toEqual([404, "not_found"]);
      expect(seen).toHaveLength(0);
    },
  );

  it("passes method, query, headers and body on as they are", async () => {
    answer = async (request) =>
      Response.json({ body: await request.text() }, { status: 201, headers: { etag: '"1"' } });
    const response = await call("/v1/calls?x=1", {
      ...signed({ "idempotency-key": "k", "content-type": "application/json" }),
      method: "POST",
      body: '{"a": 1}',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("etag")).toBe('"1"');
    expect(await response.json()).toEqual({ body: '{"a": 1}' });
    const { request } = firstSeen();
    expect([request.method, new URL(request.url).search, request.headers.get("idempotency-key")]).toEqual([
      "POST",
      "?x=1",
      "k",
    ]);
  });

  it("passes a stream on while it goes", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    answer = () => new Response(readable, { headers: { "content-type": "text/event-stream" } });
    const response = await call("/v1/calls/live", signed());
    const writer = writable.getWriter();
    const reader = response.body?.getReader();
    for (const text of ["id: 1\n\n", "id: 2\n\n"]) {
      void writer.write(new TextEncoder().encode(text));
      expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(text);
    }
    await reader?.cancel();
  });

  it("answers 405 where a path of its own does not take the method", async () => {
    const response = await call("/v1/me", { ...signed(), method: "DELETE" });
    expect(response.headers.get("allow")).toContain("PATCH");
    expect(await codeOf(response)).toEqual([405, "method_not_allowed"]);
  });
});

describe("the identity that a service gets", () => {
  it("is the verified one, and never what the client said", async () => {
    const forged = encodeIdentity({ orgId: THERE, claims: { sub: THERE, role: "authenticated", exp: 1 } });
    await call("/v1/calls", signed({ "X-AlloKoli-Identity": forged }));
    const header = firstSeen().request.headers.get("x-allokoli-identity");
    expect(decodeIdentity(header ?? undefined)).toMatchObject({
      orgId: HERE,
      claims: { sub: PERSON, email: "a@example.org" },
    });
  });

  it("is absent from what Vapi sends, whatever it says", async () => {
    const forged = encodeIdentity({ orgId: THERE, claims: { sub: THERE, role: "authenticated", exp: 1 } });
    const response = await call("/v1/webhooks/receive?org=x", {
      method: "POST",
      headers: { "x-allokoli-identity": forged, "x-vapi-secret": "s" },
      body: "{}",
    });
    expect(response.status).toBe(200);
    const { binding, request } = firstSeen();
    expect([binding, request.headers.get("x-allokoli-identity"), request.headers.get("x-vapi-secret")]).toEqual([
      "WEBHOOKS",
      null,
      "s",
    ]);
    expect(counted).toEqual([]);
  });
});

describe("who may pass", () => {
  it.each([undefined, "", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "Bearer a.b.c"])(
    "is nobody with the authorization %j",
    async (authorization) => {
      const response = await call("/v1/calls", authorization === undefined ? {} : { headers: { authorization } });
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      const body = await response.json();
      expect(body).toEqual({
        type: "urn:allokoli:problem:unauthorized",
        title: expect.any(String),
        status: 401,
        code: "unauthorized",
        requestId: expect.any(String),
      });
      expect(seen).toHaveLength(0);
    },
  );

  it("is nobody from another organization", async () => {
    expect(await codeOf(await call("/v1/calls", signed({ "x-organization-id": THERE })))).toEqual([
      403,
      "not_a_member",
    ]);
    expect(counted).toEqual([]);
  });

  it("cannot be known before Auth gave its keys", async () => {
    authIsAway = true;
    const response = await call("/v1/calls", signed());
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await codeOf(response)).toEqual([503, "auth_unavailable"]);
  });

  it("cannot be known before Postgres told the memberships", async () => {
    databaseIsAway = true;
    const response = await call("/v1/calls", signed());
    expect(response.headers.get("retry-after")).toBeTruthy();
    expect(await codeOf(response)).toEqual([503, "database_unavailable"]);
  });

  it("is remembered while Postgres is away", async () => {
    await call("/v1/calls", signed());
    databaseIsAway = true;
    expect((await call("/v1/calls", signed())).status).toBe(200);
  });
});

describe("the rate limit", () => {
  it("is the organization's, and says when to come back", async () => {
    limited.add(`organization:${HERE}`);
    const response = await call("/v1/calls", signed());
    expect(response.headers.get("retry-after")).toBe("60");
    expect(await codeOf(response)).toEqual([429, "rate_limited"]);
    expect(seen).toHaveLength(0);
    stored = [{ orgId: THERE, role: "member" }];
    expect((await call("/v1/calls", signed({ "x-organization-id": THERE }))).status).toBe(200);
  });

  it("is the person's where no organization is asked for", async () => {
    limited.add(`person:${PERSON}`);
    expect(await codeOf(await call("/v1/me", signed()))).toEqual([429, "rate_limited"]);
  });

  it("is refused, not forgotten, where its binding is missing", async () => {
    expect(await codeOf(await call("/v1/calls", signed(), { RATE_LIMIT: undefined }))).toEqual([503, "misconfigured"]);
  });
});

describe("a service that fails", () => {
  it("is told as unavailable when it cannot be reached, without a word of why", async () => {
    answer = () => Promise.reject(new Error("worker at /secret/path is gone"));
    const response = await call("/v1/calls", signed());
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(text).not.toContain("secret");
  });

  it("has its own problems passed on, and anything else kept back", async () => {
    answer = () => new Response("Error: at secret.ts:3", { status: 500 });
    const failed = await call("/v1/calls", signed());
    expect(await codeOf(failed)).toEqual([500, "internal"]);
    answer = () =>
      Response.json(
        { code: "vapi_unavailable" },
        { status: 502, headers: { "content-type": "application/problem+json" } },
      );
    expect(await codeOf(await call("/v1/calls", signed()))).toEqual([502, "vapi_unavailable"]);
  });

  it("is misconfigured when its binding is missing", async () => {
    expect(await codeOf(await call("/v1/calls", signed(), { CALLS: undefined }))).toEqual([503, "misconfigured"]);
  });
});

describe("every answer", () => {
  const paths = ["/v1/calls", "/v1/unknown", "/healthz", "/docs", "/openapi.json", "/v1/me"];

  it.each(paths)("of %s has an id, a trace and the security headers", async (path) => {
    const response = await call(path, {
      headers: { "x-request-id": "mine", traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
    });
    const { headers } = response;
    expect(headers.get("x-request-id")).toBe("mine");
    expect(headers.get("traceparent")).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toContain("max-age");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("of the API is kept by nobody", async () => {
    expect((await call("/v1/calls", signed())).headers.get("cache-control")).toBe("no-store");
  });

  it("names the id that the service was given", async () => {
    const response = await call("/v1/calls", signed({ "x-request-id": "not ok!" }));
    const id = response.headers.get("x-request-id");
    expect(id).not.toBe("not ok!");
    expect(firstSeen().request.headers.get("x-request-id")).toBe(id);
    expect(firstSeen().request.headers.get("traceparent")).toBe(response.headers.get("traceparent"));
  });
});

describe("the log", () => {
  it("has a line a request that says who, what and how it went, and neither token nor query", async () => {
    await call("/v1/calls?text=secret-words", signed({ "x-request-id": "mine" }));
    expect(logged).toEqual([
      {
        message: "request",
        fields: expect.objectContaining({
          service: "gateway",
          requestId: "mine",
          method: "GET",
          path: "/v1/calls",
          status: 200,
          orgId: HERE,
          userId: PERSON,
        }),
      },
    ]);
    expect(JSON.stringify(logged)).not.toContain("secret-words");
    expect(JSON.stringify(logged)).not.toContain(token.slice(0, 20));
  });
});

describe("browsers of other origins", () => {
  const preflight = (origin: string) =>
    call("/v1/calls", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });

  it("are answered before anything else when the origin is configured", async () => {
    const response = await preflight("https://app.example.org");
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example.org");
    expect(response.headers.get("access-control-allow-headers")).toContain("Idempotency-Key");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(seen).toHaveLength(0);
  });

  it.each(["https://evil.example", "https://app.example.org.evil.example", "http://app.example.org", "null"])(
    "get no permission for %s",
    async (origin) => {
      expect((await preflight(origin)).headers.get("access-control-allow-origin")).toBeNull();
      const response = await call("/v1/calls", signed({ origin }));
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    },
  );

  it("may read the answer, refusals too, and our headers", async () => {
    for (const init of [
      signed({ origin: "https://other.example.org" }),
      { headers: { origin: "https://other.example.org" } },
    ]) {
      const { headers } = await call("/v1/calls", init);
      expect(headers.get("access-control-allow-origin")).toBe("https://other.example.org");
      expect(headers.get("access-control-expose-headers")).toContain("ETag");
      expect(headers.get("vary")).toContain("Origin");
    }
  });
});

describe("health", () => {
  it("says which parts are reachable, and nothing more", async () => {
    const well = await call("/healthz");
    expect([well.status, await well.json()]).toEqual([200, { status: "ok", database: "up", authKeys: "up" }]);
  });

  it("is degraded when a part is away", async () => {
    databaseIsAway = true;
    authIsAway = true;
    const ill = await call("/healthz");
    expect([ill.status, await ill.json()]).toEqual([503, { status: "degraded", database: "down", authKeys: "down" }]);
  });
});

describe("input of the gateway's own resources", () => {
  const patch = (path: string, body: string) =>
    call(path, { ...signed({ "content-type": "application/json" }), method: "PATCH", body });

  it.each(["/v1/me", "/v1/organization"])(
    "is refused by %s when it is not JSON, not an object, empty or too large",
    async (path) => {
      expect(await codeOf(await patch(path, "{"))).toEqual([400, "bad_json"]);
      expect(await codeOf(await patch(path, "[]"))).toEqual([422, "validation_failed"]);
      expect(await codeOf(await patch(path, "{}"))).toEqual([422, "validation_failed"]);
      expect(await codeOf(await patch(path, JSON.stringify({ name: "x".repeat(300_000) })))).toEqual([
        413,
        "payload_too_large",
      ]);
    },
  );

  it.each([
    ["/v1/me", { fullName: "" }, "fullName"],
    ["/v1/me", { locale: "xx" }, "locale"],
    ["/v1/me", { role: "owner" }, "role"],
    ["/v1/organization", { name: "x".repeat(81) }, "name"],
    ["/v1/organization", { timeZone: "+02:00" }, "timeZone"],
    ["/v1/organization", { timeZone: "Europe/Nowhere" }, "timeZone"],
    ["/v1/organization", { orgId: THERE }, "orgId"],
  ])("of %s names the wrong field of %j", async (path, body, field) => {
    const response = await patch(path, JSON.stringify(body));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ path: field })]),
    });
  });
});
