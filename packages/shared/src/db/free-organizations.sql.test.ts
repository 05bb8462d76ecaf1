import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MemberRole } from "../identity/identity.ts";
import { connect, type Database } from "./connect.ts";
import { databaseProblem } from "./errors.ts";
import { person } from "./tenant.ts";
import { claimsOf, openFixture, type Fixture } from "./testing/fixture.ts";

let fixture: Fixture;
let connections: Database[];
let me: string;
beforeAll(async () => {
  fixture = await openFixture();
  connections = Array.from({ length: 6 }, () => connect(fixture.appUrl));
});
afterAll(async () => {
  await Promise.all(connections.map((database) => database.close()));
  await fixture.close();
});
beforeEach(async () => {
  me = await fixture.signUp(`${randomUUID()}@example.fr`);
});

const say = (text: string, values: unknown[] = []) => fixture.superuser.query(text, values);
const told = (err: unknown): never => {
  throw databaseProblem(err) ?? err;
};
const connection = (index = 0) => {
  const database = connections[index % connections.length];
  if (database === undefined) throw new Error("no connection");
  return database;
};
const make = async (by = me, on = connection()): Promise<string> => {
  const made = await person(on, claimsOf(by))
    .write((tx) =>
      tx.execute<{ id: string }>(sql`select app.create_organization('Boutique', 'fr', 'Europe/Paris') as id`),
    )
    .catch(told);
  return made.rows[0]?.id ?? "";
};
const owned = async (by = me) => {
  const { rows } = await say(
    "select count(*)::int as n from memberships m join organizations o on o.id = m.org_id where user_id = $1 and role = 'owner' and plan = 'starter'",
    [by],
  );
  return rows[0].n;
};
const join = (orgId: string, userId: string, role: MemberRole) => fixture.join(orgId, userId, role).catch(told);
const refused = {
  code: "limit_reached",
  status: 403,
  limit: { name: "organizations", allowed: 3, used: 3 },
};

describe("free organizations of one person", () => {
  test("are three with the one of the sign-up, and a refusal leaves nothing", async () => {
    await make();
    await make();
    await expect(make()).rejects.toMatchObject(refused);
    expect(await owned()).toBe(3);
    expect(
      (await say("select count(*)::int as n from organizations where id not in (select org_id from memberships)")).rows,
    ).toEqual([{ n: 0 }]);
  });

  test("are three also when sixty are asked for at once", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, index) => make(me, connection(index))));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect(await owned()).toBe(3);
  });

  test("do not come by another way: as a second owner, by another's change of role, by an invitation", async () => {
    const [mine] = [await fixture.ownOrganization(me), await make(), await make()];
    const giver = await fixture.signUp(`${randomUUID()}@example.fr`);
    const theirs = await fixture.ownOrganization(giver);
    await expect(join(theirs, me, "owner")).rejects.toMatchObject(refused);
    await join(theirs, me, "admin");
    const promote = "update memberships set role = 'owner' where org_id = $1 and user_id = $2";
    await expect(say(promote, [theirs, me]).catch(told)).rejects.toMatchObject(refused);
    await say("delete from memberships where org_id = $1 and user_id = $2", [theirs, me]);

    const email = `${randomUUID()}@example.fr`;
    await say("update auth.users set email = $2, email_confirmed_at = now() where id = $1", [me, email]);
    const { rows } = await say(
      "insert into invitations (org_id, email, role, expires_at) values ($1, $2, 'owner', now() + interval '1 day') returning id",
      [theirs, email],
    );
    const accept = () =>
      person(connection(), claimsOf(me))
        .write((tx) => tx.execute(sql`select app.accept_invitation(${rows[0].id}, 'test')`))
        .catch(told);
    await expect(accept()).rejects.toMatchObject(refused);
    await join(mine, giver, "owner");
    await say("delete from memberships where org_id = $1 and user_id = $2", [mine, me]);
    await accept();
    expect(await owned()).toBe(3);
  });

  test("make no room for others when they are deleted or handed on: three are made in thirty days", async () => {
    const friend = await fixture.signUp(`${randomUUID()}@example.fr`);
    await say("delete from organizations where id = any ($1)", [[await make(), await make()]]);
    await join(await make(), friend, "owner");
    await say(
      "delete from memberships where user_id = $1 and org_id in (select org_id from memberships where user_id = $2)",
      [me, friend],
    );
    expect(await owned()).toBe(1);
    await expect(make()).rejects.toMatchObject(refused);
    await say(
      "update profiles set organizations_made = array(select at - interval '31 days' from unnest(organizations_made) at) where user_id = $1",
      [me],
    );
    await make();
    expect(
      (await say("select cardinality(organizations_made) as n from profiles where user_id = $1", [me])).rows,
    ).toEqual([{ n: 1 }]);
  });

  test("do not count those on a plan that is paid for, nor where one is only a member", async () => {
    await say("update organizations set plan = 'pro' where id = $1", [await fixture.ownOrganization(me)]);
    await join(fixture.orgId, me, "admin");
    for (let count = 0; count < 3; count++) await make();
    expect(await owned()).toBe(3);
    await say("update organizations set plan = 'business' where id = $1", [fixture.otherOrgId]);
    await join(fixture.otherOrgId, me, "owner");
  });

  test("never stand in the way of the first one, which comes with the account", async () => {
    for (let count = 0; count < 3; count++)
      expect(await owned(await fixture.signUp(`${randomUUID()}@example.fr`))).toBe(1);
  });
});
