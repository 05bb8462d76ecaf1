import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, type Database } from "../db/connect.ts";
import { personTenant } from "../db/tenant.ts";
import { claimsOf, keyClaimsOf, openFixture, type Fixture } from "../db/testing/fixture.ts";
import { findNewAccountUsage, requireDialling, requireVerifiedOwner } from "./dialling.ts";
import { findShareOfMinutes } from "./longest-call.ts";

let fixture: Fixture;
let database: Database;
let other: Database;
let owner: string;
let orgId: string;
beforeAll(async () => {
  fixture = await openFixture();
  [database, other] = [connect(fixture.appUrl), connect(fixture.appUrl)];
});
afterAll(async () => {
  await Promise.all([database.close(), other.close()]);
  await fixture.close();
});
const sql = (text: string, values: unknown[] = []) => fixture.superuser.query(text, values);
/** Somebody who signed up a moment ago, whose address is verified. */
async function signUp(said: object = {}) {
  const id = await fixture.signUp(`${randomUUID()}@example.fr`, said);
  await sql("update auth.users set email_confirmed_at = now() where id = $1", [id]);
  return id;
}
beforeEach(async () => {
  owner = await signUp();
  orgId = await fixture.ownOrganization(owner);
});

const dial = (many = 1, { of = orgId, as = owner, on = database, at = new Date() } = {}) =>
  personTenant(on, claimsOf(as), of).write("member", (tx) =>
    requireDialling(
      tx,
      of,
      Array.from({ length: many }, () => randomUUID()),
      at,
    ),
  );
const usage = (of = orgId, as = owner) =>
  personTenant(database, claimsOf(as), of).read((tx) => findNewAccountUsage(tx, of, new Date()));
const log = (action: string, many: number, of = orgId) =>
  sql(
    `insert into audit_log (org_id, actor_kind, action, resource_type) select $1, 'person', $2, 'call' from generate_series(1, $3::int)`,
    [of, action, many],
  );
const place = (many: number, of = orgId) => log("call.created", many, of);
const another = async (by = owner) => {
  const { rows } = await sql("insert into organizations (name) values ('Autre') returning id");
  await sql("insert into memberships (org_id, user_id, role) values ($1, $2, 'owner')", [rows[0].id, by]);
  return String(rows[0].id);
};
const refused = { code: "limit_reached", limit: { name: "callsOutPerDay", allowed: 20, used: 20 } };

describe("the address of an owner", () => {
  const unverified = { code: "address_not_verified", status: 403 };

  test("is verified before the first call out, and what the person says of it proves nothing", async () => {
    const said = await fixture.signUp("dit@example.fr", { email_verified: true, email_confirmed_at: "2026-01-01" });
    const of = await fixture.ownOrganization(said);
    await expect(dial(1, { of, as: said })).rejects.toMatchObject(unverified);
    await sql("update auth.users set email_confirmed_at = now() where id = $1", [said]);
    await dial(1, { of, as: said });
  });

  test("is asked of the owners, not of who calls; one of them is enough, and an old organization is no exception", async () => {
    await sql("update auth.users set email_confirmed_at = null where id = $1", [owner]);
    await sql("update organizations set created_at = now() - interval '1 year', plan = 'pro' where id = $1", [orgId]);
    const member = await signUp();
    await fixture.join(orgId, member, "admin");
    await expect(dial(1, { as: member })).rejects.toMatchObject(unverified);
    await fixture.join(orgId, await signUp(), "owner");
    await dial(1, { as: member });
  });

  test("is verified for the organization's API keys too", async () => {
    const key = await fixture.addKey(orgId, owner, "member");
    const call = () =>
      personTenant(database, keyClaimsOf(key), orgId).write("member", (tx) =>
        requireDialling(tx, orgId, [randomUUID()], new Date()),
      );
    await call();
    await sql("update auth.users set email_confirmed_at = null where id = $1", [owner]);
    await expect(call()).rejects.toMatchObject(unverified);
  });
});

describe("the address of an owner, where nothing is dialled", () => {
  const require = (as = owner) =>
    personTenant(database, claimsOf(as), orgId).read((tx) => requireVerifiedOwner(tx, orgId, new Date()));

  test("is asked for too, of an old organization as well, and is not used up by calls", async () => {
    await place(20);
    await require();
    await sql("update auth.users set email_confirmed_at = null where id = $1", [owner]);
    await expect(require()).rejects.toMatchObject({ code: "address_not_verified", status: 403 });
    await sql("update organizations set created_at = now() - interval '1 year', plan = 'pro' where id = $1", [orgId]);
    await expect(require()).rejects.toMatchObject({ code: "address_not_verified" });
  });
});

