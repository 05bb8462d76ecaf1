import { decodeIdentity } from "@allokoli/shared/identity/identity";
import { beforeEach, describe, expect, it } from "vitest";
import { createSecret } from "./api-key-secret.ts";
import {
  bearing,
  type CallInit,
  type TestGateway,
  HERE,
  openTestGateway,
  statusAndCode,
  THERE,
} from "../testing/test-gateway.ts";
import { FRESH_MS, STALE_LIMIT_MS, USE_NOTED_MS } from "./api-keys.ts";
import { FOR_PEOPLE } from "./for-people.ts";

let door: TestGateway;
beforeEach(() => {
  door = openTestGateway();
});

const ask = async (init: { headers: Record<string, string> }, path = "/v1/calls") =>
  statusAndCode(await door.call(path, init));
const UNAUTHORIZED = [401, "unauthorized"];

describe("an API key", () => {
  it("acts in its own organization, as itself, for an hour at most or until it expires", async () => {
    const { key, init } = await door.addApiKey();
    expect((await door.call("/v1/calls", init)).status).toBe(200);
    const { headers } = door.firstSeen().request;
    expect(decodeIdentity(headers.get("x-allokoli-identity") ?? undefined)).toEqual({
      orgId: HERE,
      claims: { sub: key.id, role: "api_key", scopes: ["read"], exp: door.nowMs / 1000 + 3600 },
    });
    const short = await door.addApiKey({ expiresAtMs: door.nowMs + 60_000 });
    await door.call("/v1/calls", short.init);
    const said = door.seen[1]?.request.headers.get("x-allokoli-identity") ?? undefined;
    expect(decodeIdentity(said).claims.exp).toBe(door.nowMs / 1000 + 60);
  });

  it("needs not say for which organization, and may not say another", async () => {
    const { secret } = await door.addApiKey();
    for (const same of [HERE, HERE.toUpperCase()]) {
      expect((await door.call("/v1/calls", bearing(secret, { "x-organization-id": same }))).status).toBe(200);
    }
    for (const other of [THERE, "", "none"]) {
      expect(await ask(bearing(secret, { "x-organization-id": other }))).toEqual([403, "not_a_member"]);
    }
  });

  it.each([
    ...FOR_PEOPLE.filter((path) => path !== "/v1/me"),
    "/v1/me/alerts",
    "/v1/organization/members/1",
    "/v1/invitations/1/accept",
    "/v1/api-keys/1",
  ])("has no business at %s", async (path) => {
    const { init } = await door.addApiKey({ role: "admin" });
    expect(await ask(init, path)).toEqual([403, "not_for_api_keys"]);
  });

  it("asks who it is, and changes nothing of it", async () => {
    const { init } = await door.addApiKey();
    for (const method of ["PATCH", "DELETE"]) {
      expect(await statusAndCode(await door.call("/v1/me", { ...init, method }))).toEqual([403, "not_for_api_keys"]);
    }
  });

  it("passes with one of the scopes that the operation needs, which the database is told", async () => {
    const told = async (path: string, init: CallInit) => {
      door.seen = [];
      const answer = await door.call(path, init);
      if (!answer.ok) return answer.json();
      const { headers } = door.firstSeen().request;
      return decodeIdentity(headers.get("x-allokoli-identity") ?? undefined).claims;
    };
    const { init } = await door.addApiKey({ scopes: ["read", "webhooks"] });
    expect(await told("/v1/webhooks/1", { ...init, method: "DELETE" })).toMatchObject({
      scopes: ["write", "webhooks"],
    });
    expect(await told("/v1/calls", { ...init, method: "POST" })).toMatchObject({
      status: 403,
      code: "insufficient_scope",
      detail: "The API key needs the scope calls.",
      scopes: ["calls"],
    });
    for (const path of ["/v1/event-types", "/v1/calls/nobody-described-it"]) {
      expect(await told(path, init)).toMatchObject({ scopes: [] });
    }
    expect(await told("/v1/calls", { ...init, method: "HEAD" })).toMatchObject({ scopes: ["read"] });
  });

  it("is looked up once in thirty seconds", async () => {
    const { hash, init } = await door.addApiKey();
    for (let times = 0; times < 3; times++) await door.call("/v1/calls", init);
    expect(door.keysRead).toEqual([hash]);
    door.nowMs += FRESH_MS;
    await door.call("/v1/calls", init);
    expect(door.keysRead).toEqual([hash, hash]);
  });

  it("that is over is refused once it is looked up, and expires in between by the clock", async () => {
    const { hash, init } = await door.addApiKey();
    await door.call("/v1/calls", init);
    door.apiKeys.delete(hash);
    door.nowMs += FRESH_MS;
    expect(await ask(init)).toEqual(UNAUTHORIZED);
    const short = await door.addApiKey({ expiresAtMs: door.nowMs + 1_000 });
    expect((await door.call("/v1/calls", short.init)).status).toBe(200);
    door.nowMs += 1_000;
    expect(await ask(short.init)).toEqual(UNAUTHORIZED);
  });

  it("serves on while Postgres is away, for an hour, where it was known; one that was not is 503", async () => {
    const { init } = await door.addApiKey();
    await door.call("/v1/calls", init);
    door.databaseIsAway = true;
    door.nowMs += STALE_LIMIT_MS - 1;
    expect((await door.call("/v1/calls", init)).status).toBe(200);
    door.nowMs += 1;
    expect(await ask(init)).toEqual([503, "database_unavailable"]);
    expect(await ask((await door.addApiKey()).init)).toEqual([503, "database_unavailable"]);
  });
});

