import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTcpProxy } from "../../../../tests/tcp-proxy.ts";
import { connect, type Database } from "../db/connect.ts";
import { assistants } from "../db/schema/index.ts";
import { personTenant, systemTenant } from "../db/tenant.ts";
import { assistantOf, claimsOf, openFixture, type Fixture } from "../db/testing/fixture.ts";
import { PLAN_LIMITS } from "./plans.ts";
import { logReached, noteIfReached, noteReached } from "./reached.ts";
import { requireWithin, type Need } from "./require-within.ts";
import { findUsage } from "./usage.ts";

const AT = new Date("2026-11-23T10:00:00Z");
// Long enough that what is sent together reaches the proxy before the first answer to it leaves.
const ROUND_TRIP_MS = 200;
/** Midnight of the first in Paris, where the practice is. */
const LATER = new Date("2026-11-30T23:00:00Z");

let fixture: Fixture;
let database: Database;
let other: Database;
beforeAll(async () => {
  fixture = await openFixture();
  [database, other] = [connect(fixture.appUrl), connect(fixture.appUrl)];
});
afterAll(async () => {
  await Promise.all([database.close(), other.close()]);
  await fixture.close();
});
beforeEach(async () => {
  for (const table of ["assistants", "calls", "call_stats", "files", "phone_numbers", "events", "audit_log"])
    await fixture.superuser.query(`delete from ${table}`);
});

const tenantOf = (person: keyof Fixture["people"] = "member", on = database) =>
  personTenant(on, claimsOf(fixture.people[person]), fixture.orgId);

/** Make an assistant in a transaction that asks first, as every creation does. */
const create = (id: string, on = database) =>
  tenantOf("member", on).write("member", (tx) =>
    Promise.all([
      requireWithin(tx, fixture.orgId, [{ limit: "assistants", ids: [id] }], AT),
      tx
        .insert(assistants)
        .values({ ...assistantOf(fixture.orgId), id })
        .onConflictDoNothing()
        .execute(),
    ]),
  );
const ask = (needs: Need[], at = AT) => tenantOf().write("member", (tx) => requireWithin(tx, fixture.orgId, needs, at));
const used = async (at = AT) => (await tenantOf("viewer").read((tx) => findUsage(tx, fixture.orgId, at)))?.used;
const fill = (orgId: string, many: number) =>
  fixture.superuser.query(
    `insert into assistants (org_id, name, language, model_provider, model, temperature, voice_provider, voice,
       transcriber_provider, transcriber_language, max_duration_seconds, silence_timeout_seconds)
     select $1, 'Accueil ' || n, 'fr', 'openai', 'gpt-4.1', 0.4, 'azure', 'fr-FR-DeniseNeural', 'deepgram', 'fr', 600, 30
     from generate_series(1, $2::int) n`,
    [orgId, many],
  );
const count = async (table: string) =>
  Number(
    (await fixture.superuser.query(`select count(*) from ${table} where org_id = $1`, [fixture.orgId])).rows[0].count,
  );
const addCall = (values: Record<string, unknown>) => {
  const row = { org_id: fixture.orgId, direction: "inbound", status: "ended", created_at: AT, ...values };
  const places = Object.keys(row).map((_, index) => `$${index + 1}`);
  return fixture.superuser.query(
    `insert into calls (${Object.keys(row).join(", ")}) values (${places.join(", ")})`,
    Object.values(row),
  );
};

