import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keyClaimsOf, type Fixture } from "../../../../packages/shared/src/db/testing/fixture.ts";
import { openOwnGateway, type OwnGateway } from "../testing/own-gateway.ts";

let gateway: OwnGateway;
let fixture: Fixture;
let people: Fixture["people"];
beforeAll(async () => {
  gateway = await openOwnGateway();
  ({ fixture } = gateway);
  ({ people } = fixture);
});
afterAll(() => gateway.close());
beforeEach(() => fixture.superuser.query("delete from api_keys"));

type Json = Record<string, unknown>;
const ask = (path: string, as: string, more: Omit<Parameters<OwnGateway["ask"]>[1], "as"> = {}) =>
  gateway.ask(path, { as, ...more, headers: { ...(as.startsWith("alk_") ? {} : gateway.here), ...more.headers } });
const create = (json: object = {}, as = people.admin, headers: Record<string, string> = {}) =>
  ask("/v1/api-keys", as, { method: "POST", json: { name: "Zapier", ...json }, headers });
const made = async (json: object = {}) => {
  const { status, body } = await create(json);
  expect(status, JSON.stringify(body)).toBe(201);
  return { id: String(body["id"]), key: String(body["key"]), body };
};
const change = (id: string, json: object, headers: Record<string, string> = {}) =>
  ask(`/v1/api-keys/${id}`, people.admin, { method: "PATCH", json, headers });
const revoke = (id: string, headers: Record<string, string> = {}) =>
  ask(`/v1/api-keys/${id}`, people.admin, { method: "DELETE", headers });
const problemOf = ({ status, body }: { status: number; body: Json }) => [status, body["code"]];
const rename = (as: string) => ask("/v1/organization", as, { method: "PATCH", json: { name: "Cabinet du Parc" } });

describe("making a key", () => {
  it("shows it once, and keeps only its hash", async () => {
    const { status, body, etag } = await create({ role: "member" });
    expect([status, etag]).toEqual([201, '"1"']);
    const key = String(body["key"]);
    expect(body).toMatchObject({
      name: "Zapier",
      role: "member",
      scopes: ["read", "write", "calls"],
      status: "active",
      start: key.slice(0, 8),
      lastFour: key.slice(-4),
      createdBy: { id: people.admin, name: "admin@example.fr" },
      expiresAt: null,
      lastUsedAt: null,
    });
    const read = await ask(`/v1/api-keys/${String(body["id"])}`, people.owner);
    const { key: _shown, ...rest } = body;
    expect(read.body).toEqual(rest);
    const { rows } = await fixture.superuser.query("select hash from api_keys");
    expect(rows).toEqual([{ hash: createHash("sha256").update(key).digest("hex") }]);
  });

  it("again with its Idempotency-Key makes no other and does not show it: it is stored nowhere", async () => {
    const once = { "idempotency-key": "zapier" };
    const first = await create({}, people.admin, once);
    const again = await create({}, people.admin, once);
    expect([again.status, again.replayed, again.etag]).toEqual([201, "true", first.etag]);
    expect(again.body).toEqual({ ...first.body, key: null });
    const dump: string[] = [];
    for (const table of ["idempotency_keys", "api_keys", "audit_log", "events"]) {
      dump.push(JSON.stringify((await fixture.superuser.query(`select * from ${table}`)).rows));
    }
    const secret = String(first.body["key"]).slice(8, -4);
    expect(dump.join("\n")).toContain(String(first.body["id"]));
    expect(dump.join("\n")).not.toContain(secret);
  });

  it("resumed after a crash finds the row, whose key nobody has any more", async () => {
    const once = { "idempotency-key": "crash" };
    const first = await create({}, people.admin, once);
    await fixture.superuser.query(
      "update idempotency_keys set status = 'running', locked_until = now() - interval '1 second' where key = 'crash'",
    );
    const again = await create({}, people.admin, once);
    expect([again.status, again.body["id"], again.body["key"]]).toEqual([201, first.body["id"], null]);
  });

  it("is for admins, of roles up to their own, with an end that lies ahead", async () => {
    for (const as of [people.member, people.viewer])
      expect(problemOf(await create({}, as))).toEqual([403, "role_too_low"]);
    expect(problemOf(await create({}, people.outsider))).toEqual([403, "not_a_member"]);
    for (const wrong of [
      { role: "owner" },
      { scopes: [] },
      { scopes: ["all"] },
      { scopes: ["read", "read"] },
      { name: " " },
      { expiresAt: "2020-01-01T00:00:00Z" },
      { key: "alk_" },
    ]) {
      expect(problemOf(await create(wrong))).toEqual([422, "validation_failed"]);
    }
    expect((await made()).body["role"]).toBe("viewer");
  });

  it("stops at fifty, of which those that are revoked are none", async () => {
    for (let count = 0; count < 49; count++) await fixture.addKey(fixture.orgId, people.owner, "viewer");
    await fixture.addKey(fixture.orgId, people.owner, "viewer", { revoked_at: new Date() });
    const outcomes = await Promise.all([create(), create()]);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([201, 403]));
    const refused = outcomes.find(({ status }) => status === 403)?.body;
    expect(refused).toMatchObject({ code: "limit_reached", limit: { name: "apiKeys", allowed: 50, used: 50 } });
    const { items } = (await ask("/v1/api-keys?limit=100", people.admin)).body;
    expect(items).toHaveLength(50);
    await revoke(String((items as Json[])[0]?.["id"]));
    expect((await create()).status).toBe(201);
  });
});