describe("the longest that one call may last", () => {
  const share = async (as = owner, of = orgId) =>
    (await personTenant(database, claimsOf(as), of).read((tx) => findShareOfMinutes(tx, orgId, new Date()))) / 60;
  const speak = (direction: string, minutes: number, of = orgId) =>
    sql("insert into calls (org_id, direction, status, duration_ms) values ($1, $2, 'ended', $3::int * 60000)", [
      of,
      direction,
      minutes,
    ]);

  test("is a line's share of what a new organization has left of its day, and of its month when that is less", async () => {
    expect(await share()).toBe(6);
    await speak("inbound", 100);
    expect(await share()).toBe(6);
    await speak("outbound", 35);
    expect(await share()).toBe(2);
    await speak("inbound", 855);
    expect(await share()).toBe(1);
  });

  test("is less by what its owners' other new ones have used", async () => {
    await speak("outbound", 30, await another());
    expect(await share()).toBe(3);
  });

  test("is a share of the month for one that is new no more, by its plan, for its API keys too", async () => {
    await speak("outbound", 55);
    await sql("update organizations set created_at = now() - interval '8 days' where id = $1", [orgId]);
    expect(await share()).toBe(94);
    await sql("update organizations set plan = 'pro' where id = $1", [orgId]);
    expect(await share()).toBe(164);
    const key = personTenant(database, keyClaimsOf(await fixture.addKey(orgId, owner, "member")), orgId);
    expect(await key.read((tx) => findShareOfMinutes(tx, orgId, new Date()))).toBe(164 * 60);
  });

  test("is the least to who is not in the organization", async () => {
    expect(await share(fixture.people.outsider, fixture.otherOrgId)).toBe(1);
  });
});

describe("a new organization on starter", () => {
  test("places twenty calls a day, deleted or not, those that were refused aside", async () => {
    await place(19);
    await log("call.created", 1);
    await log("call.created.refused", 1);
    await dial(1);
    await expect(dial(2)).rejects.toMatchObject({ limit: { name: "callsOutPerDay", used: 19 } });
    await place(1);
    await expect(dial()).rejects.toMatchObject(refused);
    expect(await usage()).toMatchObject({ used: { callsOutPerDay: 20, minutesOutPerDay: 0 } });
    await sql("update audit_log set created_at = now() - interval '25 hours' where org_id = $1", [orgId]);
    await dial();
  });

  test("shares them with the other new ones of its owners, and not with those of others", async () => {
    const [second, elsewhere] = [await another(), await another(await signUp())];
    await place(10);
    await place(10, second);
    await place(10, elsewhere);
    await expect(dial()).rejects.toMatchObject(refused);
    await expect(dial(1, { of: second })).rejects.toMatchObject(refused);
    await sql("update organizations set created_at = now() - interval '8 days' where id = $1", [second]);
    await dial(10);
    await dial(50, { of: second });
  });

  test("shares them also when an owner is another one's second", async () => {
    const partner = await signUp();
    const theirs = await fixture.ownOrganization(partner);
    await fixture.join(orgId, partner, "owner");
    await place(20, theirs);
    await expect(dial()).rejects.toMatchObject(refused);
  });

  test("gets the last of them once, from whichever organization it is asked", async () => {
    const second = await another();
    await place(19);
    const take = (of: string, on: Database) =>
      personTenant(on, claimsOf(owner), of).write("member", async (tx) => {
        await requireDialling(tx, of, [randomUUID()], new Date());
        await place(1, of);
      });
    const outcomes = await Promise.allSettled([
      take(orgId, database),
      take(second, other),
      take(orgId, other),
      take(second, database),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("speaks for an hour a day", async () => {
    await sql(
      "insert into calls (org_id, direction, status, duration_ms) values ($1, 'inbound', 'ended', 9000000), ($1, 'outbound', 'ended', 3000000)",
      [orgId],
    );
    await sql(
      "insert into calls (org_id, direction, status, started_at) values ($1, 'outbound', 'in-progress', now() - interval '9 minutes 5 seconds')",
      [orgId],
    );
    expect((await usage())?.used.minutesOutPerDay).toBe(60);
    await expect(dial()).rejects.toMatchObject({ limit: { name: "minutesOutPerDay", allowed: 60, used: 60 } });
    await sql("update calls set started_at = now() where status = 'in-progress' and org_id = $1", [orgId]);
    await dial();
    await sql("delete from calls where org_id = $1 and status = 'ended'", [orgId]);
    expect((await usage())?.used.minutesOutPerDay).toBe(51);
  });

  test("has its calls of the last 24 hours counted when its clock was turned", async () => {
    const zones = ["Pacific/Kiritimati", "Europe/Paris", "America/Los_Angeles", "Pacific/Pago_Pago"];
    await place(20);
    await sql("update audit_log set created_at = now() - interval '23 hours' where org_id = $1", [orgId]);
    await sql(
      `insert into audit_log (org_id, actor_kind, action, resource_type, detail)
       values ($1, 'person', 'organization.updated', 'organization', '{"timeZone": "Europe/Paris"}')`,
      [orgId],
    );
    for (const zone of zones) {
      await sql("update organizations set time_zone = $2 where id = $1", [orgId, zone]);
      await expect(dial()).rejects.toMatchObject(refused);
    }
  });

  test("is new for seven days, and on no other plan", async () => {
    await place(20);
    await sql("update organizations set plan = 'pro' where id = $1", [orgId]);
    await dial(20);
    expect(await usage()).toBeUndefined();
    await sql("update organizations set plan = 'starter' where id = $1", [orgId]);
    await expect(dial()).rejects.toMatchObject(refused);
    await dial(20, { at: new Date(Date.now() + 7 * 24 * 60 * 60_000) });
  });
});

test("nobody learns of an organization that they are not in", async () => {
  await expect(dial(1, { as: fixture.people.outsider })).rejects.toMatchObject({ code: "AK001" });
  const byOutsider = personTenant(database, claimsOf(fixture.people.outsider), fixture.otherOrgId);
  expect(await byOutsider.read((tx) => findNewAccountUsage(tx, orgId, new Date()))).toBeUndefined();
});
