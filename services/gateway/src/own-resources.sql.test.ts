import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fixture } from "../../../packages/shared/src/db/testing/fixture.ts";
import { openOwnGateway, type OwnGateway } from "./testing/own-gateway.ts";

let gateway: OwnGateway;
let fixture: Fixture;
let ask: OwnGateway["ask"];
let auditOf: OwnGateway["auditOf"];
beforeAll(async () => {
  gateway = await openOwnGateway();
  ({ fixture, ask, auditOf } = gateway);
});
afterAll(() => gateway.close());

const here = () => gateway.here;

describe("/v1/me", () => {
  it("says who I am and where I belong", async () => {
    const { status, etag, body } = await ask("/v1/me", { as: fixture.people.viewer });
    expect([status, etag]).toEqual([200, '"1"']);
    expect(body).toMatchObject({
      id: fixture.people.viewer,
      email: "viewer@example.fr",
      fullName: null,
      locale: "fr",
    });
    expect(body["memberships"]).toEqual([
      { organization: { id: expect.any(String), name: "Mon organisation" }, role: "owner" },
      { organization: { id: fixture.orgId, name: "Mon organisation" }, role: "viewer" },
    ]);
  });

  it("changes only what I name, and only while nobody else changed it", async () => {
    const me = fixture.people.member;
    const first = await ask("/v1/me", {
      as: me,
      method: "PATCH",
      json: { fullName: "Camille Durand" },
      headers: { "if-match": '"1"' },
    });
    expect([first.status, first.etag, first.body["fullName"], first.body["locale"]]).toEqual([
      200,
      '"2"',
      "Camille Durand",
      "fr",
    ]);
    const late = await ask("/v1/me", {
      as: me,
      method: "PATCH",
      json: { locale: "en" },
      headers: { "if-match": '"1"' },
    });
    expect([late.status, late.body["code"]]).toEqual([412, "precondition_failed"]);
    const unasked = await ask("/v1/me", { as: me, method: "PATCH", json: { locale: "en", fullName: null } });
    expect([unasked.status, unasked.etag, unasked.body["fullName"], unasked.body["locale"]]).toEqual([
      200,
      '"3"',
      null,
      "en",
    ]);
  });

  it("is 404 for a person whose account is gone", async () => {
    const gone = crypto.randomUUID();
    expect((await ask("/v1/me", { as: gone })).status).toBe(404);
    expect((await ask("/v1/me", { as: gone, method: "PATCH", json: { locale: "en" } })).status).toBe(404);
  });
});

describe("/v1/organization", () => {
  it("is the one asked for, with my role in it", async () => {
    const { status, body } = await ask("/v1/organization", { as: fixture.people.member, headers: here() });
    expect([status, body["id"], body["role"]]).toEqual([200, fixture.orgId, "member"]);
  });

  it("must be named by who has several", async () => {
    const { status, body } = await ask("/v1/organization", { as: fixture.people.member });
    expect([status, body["code"]]).toEqual([400, "organization_required"]);
  });

  it("is an admin's to change, and the change is in the audit log", async () => {
    const json = { name: " Cabinet du Parc ", timeZone: "Europe/Brussels" };
    const changed = await ask("/v1/organization", {
      as: fixture.people.admin,
      method: "PATCH",
      json,
      headers: { ...here(), "if-match": '"1"', "x-request-id": "the-change" },
    });
    expect([changed.status, changed.etag]).toEqual([200, '"2"']);
    expect(changed.body).toMatchObject({
      name: "Cabinet du Parc",
      timeZone: "Europe/Brussels",
      locale: "fr",
      role: "admin",
    });
    expect(await auditOf(fixture.orgId)).toEqual([
      {
        action: "organization.updated",
        actor_id: fixture.people.admin,
        actor_kind: "person",
        request_id: "the-change",
        detail: { name: "Cabinet du Parc", timeZone: "Europe/Brussels" },
      },
    ]);
  });

  it.each(["member", "viewer"] as const)("is not a %s's to change", async (role) => {
    const { status, body } = await ask("/v1/organization", {
      as: fixture.people[role],
      method: "PATCH",
      json: { name: "Mine" },
      headers: here(),
    });
    expect([status, body["code"]]).toEqual([403, "role_too_low"]);
  });

  it("does not change, nor does the audit log, when somebody else changed it first", async () => {
    const before = await auditOf(fixture.orgId);
    const late = await ask("/v1/organization", {
      as: fixture.people.owner,
      method: "PATCH",
      json: { name: "Late" },
      headers: { ...here(), "if-match": '"1"' },
    });
    expect(late.status).toBe(412);
    expect(await auditOf(fixture.orgId)).toEqual(before);
  });

  it.each(["removed", "outsider"] as const)("is closed to the %s", async (who) => {
    for (const orgId of [fixture.orgId, crypto.randomUUID()]) {
      const { status, body } = await ask("/v1/organization", {
        as: fixture.people[who],
        headers: { "x-organization-id": orgId },
      });
      expect([status, body["code"]]).toEqual([403, "not_a_member"]);
    }
  });
});

