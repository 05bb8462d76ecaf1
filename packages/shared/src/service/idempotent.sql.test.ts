import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { claimsOf, keyClaimsOf } from "../db/testing/fixture.ts";
import { Problem } from "../http/problem.ts";
import {
  begin,
  CREATED,
  isCreated,
  pass,
  post,
  refusalOf,
  REPLAYED,
  REUSED,
  rowOf,
  RUNNING,
  useKeyedApp,
  world,
} from "./testing/keyed-app.ts";

const KEPT_AT_MOST = 256 * 1024;

useKeyedApp();

describe("a request without a key", () => {
  it("runs each time, under an id of its own, and leaves nothing", async () => {
    expect([isCreated(await post({})), isCreated(await post({}))]).toEqual([CREATED, CREATED]);
    expect(new Set(world.ran).size).toBe(2);
    expect((await world.fixture.superuser.query("select from idempotency_keys")).rowCount).toBe(0);
  });

  it("is none with a key that is none", async () => {
    for (const key of ["a b", "é", "x".repeat(256)]) {
      expect(refusalOf(await post({ key }))).toEqual([422, "validation_failed"]);
    }
    expect(world.ran).toEqual([]);
  });
});

describe("a repeat", () => {
  it("gets the first answer, with the headers that belong to it and no other, and nothing runs", async () => {
    const headers = { etag: '"1"', location: "/v1/things/1", "x-other": "a", "set-cookie": "a=b" };
    world.reply = (id) => Response.json({ id }, { status: 202, headers });
    const first = await post({ key: "k" });
    const again = await post({ key: "k" });
    expect([first.status, first.isReplay, again.status, again.isReplay]).toEqual([202, false, 202, true]);
    expect(again.text).toBe(first.text);
    const kept = ["content-type", "etag", "location", "x-other", "set-cookie"].map((name) => again.headers.get(name));
    expect(kept).toEqual(["application/json", '"1"', "/v1/things/1", null, null]);
    expect(world.ran).toHaveLength(1);
  });

  it("is another request with another body, or at another address: refused, and the first answer stays", async () => {
    await post({ key: "k" });
    expect(refusalOf(await post({ key: "k", body: '{"name":"Accueim"}' }))).toEqual(REUSED);
    expect(refusalOf(await post({ key: "k", body: '{"name":"Accueil"} ' }))).toEqual(REUSED);
    expect(refusalOf(await post({ key: "k", path: "/v1/others" }))).toEqual(REUSED);
    expect(isCreated(await post({ key: "k" }))).toEqual(REPLAYED);
    expect(world.ran).toHaveLength(1);
  });

  it("waits for the first, which holds the key for a minute and is remembered for a day", async () => {
    const first = await begin({ key: "k" });
    const during = await post({ key: "k" });
    expect([refusalOf(during), during.headers.get("retry-after")]).toEqual([RUNNING, "1"]);
    expect(refusalOf(await post({ key: "k", body: '{"name":"Autre"}' }))).toEqual(REUSED);
    const { locked = 0, kept = 0 } = (await rowOf("k")) ?? {};
    expect(locked).toBeGreaterThan(55);
    expect(locked).toBeLessThan(65);
    expect(kept / 3600).toBeCloseTo(24, 1);
    first.end(Response.json({ id: "first" }, { status: 201 }));
    await first.answer;
    expect(await post({ key: "k" })).toMatchObject({ isReplay: true, text: '{"id":"first"}' });
    expect(world.ran).toHaveLength(1);
  });

  it("stays answered when the lock of the first has long run out", async () => {
    await post({ key: "k" });
    await pass("k", "locked_until");
    expect(isCreated(await post({ key: "k" }))).toEqual(REPLAYED);
    expect(world.ran).toHaveLength(1);
  });

  it("is a first one again when the key has expired, whatever it then says, under another id", async () => {
    await post({ key: "k" });
    await pass("k", "expires_at");
    expect(isCreated(await post({ key: "k", body: '{"name":"Autre"}', path: "/v1/others" }))).toEqual(CREATED);
    expect(new Set(world.ran).size).toBe(2);
    expect(isCreated(await post({ key: "k", body: '{"name":"Autre"}', path: "/v1/others" }))).toEqual(REPLAYED);
    expect((await rowOf("k"))?.kept).toBeGreaterThan(3600);
  });

  it("of an expired key's new request gets nothing of the old answer, also while that runs", async () => {
    await post({ key: "k" });
    await pass("k", "expires_at");
    const first = await begin({ key: "k" });
    expect(refusalOf(await post({ key: "k" }))).toEqual(RUNNING);
    first.end(Response.json({ id: "new" }, { status: 201 }));
    await first.answer;
    expect(await post({ key: "k" })).toMatchObject({ isReplay: true, text: '{"id":"new"}' });
  });

  it("is somebody else's request with somebody else's key, or in another organization", async () => {
    const admin = claimsOf(world.fixture.people.admin);
    const apiKey = keyClaimsOf(world.fixture.keys.memberKey);
    const [outsider, orgId] = [claimsOf(world.fixture.people.outsider), world.fixture.otherOrgId];
    const own = await world.fixture.ownOrganization(world.fixture.people.member);
    const all = [{}, { as: admin }, { as: apiKey }, { as: outsider, orgId }, { orgId: own }];
    for (const who of all) expect(isCreated(await post({ key: "k", ...who }))).toEqual(CREATED);
    expect(new Set(world.ran).size).toBe(all.length);
    for (const [index, who] of all.entries()) {
      const again = await post({ key: "k", ...who });
      expect(isCreated(again)).toEqual(REPLAYED);
      expect(JSON.parse(again.text)).toEqual({ id: world.ran[index] });
    }
  });

  it("is told what may be kept, which is not all that was said", async () => {
    world.reply = () => Response.json({ key: "secret" }, { status: 201 });
    expect((await post({ key: "k", path: "/v1/secrets" })).text).toBe('{"key":"secret"}');
    expect((await post({ key: "k", path: "/v1/secrets" })).text).toBe('{"key":"hidden"}');
  });

  it.each([
    ["as long as may be kept", KEPT_AT_MOST, true],
    ["longer than that", KEPT_AT_MOST + 1, false],
  ])("of an answer %s", async (_what, length, isKept) => {
    world.reply = () => new Response("x".repeat(length), { status: 201 });
    await post({ key: "k" });
    if (!isKept) expect(refusalOf(await post({ key: "k" }))).toEqual(RUNNING);
    await pass("k", "locked_until");
    expect(isCreated(await post({ key: "k" }))).toEqual([201, isKept]);
    // What is not kept is made again under the same id, and so is the same thing.
    expect([world.ran.length, new Set(world.ran).size]).toEqual([isKept ? 1 : 2, 1]);
  });
});

