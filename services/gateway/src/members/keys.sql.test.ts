import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Fixture } from "../../../../packages/shared/src/db/testing/fixture.ts";
import { openOwnGateway, type OwnGateway } from "../testing/own-gateway.ts";

// What somebody let in does not outlive their right to let anybody in.

let gateway: OwnGateway;
let fixture: Fixture;
let people: Fixture["people"];
/** An admin of the test's own. */
let leaver: string;
let serial = 0;

beforeAll(async () => {
  gateway = await openOwnGateway();
  ({ fixture } = gateway);
  ({ people } = fixture);
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await fixture.superuser.query("delete from api_keys; delete from invitations");
  leaver = await fixture.signUp(`partant-${(serial += 1)}@example.fr`);
  await fixture.join(fixture.orgId, leaver, "admin");
});

type Json = Record<string, unknown>;
type Key = { id: string; name: string; key: string };
const ask = (path: string, as: string, more: Omit<Parameters<OwnGateway["ask"]>[1], "as"> = {}) =>
  gateway.ask(path, { as, ...more, headers: { ...(as.startsWith("alk_") ? {} : gateway.here), ...more.headers } });
async function makeKey(as: string, name: string): Promise<Key> {
  const { status, body } = await ask("/v1/api-keys", as, { method: "POST", json: { name, role: "admin" } });
  expect(status).toBe(201);
  return { id: String(body["id"]), name, key: String(body["key"]) };
}
const remove = (as: string, id: string, keep: string[] = []) =>
  ask(`/v1/organization/members/${id}?${keep.map((key) => `keepApiKeyId=${key}`).join("&")}`, as, { method: "DELETE" });
const demote = (as: string, id: string, role: string, keepApiKeyIds?: string[]) =>
  ask(`/v1/organization/members/${id}`, as, { method: "PATCH", json: { role, keepApiKeyIds } });
/** What an API key is told that asks for something of everybody's. */
const statusOf = async ({ key }: Key) => (await ask("/v1/organization/limits", key)).status;
const shown = ({ id, name }: Key) => ({ id, name });
const namesOf = ({ body }: { body: Json }) => (body["items"] as Key[]).map(({ name }) => name);
const roleOf = async (id: string) => {
  const { rows } = await fixture.superuser.query<{ role: string }>(
    "select role from memberships where org_id = $1 and user_id = $2",
    [fixture.orgId, id],
  );
  return rows[0]?.role;
};
const lastAudits = async (count: number) => (await gateway.auditOf(fixture.orgId)).slice(-count);
const withoutOwnOrganization = (id: string) =>
  fixture.superuser.query(
    "delete from organizations where id in (select org_id from memberships where user_id = $1 and role = 'owner')",
    [id],
  );

describe("who is removed", () => {
  it("leaves no API key behind: those that they made are over with their next request, others' go on", async () => {
    const [zapier, make] = [await makeKey(leaver, "Zapier"), await makeKey(leaver, "Make")];
    const other = await makeKey(people.admin, "Agenda");
    // The gateway has seen them, and would know them for half a minute.
    expect([await statusOf(zapier), await statusOf(other)]).toEqual([200, 200]);
    const answer = await remove(people.owner, leaver);
    expect([answer.status, answer.body]).toEqual([
      200,
      { revokedApiKeys: [shown(zapier), shown(make)], keptApiKeys: [] },
    ]);
    expect([await statusOf(zapier), await statusOf(make), await statusOf(other)]).toEqual([401, 401, 200]);
    const signed = { actor_id: people.owner, actor_kind: "person", request_id: expect.any(String) };
    expect(await lastAudits(3)).toMatchObject([
      { ...signed, action: "api-key.revoked", detail: { name: "Zapier", from: leaver } },
      { ...signed, action: "api-key.revoked", detail: { name: "Make", from: leaver } },
      { ...signed, action: "member.removed" },
    ]);
  });

  it("leaves those that the remover keeps, who answers for them from then on, until they are removed themselves", async () => {
    const [zapier, make] = [await makeKey(leaver, "Zapier"), await makeKey(leaver, "Make")];
    const keeper = await fixture.signUp(`gardien-${serial}@example.fr`);
    await fixture.join(fixture.orgId, keeper, "admin");
    const kept = await remove(keeper, leaver, [zapier.id]);
    expect(kept.body).toEqual({ revokedApiKeys: [shown(make)], keptApiKeys: [shown(zapier)] });
    expect([await statusOf(zapier), await statusOf(make)]).toEqual([200, 401]);
    const read = await ask(`/v1/api-keys/${zapier.id}`, people.owner);
    expect(read.body).toMatchObject({ createdBy: { id: leaver }, keptBy: { id: keeper } });
    expect(await lastAudits(3)).toContainEqual(
      expect.objectContaining({ action: "api-key.kept", actor_id: keeper, detail: { name: "Zapier", from: leaver } }),
    );
    expect(namesOf(await ask(`/v1/api-keys?responsible=${keeper}`, people.owner))).toEqual(["Zapier"]);
    expect(namesOf(await ask(`/v1/api-keys?responsible=${leaver}`, people.owner))).toEqual([]);
    expect(namesOf(await ask(`/v1/api-keys?createdBy=${leaver}`, people.owner))).toEqual(["Zapier"]);
    expect(namesOf(await ask(`/v1/api-keys?createdBy=${keeper}`, people.owner))).toEqual([]);

    const [agenda, late] = [await makeKey(keeper, "Agenda"), (await remove(people.owner, keeper)).body];
    expect(late).toEqual({ revokedApiKeys: [shown(zapier), shown(agenda)], keptApiKeys: [] });
    expect([await statusOf(zapier), await statusOf(agenda)]).toEqual([401, 401]);
  });

  it("stays, with all keys, when one is to be kept that is none of theirs", async () => {
    const [zapier, other] = [await makeKey(leaver, "Zapier"), await makeKey(people.admin, "Agenda")];
    for (const keep of [[other.id], [zapier.id, crypto.randomUUID()], ["zapier"]]) {
      const { status, body } = await remove(people.owner, leaver, keep);
      expect([status, body["code"]]).toEqual([422, "validation_failed"]);
    }
    expect([await roleOf(leaver), await statusOf(zapier), await statusOf(other)]).toEqual(["admin", 200, 200]);
  });
});

