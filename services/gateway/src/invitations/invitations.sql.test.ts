import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openOwnGateway, type OwnGateway } from "../testing/own-gateway.ts";

let gateway: OwnGateway;
let people: OwnGateway["fixture"]["people"];
beforeAll(async () => {
  gateway = await openOwnGateway();
  people = gateway.fixture.people;
});
afterAll(() => gateway.close());

const INVITATIONS = "/v1/organization/invitations";
let addresses = 0;
const newAddress = () => `invited-${(addresses += 1)}@cabinet.fr`;

const invite = (as: string, json: object, headers: Record<string, string> = {}) =>
  gateway.ask(INVITATIONS, { as, method: "POST", json, headers: { ...gateway.here, ...headers } });
const invited = async (email: string, role = "member") => {
  const { status, body } = await invite(people.owner, { email, role });
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body["id"]);
};
/** An account with this address, which Auth has verified or not. */
const account = async (email: string, { verified = true } = {}) => {
  const id = await gateway.fixture.signUp(email);
  if (verified)
    await gateway.fixture.superuser.query("update auth.users set email_confirmed_at = now() where id = $1", [id]);
  return id;
};
const own = async (as: string) => (await gateway.ask("/v1/invitations", { as })).body["items"] as { id: string }[];
const accept = (as: string, id: string) => gateway.ask(`/v1/invitations/${id}/accept`, { as, method: "POST" });
const roleOf = async (userId: string) => {
  const { rows } = await gateway.fixture.superuser.query(
    "select role from memberships where org_id = $1 and user_id = $2",
    [gateway.fixture.orgId, userId],
  );
  return rows[0]?.role;
};
const expire = (id: string) =>
  gateway.fixture.superuser.query("update invitations set expires_at = now() - interval '1 second' where id = $1", [
    id,
  ]);