describe("/v1/organizations", () => {
  it("are made by anybody, who owns them and can use them at once", async () => {
    const me = await fixture.signUp("founder@example.fr");
    await ask("/v1/organization", { as: me });
    const made = await ask("/v1/organizations", { as: me, method: "POST", json: { name: "Boutique", locale: "en" } });
    expect([made.status, made.etag]).toEqual([201, '"1"']);
    expect(made.body).toMatchObject({ name: "Boutique", locale: "en", timeZone: "Europe/Paris", role: "owner" });
    const orgId = String(made.body["id"]);
    expect((await ask("/v1/organization", { as: me, headers: { "x-organization-id": orgId } })).status).toBe(200);
    expect(await auditOf(orgId)).toMatchObject([{ action: "organization.created", actor_id: me }]);
  });

  it("are made once for one Idempotency-Key", async () => {
    const me = await fixture.signUp("twice@example.fr");
    const post = (name: string) =>
      ask("/v1/organizations", { as: me, method: "POST", json: { name }, headers: { "idempotency-key": "once" } });
    const first = await post("Boutique");
    const again = await post("Boutique");
    expect([again.status, again.replayed, again.body["id"]]).toEqual([201, "true", first.body["id"]]);
    expect((await post("Autre")).body["code"]).toBe("idempotency_key_reused");
    const { body } = await ask("/v1/organizations", { as: me });
    expect(body["items"]).toHaveLength(2);
  });

  it("are made also by somebody who is in none", async () => {
    const me = await fixture.signUp("alone@example.fr");
    await fixture.superuser.query("delete from organizations where id = $1", [await fixture.ownOrganization(me)]);
    const made = await ask("/v1/organizations", {
      as: me,
      method: "POST",
      json: { name: "Boutique" },
      headers: { "idempotency-key": "k" },
    });
    expect(made.status).toBe(201);
  });

  it("are listed page by page, newest first, mine only", async () => {
    const me = await fixture.signUp("collector@example.fr");
    for (const name of ["A", "B"]) await ask("/v1/organizations", { as: me, method: "POST", json: { name } });
    const names: string[] = [];
    let cursor: unknown = "";
    do {
      const { body } = await ask(
        `/v1/organizations?limit=1${cursor === "" ? "" : `&cursor=${encodeURIComponent(String(cursor))}`}`,
        { as: me },
      );
      names.push(...(body["items"] as { name: string }[]).map(({ name }) => name));
      cursor = body["nextCursor"];
    } while (cursor !== null);
    expect(names).toEqual(["B", "A", "Mon organisation"]);
  });

  it.each(["limit=0", "limit=101", "limit=x", "cursor=x"])("are not listed with %s", async (query) => {
    expect((await ask(`/v1/organizations?${query}`, { as: fixture.people.owner })).body["code"]).toBe(
      "validation_failed",
    );
  });
});

it("nothing is known of a person's organizations while Postgres is away", async () => {
  const databaseUrl = fixture.appUrl.replace(/:\d+\//, ":1/");
  const { status, body } = await ask("/v1/me", { as: fixture.people.owner, databaseUrl });
  expect([status, body["code"]]).toEqual([503, "database_unavailable"]);
});