describe("the use of a key", () => {
  it("is written down once a minute, whoever else writes it", async () => {
    const { key, init } = await door.addApiKey();
    const rare = await door.addApiKey({ lastUsedAtMs: door.nowMs - 1 });
    for (let times = 0; times < 3; times++) await door.call("/v1/calls", init);
    await door.call("/v1/calls", rare.init);
    expect(door.keyUses).toEqual([key.id]);
    door.nowMs += USE_NOTED_MS;
    await door.call("/v1/calls", rare.init);
    expect(door.keyUses).toEqual([key.id, rare.key.id]);
  });

  it("not written is no failure of the request", async () => {
    const { init } = await door.addApiKey();
    await door.call("/v1/calls", init);
    door.databaseIsAway = true;
    door.nowMs += USE_NOTED_MS;
    expect((await door.call("/v1/calls", init)).status).toBe(200);
    expect(door.logged).toContainEqual(expect.objectContaining({ message: "use of an API key not noted" }));
  });
});

describe("what is no key", () => {
  it("is refused in the same words whatever is wrong with it, without a look-up where it cannot be one", async () => {
    const { secret, hash } = await door.addApiKey();
    const wrong = ["alk_", "alk_x", `${secret}0`, secret.slice(0, -1), secret.replace("alk_", "alk_0").slice(0, -1)];
    const bodies = new Set<string>();
    for (const bearer of [...wrong, createSecret()]) {
      const response = await door.call("/v1/calls", bearing(bearer, { "x-request-id": "r" }));
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      bodies.add(await response.text());
    }
    expect(bodies.size).toBe(1);
    expect(door.keysRead).toHaveLength(1);
    expect(door.keysRead).not.toContain(hash);
    // Not even what has the letters of another case.
    expect(await ask(bearing(secret.toUpperCase()))).toEqual(UNAUTHORIZED);
  });

  it("is asked for once in thirty seconds", async () => {
    const init = bearing(createSecret());
    for (let times = 0; times < 3; times++) expect(await ask(init)).toEqual(UNAUTHORIZED);
    expect(door.keysRead).toHaveLength(1);
    door.nowMs += FRESH_MS;
    expect(await ask(init)).toEqual(UNAUTHORIZED);
    expect(door.keysRead).toHaveLength(2);
  });

  it("costs who tries it out a budget of their own, and those who have a key nothing", async () => {
    const { init } = await door.addApiKey();
    await door.call("/v1/calls", init);
    door.limited.add("address:203.0.113.9");
    const guess = () => bearing(createSecret(), { "cf-connecting-ip": "203.0.113.9" });
    const response = await door.call("/v1/calls", guess());
    expect([response.headers.get("retry-after"), ...(await statusAndCode(response))]).toEqual([
      "60",
      429,
      "rate_limited",
    ]);
    expect(door.keysRead).toHaveLength(1);
    door.nowMs += FRESH_MS;
    const same = { headers: { ...init.headers, "cf-connecting-ip": "203.0.113.9" } };
    expect((await door.call("/v1/calls", same)).status).toBe(200);
  });

  it("drives no key out of memory, however much is guessed", async () => {
    const { hash, init } = await door.addApiKey();
    await door.call("/v1/calls", init);
    for (let guesses = 0; guesses < 1_100; guesses++) await door.call("/v1/calls", bearing(createSecret()));
    await door.call("/v1/calls", init);
    expect(door.keysRead.filter((read) => read === hash)).toHaveLength(1);
  });
});

describe("the rate limit of a key", () => {
  it.each(["starter", "pro", "business"] as const)(
    "counts for itself, then for the organization's %s",
    async (plan) => {
      const of = plan === "starter" ? "" : `${plan}:`;
      const { key, init } = await door.addApiKey({ plan });
      const other = await door.addApiKey({ plan });
      await door.call("/v1/calls", init);
      expect(door.counted.slice(1)).toEqual([`half:${of}api-key:${key.id}`, `${of}organization:${HERE}`]);
      door.limited.add(`half:${of}api-key:${key.id}`);
      expect(await ask(init)).toEqual([429, "rate_limited"]);
      expect((await door.call("/v1/calls", other.init)).status).toBe(200);
      door.limited.add(`${of}organization:${HERE}`);
      expect(await ask(other.init)).toEqual([429, "rate_limited"]);
    },
  );

  it("takes nothing of the organization's when the key's own is used up", async () => {
    const { key, init } = await door.addApiKey();
    door.limited.add(`half:api-key:${key.id}`);
    await door.call("/v1/calls", init);
    expect(door.counted).not.toContain(`organization:${HERE}`);
  });
});