describe("inviting", () => {
  it("is answered alike whether or not the address has an account", async () => {
    const known = newAddress();
    await account(known);
    const answers = await Promise.all([known, newAddress()].map((email) => invite(people.admin, { email })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    for (const { body } of answers)
      expect(body).toMatchObject({ role: "member", mail: "pending", status: "open", email: expect.any(String) });
    expect(Object.keys(answers[0]?.body ?? {})).toEqual(Object.keys(answers[1]?.body ?? {}));
  });

  it("takes an address in any capitals, once", async () => {
    const email = newAddress();
    const first = await invite(people.admin, { email: ` ${email.toUpperCase()} ` });
    expect(first.body["email"]).toBe(email);
    expect((await invite(people.admin, { email })).body["code"]).toBe("conflict");
  });

  it("is repeated by its key without a second invitation", async () => {
    const email = newAddress();
    const headers = { "idempotency-key": "the-same" };
    const [first, second] = [
      await invite(people.admin, { email }, headers),
      await invite(people.admin, { email }, headers),
    ];
    expect([second.status, second.replayed, second.body]).toEqual([201, "true", first.body]);
  });

  it("of a member is a conflict, and of an owner the owners' alone", async () => {
    expect((await invite(people.admin, { email: "Viewer@example.fr" })).body["code"]).toBe("conflict");
    const email = newAddress();
    expect((await invite(people.admin, { email, role: "owner" })).body["code"]).toBe("role_too_low");
    expect((await invite(people.member, { email })).body["code"]).toBe("role_too_low");
    const id = await invited(email, "owner");
    const answers = await Promise.all([
      gateway.ask(`${INVITATIONS}/${id}`, { as: people.admin, method: "DELETE", headers: gateway.here }),
      gateway.ask(`${INVITATIONS}/${id}/resend`, { as: people.admin, method: "POST", headers: gateway.here }),
    ]);
    expect(answers.map(({ body }) => body["code"])).toEqual(["role_too_low", "role_too_low"]);
  });

  it("again is possible when the first invitation has expired", async () => {
    const email = newAddress();
    await expire(await invited(email));
    await invited(email);
  });

  it("is listed for admins alone, and taken back", async () => {
    const email = newAddress();
    const id = await invited(email);
    const list = () => gateway.ask(`${INVITATIONS}?limit=100`, { as: people.admin, headers: gateway.here });
    expect((await list()).body["items"]).toContainEqual(expect.objectContaining({ id, email, status: "open" }));
    expect((await gateway.ask(INVITATIONS, { as: people.member, headers: gateway.here })).body["code"]).toBe(
      "role_too_low",
    );
    const revoke = () =>
      gateway.ask(`${INVITATIONS}/${id}`, { as: people.admin, method: "DELETE", headers: gateway.here });
    expect((await revoke()).status).toBe(204);
    expect((await revoke()).status).toBe(404);
    expect((await list()).body["items"]).not.toContainEqual(expect.objectContaining({ id }));
  });

  it("says that the mail failed when Auth cannot be reached", async () => {
    const id = await invited(newAddress());
    await gateway.settled();
    const { body } = await gateway.ask(`${INVITATIONS}?limit=100`, { as: people.admin, headers: gateway.here });
    expect(body["items"]).toContainEqual(expect.objectContaining({ id, mail: "failed" }));
    const logged = await gateway.auditOf(gateway.fixture.orgId);
    expect(logged).toContainEqual(expect.objectContaining({ action: "invitation.failed", actor_id: people.owner }));
  });
});

describe("an invitation", () => {
  it("is seen and accepted by who owns the address, with the role that was offered, once", async () => {
    const email = newAddress();
    const id = await invited(email, "admin");
    const person = await account(email);
    expect(await own(person)).toEqual([
      {
        id,
        organization: { id: gateway.fixture.orgId, name: "Mon organisation" },
        role: "admin",
        invitedBy: null,
        createdAt: expect.any(String),
        expiresAt: expect.any(String),
      },
    ]);
    const answers = await Promise.all([accept(person, id), accept(person, id), accept(person, id)]);
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 404, 404]);
    expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({
      id: gateway.fixture.orgId,
      role: "admin",
    });
    expect(await roleOf(person)).toBe("admin");
    expect(await own(person)).toEqual([]);
    // Not the last: that the mail was not sent is logged when it turns out.
    expect(await gateway.auditOf(gateway.fixture.orgId)).toContainEqual(
      expect.objectContaining({ action: "invitation.accepted", actor_id: person }),
    );
  });

  it("is nobody else's: not another person's, not that of an address nobody has verified", async () => {
    const email = newAddress();
    const id = await invited(email);
    const unverified = await account(email, { verified: false });
    for (const person of [people.outsider, people.owner, unverified]) {
      expect(await own(person)).toEqual([]);
      expect((await accept(person, id)).body["code"]).toBe("not_found");
      const declined = await gateway.ask(`/v1/invitations/${id}/decline`, { as: person, method: "POST" });
      expect(declined.body["code"]).toBe("not_found");
    }
    expect(await roleOf(unverified)).toBeUndefined();
  });

  it("that has expired, or was taken back, lets nobody in", async () => {
    const email = newAddress();
    const id = await invited(email);
    const person = await account(email);
    await expire(id);
    expect(await own(person)).toEqual([]);
    expect((await accept(person, id)).body["code"]).toBe("conflict");
    await gateway.ask(`${INVITATIONS}/${id}`, { as: people.admin, method: "DELETE", headers: gateway.here });
    expect((await accept(person, id)).body["code"]).toBe("not_found");
    expect(await roleOf(person)).toBeUndefined();
  });

  it("that is sent again is open again", async () => {
    const email = newAddress();
    const id = await invited(email);
    const person = await account(email);
    await expire(id);
    const again = await gateway.ask(`${INVITATIONS}/${id}/resend`, {
      as: people.admin,
      method: "POST",
      headers: gateway.here,
    });
    expect([again.status, again.body["status"], again.body["mail"]]).toEqual([202, "open", "pending"]);
    expect((await accept(person, id)).status).toBe(200);
  });

  it("that is declined is gone", async () => {
    const email = newAddress();
    const id = await invited(email);
    const person = await account(email);
    expect((await gateway.ask(`/v1/invitations/${id}/decline`, { as: person, method: "POST" })).status).toBe(204);
    expect((await accept(person, id)).status).toBe(404);
    await invited(email);
  });

  it("of another organization is 404 to its admins", async () => {
    const id = await invited(newAddress());
    const theirs = { "x-organization-id": gateway.fixture.otherOrgId };
    const revoked = await gateway.ask(`${INVITATIONS}/${id}`, {
      as: people.outsider,
      method: "DELETE",
      headers: theirs,
    });
    const resent = await gateway.ask(`${INVITATIONS}/${id}/resend`, {
      as: people.outsider,
      method: "POST",
      headers: theirs,
    });
    expect([revoked.status, resent.status]).toEqual([404, 404]);
  });
});

it("no organization has more than thirty mails sent in an hour", async () => {
  const owner = await account(newAddress());
  const headers = { "x-organization-id": await gateway.fixture.ownOrganization(owner) };
  const ask = () => gateway.ask(INVITATIONS, { as: owner, method: "POST", json: { email: newAddress() }, headers });
  for (let sent = 0; sent < 30; sent++) expect((await ask()).status).toBe(201);
  expect((await ask()).body["code"]).toBe("rate_limited");
});