describe("who may no longer do it", () => {
  it("gets no answer of before, whatever was kept", async () => {
    const id = await world.fixture.signUp("autrefois@example.fr");
    await world.fixture.join(world.fixture.orgId, id, "admin");
    const as = claimsOf(id);
    expect(isCreated(await post({ key: "k", as }))).toEqual(CREATED);
    await world.fixture.superuser.query("update memberships set role = 'viewer' where user_id = $1 and org_id = $2", [
      id,
      world.fixture.orgId,
    ]);
    expect(refusalOf(await post({ key: "k", as }))).toEqual([403, "role_too_low"]);
    expect(refusalOf(await post({ key: "new", as }))).toEqual([403, "role_too_low"]);
    await world.fixture.superuser.query("delete from memberships where user_id = $1 and org_id = $2", [
      id,
      world.fixture.orgId,
    ]);
    expect(refusalOf(await post({ key: "k", as }))).toEqual([403, "not_a_member"]);
    const keyId = await world.fixture.addKey(world.fixture.orgId, world.fixture.people.owner, "member");
    expect(isCreated(await post({ key: "k", as: keyClaimsOf(keyId) }))).toEqual(CREATED);
    await world.fixture.superuser.query("update api_keys set revoked_at = now() where id = $1", [keyId]);
    expect(refusalOf(await post({ key: "k", as: keyClaimsOf(keyId) }))).toEqual([401, "unauthorized"]);
    expect(world.ran).toHaveLength(2);
  });

  it("nor what is in it, where that is another's by then", async () => {
    world.reply = () => Response.json({ name: "gone" }, { status: 201 });
    await post({ key: "k", path: "/v1/visible" });
    expect(refusalOf(await post({ key: "k", path: "/v1/visible" }))).toEqual([403, "not_a_member"]);
    world.reply = () => Response.json({ name: "there" }, { status: 201 });
    await post({ key: "l", path: "/v1/visible" });
    expect(isCreated(await post({ key: "l", path: "/v1/visible" }))).toEqual(REPLAYED);
  });
});