describe("the keys of an organization", () => {
  it("are listed for its admins, newest first, page by page", async () => {
    for (const name of ["a", "b", "c"]) await made({ name });
    const first = (await ask("/v1/api-keys?limit=2", people.owner)).body;
    const next = (await ask(`/v1/api-keys?limit=2&cursor=${String(first["nextCursor"])}`, people.owner)).body;
    const names = [first, next].flatMap(({ items }) => (items as Json[]).map(({ name }) => name));
    expect([names, next["nextCursor"]]).toEqual([["c", "b", "a"], null]);
    expect(problemOf(await ask("/v1/api-keys", people.member))).toEqual([403, "role_too_low"]);
  });

  it("are another organization's nothing", async () => {
    const { id } = await made();
    for (const [method, json] of [["GET"], ["PATCH", { name: "x" }], ["DELETE"]] as const) {
      const answer = await gateway.ask(`/v1/api-keys/${id}`, { as: people.outsider, method, ...(json && { json }) });
      expect(problemOf(answer)).toEqual([404, "not_found"]);
    }
  });

  it("that somebody keeps say who made them after they have left, and work on", async () => {
    const leaver = await fixture.signUp("leaver@example.fr");
    await fixture.join(fixture.orgId, leaver, "admin");
    const { body } = await create({ role: "member" }, leaver);
    const removal = `/v1/organization/members/${leaver}?keepApiKeyId=${String(body["id"])}`;
    expect((await ask(removal, people.owner, { method: "DELETE" })).status).toBe(200);
    expect((await ask("/v1/organization", String(body["key"]))).status).toBe(200);
    const read = await ask(`/v1/api-keys/${String(body["id"])}`, people.owner);
    expect(read.body["createdBy"]).toEqual({ id: leaver, name: "leaver@example.fr" });
    expect(read.body["keptBy"]).toEqual({ id: people.owner, name: "owner@example.fr" });
  });

  it.each(["write", "calls"])(
    "of viewers are not made or changed to have %s, which they could never use",
    async (scope) => {
      const refused = await create({ role: "viewer", scopes: ["read", scope] });
      expect(problemOf(refused)).toEqual([422, "validation_failed"]);
      expect(refused.body["errors"]).toMatchObject([{ path: "scopes", message: expect.stringContaining("viewer") }]);
      const { id } = await made({ role: "member", scopes: ["read", scope] });
      const lowered = await change(id, { role: "viewer", scopes: ["read", scope] });
      expect(lowered.body["errors"]).toMatchObject([{ path: "scopes" }]);
      expect((await change(id, { role: "viewer", scopes: ["read"] })).body).toMatchObject({
        role: "viewer",
        scopes: ["read"],
      });
      expect(problemOf(await change(id, { scopes: [scope] }))).toEqual([422, "validation_failed"]);
    },
  );

  it("are changed by name, role and end, only as they were read", async () => {
    const { id, key } = await made({ role: "admin" });
    expect(problemOf(await change(id, { role: "viewer" }, { "if-match": '"2"' }))).toEqual([
      412,
      "precondition_failed",
    ]);
    const expiresAt = "2100-01-01T00:00:00.000Z";
    const changed = await change(id, { role: "viewer", expiresAt }, { "if-match": '"1"' });
    expect([changed.status, changed.etag]).toEqual([200, '"2"']);
    expect(changed.body).toMatchObject({ name: "Zapier", role: "viewer", expiresAt });
    expect(problemOf(await rename(key))).toEqual([403, "role_too_low"]);
    expect((await change(id, { expiresAt: null })).body["expiresAt"]).toBeNull();
    for (const wrong of [{}, { role: "owner" }, { expiresAt: "2020-01-01T00:00:00Z" }, { key: "x" }]) {
      expect(problemOf(await change(id, wrong))).toEqual([422, "validation_failed"]);
    }
  });

  it("are revoked for ever", async () => {
    const { id, key } = await made();
    expect(problemOf(await revoke(id, { "if-match": '"7"' }))).toEqual([412, "precondition_failed"]);
    expect((await revoke(id)).status).toBe(204);
    for (const answer of [
      await revoke(id),
      await change(id, { name: "x" }),
      await ask(`/v1/api-keys/${id}`, people.owner),
    ])
      expect(problemOf(answer)).toEqual([404, "not_found"]);
    expect((await ask("/v1/api-keys", people.owner)).body["items"]).toEqual([]);
    expect(problemOf(await ask("/v1/organization", key))).toEqual([401, "unauthorized"]);
  });

  it("stand in the log with whoever made, changed and revoked them", async () => {
    await fixture.superuser.query("delete from audit_log");
    const { id } = await made();
    await change(id, { role: "member" });
    await revoke(id);
    const rows = await gateway.auditOf(fixture.orgId);
    expect(rows.map(({ action, actor_id: by, actor_kind: kind, detail }) => [action, by, kind, detail])).toEqual([
      [
        "api-key.created",
        people.admin,
        "person",
        { name: "Zapier", role: "viewer", scopes: ["read"], expiresAt: null },
      ],
      ["api-key.updated", people.admin, "person", { role: "member" }],
      ["api-key.revoked", people.admin, "person", { name: "Zapier" }],
    ]);
  });
});