describe("what a plan allows", () => {
  const { assistants: allowed } = PLAN_LIMITS.starter;

  test("is made, and not one more; the refusal says which limit and how far, and leaves nothing", async () => {
    await fill(fixture.orgId, allowed - 1);
    await create(randomUUID());
    await expect(create(randomUUID())).rejects.toMatchObject({
      code: "limit_reached",
      status: 403,
      limit: { name: "assistants", allowed, used: allowed },
    });
    expect(await count("assistants")).toBe(allowed);
  });

  test("has its last place taken by one, however many ask at once", async () => {
    await fill(fixture.orgId, allowed - 1);
    const outcomes = await Promise.allSettled([
      create(randomUUID()),
      create(randomUUID(), other),
      create(randomUUID()),
      create(randomUUID(), other),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await count("assistants")).toBe(allowed);
  });

  test("does not refuse what is there already, from a request that is resumed", async () => {
    const id = randomUUID();
    await create(id);
    await fill(fixture.orgId, allowed);
    await create(id);
  });

  test("is the organization's own: what others use, and what is deleted, does not count", async () => {
    await fill(fixture.otherOrgId, allowed);
    await fill(fixture.orgId, allowed);
    await fixture.superuser.query("update assistants set deleted_at = now() where org_id = $1", [fixture.orgId]);
    await create(randomUUID());
  });

  test("grows with the plan", async () => {
    await fill(fixture.orgId, allowed);
    await fixture.superuser.query("update organizations set plan = 'pro' where id = $1", [fixture.orgId]);
    await create(randomUUID());
    await fixture.superuser.query("update organizations set plan = 'starter' where id = $1", [fixture.orgId]);
  });

  test("costs no round trip more than the creation itself", async () => {
    const { hostname, port } = new URL(fixture.appUrl);
    const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    const far = connect(proxy.through(fixture.appUrl));
    const tenant = tenantOf("member", far);
    // Connected, and with no COMMIT of a read still on its way.
    await tenant.write("member", (tx) => findUsage(tx, fixture.orgId, AT));
    proxy.roundTripMs = ROUND_TRIP_MS;
    const before = proxy.roundTrips;
    await create(randomUUID(), far);
    expect(proxy.roundTrips - before).toBe(2);
    proxy.roundTripMs = 0;
    await far.close();
    await proxy.close();
  });

  test("nobody keeps the plan of an organization who may make nothing in it", async () => {
    const lock = (person: keyof Fixture["people"]) =>
      tenantOf(person).write("viewer", (tx) =>
        requireWithin(tx, fixture.orgId, [{ limit: "assistants", ids: [randomUUID()] }], AT),
      );
    await expect(lock("viewer")).rejects.toMatchObject({ code: "not_a_member" });
    await lock("member");
  });
});

describe("what is used", () => {
  test("of the lines: calls that go on, not those that are planned or over", async () => {
    for (const status of ["queued", "ringing", "in-progress", "scheduled", "ended"]) await addCall({ status });
    expect((await used())?.callsAtOnce).toBe(3);
    const ids = (many: number) => Array.from({ length: many }, () => randomUUID());
    await ask([{ limit: "callsAtOnce", ids: ids(7) }]);
    await expect(ask([{ limit: "callsAtOnce", ids: ids(8) }])).rejects.toMatchObject({
      limit: { name: "callsAtOnce", allowed: 10, used: 3 },
    });
  });

  test("of the month's minutes: begun ones, a call that goes on for as long as it has lasted, and from the first anew", async () => {
    await addCall({ duration_ms: 61_000 });
    await addCall({ duration_ms: 600_000, ended_family: "blocked" });
    await addCall({ status: "in-progress", started_at: new Date(AT.getTime() - 120_000) });
    await addCall({ duration_ms: 9_000_000, created_at: new Date("2026-10-31T22:59:59Z") });
    expect((await used())?.minutesPerMonth).toBe(4);
    await fixture.superuser.query("update calls set status = 'ended', duration_ms = 600000 where status <> 'ended'");
    expect((await used())?.minutesPerMonth).toBe(12);
    expect((await used(LATER))?.minutesPerMonth).toBe(0);
    await addCall({ duration_ms: 1000 * 60_000 });
    const one: Need = { limit: "minutesPerMonth", ids: [randomUUID()] };
    await expect(ask([one])).rejects.toMatchObject({ code: "limit_reached", limit: { name: "minutesPerMonth" } });
    await ask([one], LATER);
  });

  test("of the month's minutes stays used when its calls are deleted, and the month is that of the organization's clock", async () => {
    await addCall({ duration_ms: 61_000 });
    await fixture.superuser.query("delete from calls");
    const usage = await tenantOf("viewer").read((tx) => findUsage(tx, fixture.orgId, AT));
    expect(usage?.used.minutesPerMonth).toBe(2);
    expect(usage?.month).toEqual({ from: new Date("2026-10-31T23:00:00Z"), to: LATER });
  });

  test("of the storage: the bytes of the files that are there, with the one that asks", async () => {
    await fixture.superuser.query(
      "insert into files (org_id, name, size_bytes) select $1, 'a.pdf', 26214400 from generate_series(1, 40)",
      [fixture.orgId],
    );
    const left = PLAN_LIMITS.starter.storageBytes - 40 * 26_214_400;
    const need = (each: number): Need[] => [{ limit: "storageBytes", ids: [randomUUID()], each }];
    await ask(need(left));
    await expect(ask(need(left + 1))).rejects.toMatchObject({ limit: { name: "storageBytes", used: 40 * 26_214_400 } });
  });

  test("of the numbers: those that are had or on order, not those that came to nothing", async () => {
    for (const [index, state] of ["done", "asked", "failed", "returning"].entries())
      await fixture.superuser.query(
        "insert into phone_numbers (org_id, name, number, provider, order_state) values ($1, 'N', $2, 'vapi', $3)",
        [fixture.orgId, `+3319900100${index}`, state],
      );
    expect((await used())?.phoneNumbers).toBe(2);
  });
});

describe("the event of a limit", () => {
  const told = async () =>
    (await fixture.superuser.query("select type, resource_id, data from events order by created_at")).rows;

  test("is told once in its period, however often it refuses", async () => {
    const limit = { name: "assistants", allowed: 50, used: 50 };
    const tell = (at: Date) => tenantOf().write("member", (tx) => noteReached(tx, fixture.orgId, limit, at));
    await tell(AT);
    await tell(AT);
    expect(await told()).toEqual([
      { type: "limit.reached", resource_id: fixture.orgId, data: { limit, period: "2026-11-23" } },
    ]);
    await tell(new Date("2026-11-24T00:00:00Z"));
    expect(await told()).toHaveLength(2);
  });

  test("is logged once in its period, with whom it refused first", async () => {
    const limit = { name: "assistants", allowed: 50, used: 50 };
    const { member, owner } = fixture.people;
    for (const [who, userId] of [
      ["member", member],
      ["owner", owner],
    ] as const) {
      const author = { userId, kind: "person" as const, requestId: "test" };
      await tenantOf(who).write("member", (tx) => logReached(tx, fixture.orgId, author, limit, AT));
    }
    const { rows } = await fixture.superuser.query("select action, actor_id, outcome, detail from audit_log");
    expect(rows).toEqual([{ action: "limit.refused", actor_id: member, outcome: "refused", detail: { limit } }]);
  });

  test("is told of what is never refused when all is used, by the system", async () => {
    const note = () =>
      systemTenant(database, fixture.orgId).write("viewer", (tx) =>
        noteIfReached(tx, fixture.orgId, "callsAtOnce", AT),
      );
    for (let calls = 0; calls < 9; calls++) await addCall({ status: "ringing" });
    await note();
    expect(await told()).toEqual([]);
    await addCall({ status: "ringing" });
    await note();
    await note();
    expect(await told()).toMatchObject([
      { data: { limit: { name: "callsAtOnce", allowed: 10, used: 10 }, period: "2026-11-23" } },
    ]);
  });

  test("is told of minutes before, at four fifths, and again when all are used", async () => {
    const note = () =>
      systemTenant(database, fixture.orgId).write("viewer", (tx) =>
        noteIfReached(tx, fixture.orgId, "minutesPerMonth", AT),
      );
    const use = (minutes: number) =>
      fixture.superuser.query(
        "insert into call_stats (org_id, day, direction, outcome, duration_ms, phone_number) values ($1, $2, 'inbound', 'success', $3, $4)",
        [fixture.orgId, "2026-11-23", minutes * 60_000, String(minutes)],
      );
    await use(799);
    await note();
    expect(await told()).toEqual([]);
    await use(1);
    await note();
    await note();
    const near = { type: "limit.near", data: { limit: { name: "minutesPerMonth", used: 800 }, period: "2026-11" } };
    expect(await told()).toMatchObject([near]);
    await use(200);
    await note();
    expect((await told()).map(({ type }) => type)).toEqual(["limit.near", "limit.reached"]);
  });
});