describe("a request that was refused (4xx)", () => {
  it.each([400, 404, 409, 422, 499])("with %i leaves the key to any other", async (status) => {
    world.reply = () => Response.json({}, { status });
    await post({ key: "k" });
    expect(await rowOf("k")).toBeUndefined();
    world.reply = (id) => Response.json({ id }, { status: 201 });
    expect(isCreated(await post({ key: "k", body: '{"name":"Autre"}', path: "/v1/others" }))).toEqual(CREATED);
    expect(new Set(world.ran).size).toBe(2);
  });

  it("leaves it too when the refusal is thrown", async () => {
    world.reply = () => {
      throw new Problem("conflict");
    };
    expect(refusalOf(await post({ key: "k" }))).toEqual([409, "conflict"]);
    expect(await rowOf("k")).toBeUndefined();
  });
});

describe("a request that failed (5xx)", () => {
  it.each([500, 502, 503])(
    "with %i is resumed at once under the same id, by the same request alone",
    async (status) => {
      world.reply = () => Response.json({}, { status });
      await post({ key: "k" });
      expect(refusalOf(await post({ key: "k", body: '{"name":"Autre"}' }))).toEqual(REUSED);
      world.reply = (id) => Response.json({ id }, { status: 201 });
      expect(isCreated(await post({ key: "k" }))).toEqual(CREATED);
      expect([world.ran.length, new Set(world.ran).size]).toEqual([2, 1]);
      expect(isCreated(await post({ key: "k" }))).toEqual(REPLAYED);
    },
  );

  it("is resumed too when the failure is thrown", async () => {
    world.reply = () => {
      throw new Error("bug");
    };
    expect((await post({ key: "k" })).status).toBe(500);
    world.reply = (id) => Response.json({ id }, { status: 201 });
    expect(isCreated(await post({ key: "k" }))).toEqual(CREATED);
    expect([world.ran.length, new Set(world.ran).size]).toEqual([2, 1]);
  });
});

describe("a request that never answered", () => {
  it("is resumed under the same id when its lock has run out, by the same request alone", async () => {
    const dead = await begin({ key: "k" });
    await pass("k", "locked_until");
    expect(refusalOf(await post({ key: "k", body: '{"name":"Autre"}' }))).toEqual(REUSED);
    expect(refusalOf(await post({ key: "k", path: "/v1/others" }))).toEqual(REUSED);
    expect(isCreated(await post({ key: "k" }))).toEqual(CREATED);
    expect([world.ran.length, new Set(world.ran).size]).toEqual([2, 1]);
    dead.end(Response.json({}, { status: 201 }));
    await dead.answer;
  });

  it.each([
    ["answers after all", 201],
    ["is refused after all", 422],
    ["fails after all", 500],
  ])("and %s does not touch what the one that took over has", async (_what, status) => {
    const slow = await begin({ key: "k" });
    await pass("k", "locked_until");
    const next = await begin({ key: "k" });
    slow.end(Response.json({ id: "slow" }, { status }));
    await slow.answer;
    // Neither free nor answered: the other goes on.
    expect(refusalOf(await post({ key: "k" }))).toEqual(RUNNING);
    next.end(Response.json({ id: "next" }, { status: 201 }));
    await next.answer;
    expect(await post({ key: "k" })).toMatchObject({ isReplay: true, text: '{"id":"next"}' });
  });

  it.each([201, 422, 500])("nor an answer that is kept by then (%i)", async (status) => {
    const slow = await begin({ key: "k" });
    await pass("k", "locked_until");
    const { text } = await post({ key: "k" });
    slow.end(Response.json({ id: "slow" }, { status }));
    await slow.answer;
    expect(await post({ key: "k" })).toMatchObject({ isReplay: true, text });
    expect(world.ran).toHaveLength(2);
  });
});

it("a key that is named alike at the same moment runs once", async () => {
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 8 }, () => post({ key })));
  expect(world.ran).toHaveLength(1);
  expect(answers.filter(({ status, isReplay }) => status === 201 && !isReplay)).toHaveLength(1);
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
});
