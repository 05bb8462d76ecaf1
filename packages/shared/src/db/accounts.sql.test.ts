import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "./connect.ts";
import { SQLSTATE } from "./errors.ts";
import { person, personTenant, system } from "./tenant.ts";
import { assistants, events, organizations } from "./schema/index.ts";
import { assistantOf, claimsOf, openFixture, type Fixture } from "./testing/fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

const rowsOf = async (text: string, ...values: unknown[]) => (await fixture.superuser.query(text, values)).rows;

describe("a new account", () => {
  const accountOf = async (said: object) => {
    const userId = await fixture.signUp(`${crypto.randomUUID()}@example.fr`, said);
    const [account] = await rowsOf(
      `select o.name, o.locale, o.country, o.time_zone, m.role, p.full_name, p.locale as language
       from memberships m join organizations o on o.id = m.org_id join profiles p using (user_id) where user_id = $1`,
      userId,
    );
    return account;
  };

  test("has an organization of its own, in French unless it said English", async () => {
    expect(await accountOf({})).toEqual({
      name: "Mon organisation",
      locale: "fr",
      country: "FR",
      time_zone: "Europe/Paris",
      role: "owner",
      full_name: null,
      language: "fr",
    });
    expect(await accountOf({ locale: "en" })).toMatchObject({ name: "My organization", locale: "en", language: "en" });
  });

  test("takes the names that the person gave", async () => {
    const said = { organization_name: "  Cabinet Lefèvre ", full_name: "Dr Lefèvre" };
    expect(await accountOf(said)).toMatchObject({ name: "Cabinet Lefèvre", full_name: "Dr Lefèvre" });
  });

  test("is in the place that the person named, as far as there is one", async () => {
    const said = { country: "MQ", time_zone: "America/Martinique" };
    expect(await accountOf(said)).toMatchObject({ country: "MQ", time_zone: "America/Martinique" });
    for (const nowhere of [
      { country: "ZZ", time_zone: "Mars/Olympus" },
      { country: 7, time_zone: ["UTC"] },
    ]) {
      expect(await accountOf(nowhere)).toMatchObject({ country: "FR", time_zone: "Europe/Paris" });
    }
  });

  test.each([
    { organization_name: "x".repeat(500), full_name: "y".repeat(500) },
    { organization_name: "   ", full_name: "" },
    { organization_name: { $ne: 1 }, full_name: ["a"], locale: 7 },
    { organization_name: null, locale: "tlh" },
    { organization_name: "'); drop table assistants; --" },
  ])("is made whatever the sign-up form said: %j", async (said) => {
    expect(await accountOf(said)).toMatchObject({ role: "owner", locale: "fr" });
  });

  test("keeps its address in the profile when it changes", async () => {
    const userId = await fixture.signUp("before@example.fr");
    await fixture.superuser.query("update auth.users set email = 'after@example.fr' where id = $1", [userId]);
    expect(await rowsOf("select email from profiles where user_id = $1", userId)).toEqual([
      { email: "after@example.fr" },
    ]);
  });

  test("makes further organizations, and owns them", async () => {
    const userId = await fixture.signUp("several@example.fr");
    const database = connect(fixture.appUrl);
    const me = person(database, claimsOf(userId));
    const { rows } = await me.write((tx) =>
      tx.execute<{ id: string }>(sql`select app.create_organization('Boutique', 'fr', 'Europe/Brussels') as id`),
    );
    const orgId = rows[0]?.id ?? "";
    await personTenant(database, claimsOf(userId), orgId).write("owner", (tx) =>
      tx.update(organizations).set({ name: "La boutique" }),
    );
    const mine = await me.read((tx) =>
      tx.select({ name: organizations.name }).from(organizations).orderBy(organizations.createdAt),
    );
    await database.close();
    expect(mine.map(({ name }) => name)).toContain("La boutique");
    expect(mine).toHaveLength(2);
  });
});

describe("the last owner", () => {
  const lastOwner = { code: SQLSTATE.lastOwner };
  const own = async () => {
    const userId = await fixture.signUp(`${crypto.randomUUID()}@example.fr`);
    return { userId, orgId: await fixture.ownOrganization(userId) };
  };

  test("neither leaves, nor steps down, nor closes their account", async () => {
    const { userId, orgId } = await own();
    const here = [orgId, userId];
    const say = (text: string, values: string[]) => fixture.superuser.query(text, values);
    await expect(say("delete from memberships where org_id = $1 and user_id = $2", here)).rejects.toMatchObject(
      lastOwner,
    );
    await expect(
      say("update memberships set role = 'admin' where org_id = $1 and user_id = $2", here),
    ).rejects.toMatchObject(lastOwner);
    await expect(say("delete from auth.users where id = $1", [userId])).rejects.toMatchObject(lastOwner);
  });

  test("leaves once there is another, and goes with the organization", async () => {
    const { userId, orgId } = await own();
    await fixture.join(orgId, fixture.people.viewer, "owner");
    await fixture.superuser.query("delete from memberships where org_id = $1 and user_id = $2", [orgId, userId]);
    await fixture.superuser.query("delete from organizations where id = $1", [orgId]);
    expect(await rowsOf("select 1 from memberships where org_id = $1", orgId)).toEqual([]);
  });

  test("is still there when two owners leave at the same moment", async () => {
    const { userId, orgId } = await own();
    await fixture.join(orgId, fixture.people.viewer, "owner");
    const other = new pg.Client(fixture.url);
    await other.connect();
    const leave = "delete from memberships where org_id = $1 and user_id = $2";
    await fixture.superuser.query("begin");
    await fixture.superuser.query(leave, [orgId, userId]);
    const second = other.query(leave, [orgId, fixture.people.viewer]).then(
      () => "left",
      (err: pg.DatabaseError) => err.code,
    );
    await fixture.superuser.query("commit");
    expect(await second).toBe(SQLSTATE.lastOwner);
    await other.end();
  });
});