describe("who leaves", () => {
  it("takes their keys along, and keeps none", async () => {
    const zapier = await makeKey(leaver, "Zapier");
    const { status, body } = await remove(leaver, leaver, [zapier.id]);
    expect([status, body["code"], await statusOf(zapier)]).toEqual([422, "validation_failed", 200]);
    expect((await remove(leaver, leaver)).body).toEqual({ revokedApiKeys: [shown(zapier)], keptApiKeys: [] });
    expect(await statusOf(zapier)).toBe(401);
    expect((await lastAudits(2)).map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ["api-key.revoked", leaver],
      ["member.left", leaver],
    ]);
  });

  it("as an owner, where another is left, does so too", async () => {
    await fixture.superuser.query("update memberships set role = 'owner' where user_id = $1 and org_id = $2", [
      leaver,
      fixture.orgId,
    ]);
    const zapier = await makeKey(leaver, "Zapier");
    expect((await remove(leaver, leaver)).status).toBe(200);
    expect(await statusOf(zapier)).toBe(401);
  });
});

describe("who is demoted", () => {
  it.each(["viewer", "member"])(
    "to %s could make no key any more, and has none but those that are kept",
    async (role) => {
      const [zapier, make] = [await makeKey(leaver, "Zapier"), await makeKey(leaver, "Make")];
      const { status, body } = await demote(people.admin, leaver, role, [make.id]);
      expect([status, body["role"]]).toEqual([200, role]);
      expect(body).toMatchObject({ id: leaver, revokedApiKeys: [shown(zapier)], keptApiKeys: [shown(make)] });
      expect([await statusOf(zapier), await statusOf(make)]).toEqual([401, 200]);
      expect(namesOf(await ask(`/v1/api-keys?responsible=${people.admin}`, people.owner))).toEqual(["Make"]);
    },
  );

  it("from owner to admin, or up, keeps them: an admin makes keys", async () => {
    await fixture.superuser.query("update memberships set role = 'owner' where user_id = $1 and org_id = $2", [
      leaver,
      fixture.orgId,
    ]);
    const zapier = await makeKey(leaver, "Zapier");
    expect((await demote(people.owner, leaver, "admin")).body).toMatchObject({ revokedApiKeys: [], keptApiKeys: [] });
    expect((await demote(people.owner, leaver, "owner")).status).toBe(200);
    expect(await statusOf(zapier)).toBe(200);
  });

  it("by themselves keeps none either", async () => {
    const zapier = await makeKey(leaver, "Zapier");
    expect((await demote(leaver, leaver, "viewer", [zapier.id])).status).toBe(422);
    expect([await roleOf(leaver), await statusOf(zapier)]).toEqual(["admin", 200]);
    expect((await demote(leaver, leaver, "viewer")).body["revokedApiKeys"]).toEqual([shown(zapier)]);
    expect(await statusOf(zapier)).toBe(401);
  });
});

