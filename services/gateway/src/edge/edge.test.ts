import { beforeEach, describe, expect, it } from "vitest";
import { type TestGateway, HERE, openTestGateway, PERSON, signed, TOKEN } from "../testing/test-gateway.ts";

let door: TestGateway;
beforeEach(() => {
  door = openTestGateway();
});

describe("every answer", () => {
  const paths = ["/v1/calls", "/v1/unknown", "/healthz", "/docs", "/openapi.json", "/v1/me"];

  it.each(paths)("of %s has an id, a trace and the security headers", async (path) => {
    const response = await door.call(path, {
      headers: { "x-request-id": "mine", traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
    });
    const { headers } = response;
    expect(headers.get("x-request-id")).toBe("mine");
    expect(headers.get("traceparent")).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toBe("max-age=63072000; includeSubDomains");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("of the API is kept by nobody", async () => {
    expect((await door.call("/v1/calls", signed())).headers.get("cache-control")).toBe("no-store");
  });

  it("names the id that the service was given", async () => {
    const response = await door.call("/v1/calls", signed({ "x-request-id": "not ok!" }));
    const id = response.headers.get("x-request-id");
    expect(id).not.toBe("not ok!");
    expect(door.firstSeen().request.headers.get("x-request-id")).toBe(id);
    expect(door.firstSeen().request.headers.get("traceparent")).toBe(response.headers.get("traceparent"));
  });
});

describe("the log", () => {
  it("has a line a request that says who, what and how it went, and neither token nor query", async () => {
    await door.call("/v1/calls?text=secret-words", signed({ "x-request-id": "mine" }));
    expect(door.logged).toEqual([
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
    expect(JSON.stringify(door.logged)).not.toContain("secret-words");
    expect(JSON.stringify(door.logged)).not.toContain(TOKEN.slice(0, 20));
  });
});

describe("browsers of other origins", () => {
  const preflight = (origin: string) =>
    door.call("/v1/calls", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });

  it("are answered before anything else when the origin is configured", async () => {
    const response = await preflight("https://app.example.org");
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example.org");
    expect(response.headers.get("access-control-allow-headers")).toContain("Idempotency-Key");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(door.seen).toHaveLength(0);
  });

  it.each(["https://evil.example", "https://app.example.org.evil.example", "http://app.example.org", "null"])(
    "get no permission for %s",
    async (origin) => {
      expect((await preflight(origin)).headers.get("access-control-allow-origin")).toBeNull();
      const response = await door.call("/v1/calls", signed({ origin }));
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    },
  );

  it("may read the answer, refusals too, and our headers", async () => {
    for (const init of [
      signed({ origin: "https://other.example.org" }),
      { headers: { origin: "https://other.example.org" } },
    ]) {
      const { headers } = await door.call("/v1/calls", init);
      expect(headers.get("access-control-allow-origin")).toBe("https://other.example.org");
      expect(headers.get("access-control-expose-headers")).toContain("ETag");
      expect(headers.get("vary")).toContain("Origin");
    }
  });
});