describe("rows", () => {
  test("a child never hangs on another organization's parent, and nothing moves between organizations", async () => {
    const [assistant] = await rowsOf(
      `insert into assistants (org_id, name, language, model_provider, model, temperature, voice_provider, voice,
         transcriber_provider, transcriber_language, max_duration_seconds, silence_timeout_seconds)
       values ($1, 'Accueil', 'fr', 'openai', 'gpt', 0, 'azure', 'v', 'deepgram', 'fr', 60, 30) returning id`,
      fixture.orgId,
    );
    const call =
      "insert into calls (org_id, assistant_id, assistant_name, direction, status) values ($1, $2, 'Accueil', 'inbound', 'ringing') returning id";
    await expect(fixture.superuser.query(call, [fixture.otherOrgId, assistant.id])).rejects.toMatchObject({
      code: "23503",
    });
    const [own] = await rowsOf(call, fixture.orgId, assistant.id);
    const event =
      "insert into call_events (org_id, call_id, seq, type, at, data) values ($1, $2, 1, 'silence', now(), '{}')";
    await expect(fixture.superuser.query(event, [fixture.otherOrgId, own.id])).rejects.toMatchObject({
      code: "23503",
    });
    const move = fixture.superuser.query("update calls set org_id = $1 where id = $2", [fixture.otherOrgId, own.id]);
    await expect(move).rejects.toMatchObject({ code: "23514" });

    await fixture.superuser.query("delete from assistants where id = $1", [assistant.id]);
    expect(await rowsOf("select org_id, assistant_id, assistant_name from calls where id = $1", own.id)).toEqual([
      { org_id: fixture.orgId, assistant_id: null, assistant_name: "Accueil" },
    ]);
  });

  test("ids are UUIDv7 in the order of birth, and updated_at follows changes", async () => {
    // Many of them in one millisecond.
    const ids = (await rowsOf("select app.uuid_v7() as id, pg_sleep(0.00005) from generate_series(1, 200)")).map(
      ({ id }) => id as string,
    );
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids).toEqual(ids.toSorted());
    expect(Math.abs(parseInt((ids[0] ?? "").replaceAll("-", "").slice(0, 12), 16) - Date.now())).toBeLessThan(60_000);
    const [touched] = await rowsOf(
      "update organizations set updated_at = 'epoch', name = name where id = $1 returning updated_at > 'epoch' as touched",
      fixture.orgId,
    );
    expect(touched).toEqual({ touched: true });
  });
});

test("a sweep learns which organizations have work, and nothing else of them", async () => {
  const database = connect(fixture.appUrl);
  const due = async () =>
    (
      await system(database).read((tx) =>
        tx.execute<{ org_id: string }>(sql`select app.organizations_with_undelivered_events(null, 100) as org_id`),
      )
    ).rows.map((row) => row.org_id);
  const [own] = await rowsOf("insert into organizations (name) values ('Balayage') returning id");
  expect(await due()).not.toContain(own.id);
  await fixture.superuser.query(
    "insert into events (org_id, type, resource_type, resource_id, data) values ($1, 'call.ended', 'call', $1, '{}')",
    [own.id],
  );
  expect(await due()).toContain(own.id);
  expect(await system(database).read((tx) => tx.select().from(events))).toEqual([]);
  const asked = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId).read((tx) =>
    tx.execute(sql`select app.organizations_with_undelivered_events(null, 100)`),
  );
  await expect(asked).rejects.toMatchObject({ code: "42501" });
  await database.close();
});

test("moments are kept to the millisecond, so that a cursor finds its row", async () => {
  const database = connect(fixture.appUrl);
  const tenant = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
  const [made] = await tenant.write("member", (tx) =>
    tx.insert(assistants).values(assistantOf(fixture.orgId)).returning(),
  );
  const again = await tenant.read((tx) =>
    tx.execute(sql`select 1 from assistants where id = ${made?.id} and created_at = ${made?.createdAt.toISOString()}`),
  );
  await database.close();
  expect(again.rowCount).toBe(1);
});