describe("the net below", () => {
  it.each([
    ["an account is deleted", (id: string) => ["delete from auth.users where id = $1", [id]] as const],
    ["a membership goes without a word", (id: string) => ["delete from memberships where user_id = $1", [id]] as const],
    [
      "a role is taken without a word",
      (id: string) => ["update memberships set role = 'member' where user_id = $1", [id]] as const,
    ],
  ])("takes the keys and says so when %s", async (_what, statement) => {
    const zapier = await makeKey(leaver, "Zapier");
    expect(await statusOf(zapier)).toBe(200);
    await withoutOwnOrganization(leaver);
    await fixture.superuser.query(statement(leaver)[0], [...statement(leaver)[1]]);
    expect(await statusOf(zapier)).toBe(401);
    expect(await lastAudits(1)).toMatchObject([
      { action: "api-key.revoked", actor_id: null, actor_kind: "system", detail: { name: "Zapier" } },
    ]);
  });

  it("takes a key that is being made at that moment", async () => {
    const maker = new pg.Client(fixture.url);
    await maker.connect();
    try {
      const zapier = await makeKey(leaver, "Zapier");
      // As insertApiKey does it: the lock, then the row.
      await maker.query("begin");
      await maker.query("select from organizations where id = $1 for no key update", [fixture.orgId]);
      await maker.query(
        `insert into api_keys (org_id, name, role, scopes, hash, start, last_four, created_by)
         values ($1, 'En cours', 'admin', '{read}', repeat('1', 64), 'alk_1234', '5678', $2)`,
        [fixture.orgId, leaver],
      );
      const removal = remove(people.owner, leaver);
      const isWaiting = async () => {
        const { rows } = await fixture.superuser.query<{ waits: boolean }>(
          "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits",
        );
        return rows[0]?.waits === true;
      };
      while (!(await isWaiting())) await pause(10);
      await maker.query("commit");
      expect((await removal).body).toEqual({ revokedApiKeys: [shown(zapier)], keptApiKeys: [] });
      const { rows } = await fixture.superuser.query(
        "select name from api_keys where org_id = $1 and revoked_at is null",
        [fixture.orgId],
      );
      expect(rows).toEqual([]);
    } finally {
      await maker.end();
    }
  });

  it("lets an organization go with all that it has", async () => {
    const [orgId] = [await fixture.ownOrganization(leaver)];
    await fixture.addKey(orgId, leaver, "admin");
    await fixture.superuser.query(
      "insert into invitations (org_id, email, role, invited_by, expires_at) values ($1, 'a@b.fr', 'member', $2, now())",
      [orgId, leaver],
    );
    await fixture.superuser.query("delete from organizations where id = $1", [orgId]);
    const { rowCount } = await fixture.superuser.query("select from api_keys where org_id = $1", [orgId]);
    expect(rowCount).toBe(0);
  });
});

describe("an invitation that waits", () => {
  const invite = async (as: string, email: string, role: string) => {
    const { status } = await ask("/v1/organization/invitations", as, { method: "POST", json: { email, role } });
    expect(status).toBe(201);
  };
  const open = async () => {
    const { rows } = await fixture.superuser.query<{ email: string }>(
      "select email from invitations where org_id = $1 and accepted_at is null order by email",
      [fixture.orgId],
    );
    return rows.map(({ email }) => email);
  };

  it("is withdrawn when who invited is removed or demoted: it would let them in again by another address", async () => {
    await invite(people.admin, "autre@example.fr", "member");
    await invite(leaver, "seconde-adresse@example.fr", "admin");
    await remove(people.owner, leaver);
    expect(await open()).toEqual(["autre@example.fr"]);
    expect(await gateway.auditOf(fixture.orgId)).toContainEqual(
      expect.objectContaining({ action: "invitation.revoked", detail: { email: "seconde-adresse@example.fr" } }),
    );
    await fixture.join(fixture.orgId, leaver, "admin");
    await invite(leaver, "seconde-adresse@example.fr", "viewer");
    await demote(people.owner, leaver, "member");
    expect(await open()).toEqual(["autre@example.fr"]);
  });

  it("stays as far as the new role may invite", async () => {
    await demote(people.owner, leaver, "owner");
    await invite(leaver, "associe@example.fr", "owner");
    await invite(leaver, "secretaire@example.fr", "admin");
    await demote(people.owner, leaver, "admin");
    expect(await open()).toEqual(["secretaire@example.fr"]);
  });
});
