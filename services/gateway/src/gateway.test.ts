import { decodeIdentity, encodeIdentity } from "@allokoli/shared/identity/identity";
import { beforeEach, describe, expect, it } from "vitest";
import {
  type TestGateway,
  HERE,
  openTestGateway,
  PERSON,
  signed,
  statusAndCode,
  THERE,
} from "./testing/test-gateway.ts";

let door: TestGateway;
beforeEach(() => {
  door = openTestGateway();
});

describe("the routing table", () => {
  it.each([
    ["/v1/assistants", "ASSISTANTS"],
    ["/v1/assistants/1/versions?limit=3", "ASSISTANTS"],
    ["/v1/workflows/1", "ASSISTANTS"],
    ["/v1/workflows/1/execute", "CALLS"],
    ["/v1/workflows/execute", "ASSISTANTS"],
    ["/v1/test-suites/1/runs", "SIMULATIONS"],
    ["/v1/calls", "CALLS"],
    ["/v1/calls/1/listen", "CALLS"],
    ["/v1/messages/1", "CALLS"],
    ["/v1/knowledge-bases/1/query", "KNOWLEDGE"],
    ["/v1/files/1/content", "KNOWLEDGE"],
    ["/v1/webhooks", "DELIVERIES"],
    ["/v1/webhooks/1/deliveries/2/retry", "DELIVERIES"],
    ["/v1/events?type=ping", "DELIVERIES"],
    ["/v1/event-types", "DELIVERIES"],
  ])("takes %s to %s", async (path, binding) => {
    expect((await door.call(path, signed())).status).toBe(200);
    expect(door.firstSeen()).toMatchObject({ binding, request: { url: expect.stringContaining(path) } });
  });

  it.each(["/v1/assistantsx", "/v1/call", "/v1", "/", "/v2/calls", "/v1/calls/../../etc", "/v1/unknown"])(
    "knows no %s",
    async (path) => {
      expect(await statusAndCode(await door.call(path, signed()))).toEqual([404, "not_found"]);
      expect(door.seen).toHaveLength(0);
    },
  );

  it("passes method, query, headers and body on as they are", async () => {
    door.answer = async (request) =>
      Response.json({ body: await request.text() }, { status: 201, headers: { etag: '"1"' } });
    const response = await door.call("/v1/calls?x=1", {
      ...signed({ "idempotency-key": "k", "content-type": "application/json" }),
      method: "POST",
      body: '{"a": 1}',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("etag")).toBe('"1"');
    expect(await response.json()).toEqual({ body: '{"a": 1}' });
    const { request } = door.firstSeen();
    expect([request.method, new URL(request.url).search, request.headers.get("idempotency-key")]).toEqual([
      "POST",
      "?x=1",
      "k",
    ]);
  });

  it("passes a stream on while it goes", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    door.answer = () => new Response(readable, { headers: { "content-type": "text/event-stream" } });
    const response = await door.call("/v1/calls/live", signed());
    const writer = writable.getWriter();
    const reader = response.body?.getReader();
    for (const text of ["id: 1\n\n", "id: 2\n\n"]) {
      void writer.write(new TextEncoder().encode(text));
      expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(text);
    }
    await reader?.cancel();
  });

  it("answers 405 where a path of its own does not take the method", async () => {
    const response = await door.call("/v1/me", { ...signed(), method: "PUT" });
    expect(response.headers.get("allow")).toContain("PATCH");
    expect(await statusAndCode(response)).toEqual([405, "method_not_allowed"]);
  });
});

describe("the identity that a service gets", () => {
  it("is the verified one, and never what the client said", async () => {
    const forged = encodeIdentity({ orgId: THERE, claims: { sub: THERE, role: "authenticated", exp: 1 } });
    await door.call("/v1/calls", signed({ "X-AlloKoli-Identity": forged }));
    const header = door.firstSeen().request.headers.get("x-allokoli-identity");
    expect(decodeIdentity(header ?? undefined)).toMatchObject({
      orgId: HERE,
      claims: { sub: PERSON, email: "a@example.org" },
    });
  });

  it("is absent from what Vapi sends, whatever it says", async () => {
    const forged = encodeIdentity({ orgId: THERE, claims: { sub: THERE, role: "authenticated", exp: 1 } });
    const response = await door.call("/v1/webhooks/receive?org=x", {
      method: "POST",
      headers: { "x-allokoli-identity": forged, "x-vapi-secret": "s" },
      body: "{}",
    });
    expect(response.status).toBe(200);
    const { binding, request } = door.firstSeen();
    expect([binding, request.headers.get("x-allokoli-identity"), request.headers.get("x-vapi-secret")]).toEqual([
      "WEBHOOKS",
      null,
      "s",
    ]);
    expect(door.counted).toEqual([]);
  });
});

describe("what we asked ourselves over somebody else", () => {
  it.each(["/v1/calls", "/v1/me", "/v1/webhooks/receive?org=x", "/v1/unknown", "/v1/organizations"])(
    "ends at %s, before anybody is asked who it is or counted",
    async (path) => {
      for (const hop of ["1", "0", ""]) {
        const response = await door.call(path, { ...signed({ "X-AlloKoli-Hop": hop }), method: "POST", body: "{}" });
        expect(await statusAndCode(response)).toEqual([508, "loop_detected"]);
      }
      expect([door.seen, door.counted]).toEqual([[], []]);
    },
  );
});

