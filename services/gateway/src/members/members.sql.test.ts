import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import { openOwnGateway, type OwnGateway } from "../testing/own-gateway.ts";

let gateway: OwnGateway;
beforeAll(async () => {
  gateway = await openOwnGateway();
});
afterAll(() => gateway.close());

const MEMBERS = "/v1/organization/members";
let people: OwnGateway["fixture"]["people"];

/** Everybody as they were, and no second owner. */
beforeEach(async () => {
  const { fixture } = gateway;
  people = fixture.people;
  for (const role of ["owner", "admin", "member", "viewer"] as const)
    await fixture.superuser.query(
      `insert into memberships (org_id, user_id, role) values ($1, $2, $3)
       on conflict (org_id, user_id) do update set role = excluded.role`,
      [fixture.orgId, people[role], role],
    );
});

const patch = (as: string, id: string, role: MemberRole) =>
  gateway.ask(`${MEMBERS}/${id}`, { as, method: "PATCH", json: { role }, headers: gateway.here });
const remove = (as: string, id: string) =>
  gateway.ask(`${MEMBERS}/${id}`, { as, method: "DELETE", headers: gateway.here });
const roles = async () => {
  const { rows } = await gateway.fixture.superuser.query<{ user_id: string; role: string }>(
    "select user_id, role from memberships where org_id = $1",
    [gateway.fixture.orgId],
  );
  return new Map(rows.map(({ user_id, role }) => [user_id, role]));
};

describe("the members", () => {
  it("are everybody, with name, address, role and when they joined, page by page", async () => {
    const seen: unknown[] = [];
    let cursor: unknown = "";
    do {
      const query = cursor === "" ? "" : `&cursor=${encodeURIComponent(String(cursor))}`;
      const { status, body } = await gateway.ask(`${MEMBERS}?limit=3${query}`, {
        as: people.viewer,
        headers: gateway.here,
      });
      expect(status).toBe(200);
      seen.push(...(body["items"] as unknown[]));
      cursor = body["nextCursor"];
    } while (cursor !== null);
    expect(seen).toHaveLength(4);
    expect(seen).toContainEqual({
      id: people.admin,
      name: null,
      email: "admin@example.fr",
      role: "admin",
      joinedAt: expect.any(String),
    });
  });

  it("of another organization are not to be seen or touched", async () => {
    const asked = await gateway.ask(MEMBERS, { as: people.outsider, headers: gateway.here });
    expect(asked.body["code"]).toBe("not_a_member");
    expect((await patch(people.owner, people.outsider, "viewer")).status).toBe(404);
    expect((await remove(people.owner, people.outsider)).status).toBe(404);
  });
});

describe("a role", () => {
  it("is given by an admin up to their own, and it is in the audit log", async () => {
    const { status, body } = await patch(people.admin, people.viewer, "admin");
    expect([status, body["role"]]).toEqual([200, "admin"]);
    expect((await gateway.auditOf(gateway.fixture.orgId)).at(-1)).toMatchObject({
      action: "member.updated",
      actor_id: people.admin,
      detail: { from: "viewer", to: "admin" },
    });
  });

  it("is never raised above that of who gives it, nor taken from who has more", async () => {
    for (const answer of [
      await patch(people.admin, people.admin, "owner"),
      await patch(people.admin, people.viewer, "owner"),
      await patch(people.admin, people.owner, "viewer"),
      await patch(people.member, people.member, "admin"),
      await patch(people.viewer, people.member, "viewer"),
    ])
      expect([answer.status, answer.body["code"]]).toEqual([403, "role_too_low"]);
    expect((await roles()).get(people.admin)).toBe("admin");
  });

  it("of the last owner stays, in all ways", async () => {
    expect((await patch(people.owner, people.owner, "admin")).body["code"]).toBe("conflict");
    expect((await remove(people.owner, people.owner)).body["code"]).toBe("conflict");
    expect((await roles()).get(people.owner)).toBe("owner");
  });
});

describe("leaving", () => {
  it("is everybody's, and they are out at once", async () => {
    expect((await remove(people.viewer, people.viewer)).status).toBe(200);
    expect((await gateway.ask(MEMBERS, { as: people.viewer, headers: gateway.here })).body["code"]).toBe(
      "not_a_member",
    );
    expect((await gateway.auditOf(gateway.fixture.orgId)).at(-1)).toMatchObject({
      action: "member.left",
      actor_id: people.viewer,
    });
  });

  it("cannot be done by all owners at the same moment", async () => {
    await patch(people.owner, people.admin, "owner");
    for (let turn = 0; turn < 5; turn++) {
      const answers = await Promise.all([remove(people.owner, people.owner), remove(people.admin, people.admin)]);
      expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 409]);
      const left = await roles();
      expect([...left.values()].filter((role) => role === "owner")).toHaveLength(1);
      for (const id of [people.owner, people.admin])
        await gateway.fixture.superuser.query(
          "insert into memberships (org_id, user_id, role) values ($1, $2, 'owner') on conflict do nothing",
          [gateway.fixture.orgId, id],
        );
    }
  });
});

describe("removing", () => {
  it("is an admin's, for everybody but owners", async () => {
    expect((await remove(people.member, people.viewer)).body["code"]).toBe("role_too_low");
    expect((await remove(people.admin, people.owner)).body["code"]).toBe("role_too_low");
    expect((await remove(people.admin, people.member)).status).toBe(200);
    expect((await remove(people.admin, people.member)).status).toBe(404);
    expect((await gateway.ask(MEMBERS, { as: people.member, headers: gateway.here })).body["code"]).toBe(
      "not_a_member",
    );
  });
});