describe("a key at the gateway's own resources", () => {
  it("has its role, and is the author of what it does", async () => {
    const viewer = await made({ role: "viewer" });
    expect((await ask("/v1/organization", viewer.key)).body).toMatchObject({ id: fixture.orgId, role: "viewer" });
    expect(problemOf(await rename(viewer.key))).toEqual([403, "insufficient_scope"]);
    const writing = await made({ role: "member", scopes: ["read", "write"] });
    expect((await change(writing.id, { role: "viewer" })).status).toBe(200);
    expect(problemOf(await rename(writing.key))).toEqual([403, "role_too_low"]);
    const admin = await made({ role: "admin", name: "Scripts" });
    expect((await rename(admin.key)).body).toMatchObject({ name: "Cabinet du Parc", role: "admin" });
    const log = await gateway.auditOf(fixture.orgId);
    expect(log.at(-1)).toMatchObject({ action: "organization.updated", actor_id: admin.id, actor_kind: "api_key" });
  });

  it("says who it is, whatever it is for", async () => {
    const { id, key } = await made({ role: "viewer", scopes: ["webhooks"] });
    await fixture.superuser.query("update organizations set name = 'Cabinet Moreau', locale = 'fr' where id = $1", [
      fixture.orgId,
    ]);
    const asked = await ask("/v1/me", key);
    expect([asked.status, asked.etag]).toEqual([200, '"1"']);
    expect(asked.body).toMatchObject({
      kind: "api_key",
      id,
      label: "Cabinet Moreau, clé Zapier",
      organizationId: fixture.orgId,
      scopes: ["webhooks"],
      email: null,
      memberships: [{ organization: { id: fixture.orgId, name: "Cabinet Moreau" }, role: "viewer" }],
    });
    expect((await ask("/v1/me", people.admin)).body).toMatchObject({
      kind: "person",
      label: "admin@example.fr",
      organizationId: null,
      scopes: null,
    });
    await fixture.superuser.query("update api_keys set revoked_at = now() where id = $1", [id]);
    expect(problemOf(await ask("/v1/me", key))).toEqual([401, "unauthorized"]);
  });

  it("is for what its scopes say, from its next request on", async () => {
    const { id, key } = await made({ role: "admin", scopes: ["read", "write"] });
    expect((await rename(key)).status).toBe(200);
    expect((await change(id, { scopes: ["read"] })).body["scopes"]).toEqual(["read"]);
    expect(problemOf(await rename(key))).toEqual([403, "insufficient_scope"]);
    expect((await ask("/v1/organization", key)).status).toBe(200);
  });

  it("is over with the next transaction, though this gateway still remembers it", async () => {
    const { id, key } = await made({ role: "admin" });
    expect((await ask("/v1/organization", key)).status).toBe(200);
    await fixture.superuser.query("update api_keys set expires_at = now() where id = $1", [id]);
    expect(problemOf(await ask("/v1/organization", key))).toEqual([401, "unauthorized"]);
    expect(problemOf(await rename(key))).toEqual([401, "unauthorized"]);
  });

  it("has its last use written down, which changes nothing else of it", async () => {
    const { id, key, body } = await made();
    await ask("/v1/organization", key);
    await gateway.settled();
    const read = await ask(`/v1/api-keys/${id}`, people.owner);
    expect(Date.parse(String(read.body["lastUsedAt"]))).toBeGreaterThanOrEqual(Date.parse(String(body["createdAt"])));
    expect([read.etag, read.body["updatedAt"]]).toEqual(['"1"', body["updatedAt"]]);
    const before = read.body["lastUsedAt"];
    await fixture.superuser.query("select app.note_api_key_use($1)", [id]);
    expect((await ask(`/v1/api-keys/${id}`, people.owner)).body["lastUsedAt"]).toBe(before);
  });

  it("makes no organization and joins none, whatever the gateway lets through", async () => {
    const { id } = await made({ role: "admin" });
    const claims = JSON.stringify(keyClaimsOf(id));
    const as = async (text: string, values: unknown[] = []) => {
      await fixture.superuser.query("begin");
      try {
        await fixture.superuser.query(
          "select set_config('request.jwt.claims', $1, true), set_config('role', 'allokoli_member', true)",
          [claims],
        );
        return await fixture.superuser.query(text, values);
      } finally {
        await fixture.superuser.query("rollback");
      }
    };
    await expect(as("select app.create_organization('x', 'fr', 'Europe/Paris')")).rejects.toMatchObject({
      code: "23503",
    });
    expect((await as("select * from app.own_invitations()")).rows).toEqual([]);
    const { rows } = await as("select app.require_membership($1, 'viewer')", [fixture.orgId]);
    expect(rows).toEqual([{ require_membership: "admin" }]);
    await expect(as("select app.require_membership($1, 'viewer')", [fixture.otherOrgId])).rejects.toMatchObject({
      code: "AK005",
    });
  });
});