describe("who may pass", () => {
  it.each([undefined, "", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "Bearer a.b.c"])(
    "is nobody with the authorization %j",
    async (authorization) => {
      const response = await door.call("/v1/calls", authorization === undefined ? {} : { headers: { authorization } });
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      const body = await response.json();
      expect(body).toEqual({
        type: "urn:allokoli:problem:unauthorized",
        title: expect.any(String),
        status: 401,
        code: "unauthorized",
        requestId: expect.any(String),
      });
      expect(door.seen).toHaveLength(0);
    },
  );

  it("is nobody from another organization", async () => {
    expect(await statusAndCode(await door.call("/v1/calls", signed({ "x-organization-id": THERE })))).toEqual([
      403,
      "not_a_member",
    ]);
    expect(door.counted).toEqual([]);
  });

  it("cannot be known before Auth gave its keys", async () => {
    door.authIsAway = true;
    const response = await door.call("/v1/calls", signed());
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await statusAndCode(response)).toEqual([503, "auth_unavailable"]);
  });

  it("cannot be known before Postgres told the memberships", async () => {
    door.databaseIsAway = true;
    const response = await door.call("/v1/calls", signed());
    expect(response.headers.get("retry-after")).toBeTruthy();
    expect(await statusAndCode(response)).toEqual([503, "database_unavailable"]);
  });

  it("is remembered while Postgres is away", async () => {
    await door.call("/v1/calls", signed());
    door.databaseIsAway = true;
    expect((await door.call("/v1/calls", signed())).status).toBe(200);
  });
});

describe("the rate limit", () => {
  it("is the organization's, and says when to come back", async () => {
    door.limited.add(`organization:${HERE}`);
    const response = await door.call("/v1/calls", signed());
    expect(response.headers.get("retry-after")).toBe("60");
    expect(await statusAndCode(response)).toEqual([429, "rate_limited"]);
    expect(door.seen).toHaveLength(0);
    door.memberships = [{ orgId: THERE, role: "member", plan: "starter" }];
    expect((await door.call("/v1/calls", signed({ "x-organization-id": THERE }))).status).toBe(200);
  });

  it.each(["pro", "business"] as const)("of the plan %s is another budget", async (plan) => {
    door.memberships = [{ orgId: HERE, role: "owner", plan }];
    door.limited.add(`organization:${HERE}`);
    expect((await door.call("/v1/calls", signed())).status).toBe(200);
    expect(door.counted).toEqual([`${plan}:organization:${HERE}`]);
    door.limited.add(`${plan}:organization:${HERE}`);
    expect(await statusAndCode(await door.call("/v1/calls", signed()))).toEqual([429, "rate_limited"]);
  });

  it("is also a viewer's own, who takes nothing of the organization's when it is used up", async () => {
    door.memberships = [{ orgId: HERE, role: "viewer", plan: "pro" }];
    const own = `half:pro:viewer:${PERSON}:${HERE}`;
    expect((await door.call("/v1/calls", signed())).status).toBe(200);
    expect(door.counted).toEqual([own, `pro:organization:${HERE}`]);
    door.limited.add(own);
    expect(await statusAndCode(await door.call("/v1/calls", signed()))).toEqual([429, "rate_limited"]);
    expect(door.counted.slice(2)).toEqual([own]);
  });

  it("is the person's where no organization is asked for", async () => {
    door.limited.add(`person:${PERSON}`);
    expect(await statusAndCode(await door.call("/v1/me", signed()))).toEqual([429, "rate_limited"]);
  });

  it("is refused, not forgotten, where its binding is missing", async () => {
    expect(await statusAndCode(await door.call("/v1/calls", signed(), { RATE_LIMIT: undefined }))).toEqual([
      503,
      "misconfigured",
    ]);
  });
});

describe("a service that fails", () => {
  it("is told as unavailable when it cannot be reached, without a word of why", async () => {
    door.answer = () => Promise.reject(new Error("worker at /secret/path is gone"));
    const response = await door.call("/v1/calls", signed());
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(text).not.toContain("secret");
  });

  it("has its own problems passed on, and anything else kept back", async () => {
    door.answer = () => new Response("Error: at secret.ts:3", { status: 500 });
    const failed = await door.call("/v1/calls", signed());
    expect(await statusAndCode(failed)).toEqual([500, "internal"]);
    door.answer = () =>
      Response.json(
        { code: "vapi_unavailable" },
        { status: 502, headers: { "content-type": "application/problem+json" } },
      );
    expect(await statusAndCode(await door.call("/v1/calls", signed()))).toEqual([502, "vapi_unavailable"]);
  });

  it("is misconfigured when its binding is missing", async () => {
    expect(await statusAndCode(await door.call("/v1/calls", signed(), { CALLS: undefined }))).toEqual([
      503,
      "misconfigured",
    ]);
  });
});
