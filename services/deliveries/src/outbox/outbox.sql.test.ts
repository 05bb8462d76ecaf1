import { connect, type Database } from "@allokoli/shared/db/connect";
import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { personTenant, system, systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { claimsOf } from "@allokoli/shared/db/testing/fixture";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { REPLAYED_AT_ONCE, replay } from "../webhooks/replay.ts";
import { requireLocked } from "../webhooks/store.ts";
import { clearDeleted, clearOld, dispatchEvents } from "./outbox.ts";
import { takeEvents, waitingOrganizations } from "./store.ts";

let fixture: Fixture;
let tenant: Tenant;
const open: Database[] = [];

beforeAll(async () => {
  fixture = await openFixture();
});
beforeEach(async () => {
  await fixture.superuser.query("truncate events, webhook_endpoints, audit_log cascade");
  tenant = systemTenant(database(), fixture.orgId);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
afterAll(() => fixture.close());

function database(): Database {
  const one = connect(fixture.appUrl);
  open.push(one);
  return one;
}

type EndpointOptions = { orgId?: string; types?: string[]; state?: string; deleted?: boolean; age?: string };
async function endpoint({
  orgId = fixture.orgId,
  types,
  state = "enabled",
  deleted,
  age = "1 day",
}: EndpointOptions = {}) {
  const { rows } = await fixture.superuser.query<{ id: string }>(
    `insert into webhook_endpoints (org_id, url, event_types, state, deleted_at, enabled_since)
     values ($1, 'https://crm.example.fr', $2, $3, $4, now() - $5::interval) returning id`,
    [orgId, types ?? null, state, deleted === true ? new Date() : null, age],
  );
  return String(rows[0]?.id);
}

/** `count` events, `age` ago, in one transaction each with its number. */
async function write(count: number, { orgId = fixture.orgId, type = "file.ready", age = "0 seconds" } = {}) {
  await fixture.superuser.query(
    `insert into events (org_id, type, resource_type, resource_id, data, created_at)
     select $1, $2, 'file', gen_random_uuid(), jsonb_build_object('number', n), now() - $4::interval
     from generate_series(1, $3::int) n`,
    [orgId, type, count, age],
  );
}

const query = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await fixture.superuser.query<Row>(text, values)).rows;
const queued = (id: string) =>
  query<{ number: number }>(
    `select (e.data ->> 'number')::int as number from deliveries d join events e on e.id = d.event_id
     where d.endpoint_id = $1 order by d.next_attempt_at, d.position`,
    [id],
  );
const countOf = async (text: string) => (await query<{ n: number }>(`select count(*)::int as n from ${text}`))[0]?.n;

const RANGE = { from: "2026-01-01T00:00:00.000Z", to: "2126-01-01T00:00:00.000Z" };
const replayTo = (id: string, from = RANGE.from) =>
  personTenant(database(), claimsOf(fixture.people.admin), fixture.orgId).write("admin", async (tx) =>
    replay(tx, await requireLocked(tx, fixture.orgId, id), {
      ...RANGE,
      from,
      eventTypes: undefined,
      author: { userId: fixture.people.admin, kind: "person", requestId: "request" },
    }),
  );

describe("the dispatch", () => {
  it("queues each event once for each endpoint that wants it, in the order in which they were written", async () => {
    const [all, some, other] = [
      await endpoint(),
      await endpoint({ types: ["file.failed"] }),
      await endpoint({ types: ["ping"] }),
    ];
    await write(700);
    await write(3, { type: "file.failed" });
    const work = await dispatchEvents(tenant);
    expect({ ...work, endpointIds: new Set(work.endpointIds) }).toEqual({
      endpointIds: new Set([all, some]),
      hasDueAlerts: false,
      hasDeletedEndpoints: false,
    });
    const numbers = (await queued(all)).map(({ number }) => number);
    expect(numbers).toEqual([...Array.from({ length: 700 }, (_, index) => index + 1), 1, 2, 3]);
    expect(await queued(some)).toHaveLength(3);
    expect(await queued(other)).toEqual([]);
    expect(await countOf("events where delivered_at is null")).toBe(0);
    // Again, it adds nothing.
    await dispatchEvents(tenant);
    expect(await countOf("deliveries")).toBe(706);
  });

  it("takes each event once, however many dispatch at the same moment", async () => {
    await endpoint();
    await write(400);
    const taken = await Promise.all(
      Array.from({ length: 4 }, () =>
        systemTenant(database(), fixture.orgId).write("member", (tx) => takeEvents(tx, fixture.orgId, 150)),
      ),
    );
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(400);
    expect(await countOf("deliveries")).toBe(400);
  });

  it("leaves out the endpoints that are disabled, deleted, enabled since then or another organization's", async () => {
    await endpoint({ state: "disabled" });
    await endpoint({ deleted: true });
    await endpoint({ orgId: fixture.otherOrgId });
    await write(2, { age: "1 minute" });
    await endpoint({ age: "30 seconds" });
    expect(await dispatchEvents(tenant)).toEqual({ endpointIds: [], hasDueAlerts: false, hasDeletedEndpoints: true });
    expect(await countOf("deliveries")).toBe(0);
    expect(await countOf("events where delivered_at is null")).toBe(0);
  });

  it("queues nothing when the transaction fails, and everything the next time", async () => {
    await endpoint();
    await write(5);
    const failing = tenant.write("member", async (tx) => {
      await takeEvents(tx, fixture.orgId, 500);
      throw new Error("the object died");
    });
    await expect(failing).rejects.toThrow("died");
    expect(await countOf("deliveries")).toBe(0);
    await dispatchEvents(tenant);
    expect(await countOf("deliveries")).toBe(5);
  });
});

describe("somebody who changes an endpoint", () => {
  it("holds up no dispatch to it: the two would wait for each other", async () => {
    const id = await endpoint();
    await write(3);
    const admin = personTenant(database(), claimsOf(fixture.people.admin), fixture.orgId);
    const taken = await admin.write("admin", async (tx) => {
      await requireLocked(tx, fixture.orgId, id);
      return tenant.write("member", (dispatching) => takeEvents(dispatching, fixture.orgId, 500));
    });
    expect(taken).toBe(3);
  });

  it("nor does a dispatch under way hold up a reference to its events", async () => {
    await endpoint();
    const late = await endpoint({ age: "-1 minute" });
    await write(3);
    const queuedMeanwhile = await tenant.write("member", async (tx) => {
      await takeEvents(tx, fixture.orgId, 500);
      return replayTo(late);
    });
    expect(queuedMeanwhile.queued).toBe(3);
  });
});

describe("the sweep finds", () => {
  const waiting = (after: string | null = null, atMost = 100) =>
    system(database()).read((tx) => waitingOrganizations(tx, after, atMost));

  it("the organizations whose events nobody took, page after page", async () => {
    expect(await waiting()).toEqual([]);
    await write(3);
    await write(3, { orgId: fixture.otherOrgId });
    const both = [fixture.orgId, fixture.otherOrgId].toSorted();
    expect(await waiting()).toEqual(both);
    expect(await waiting(null, 1)).toEqual(both.slice(0, 1));
    expect(await waiting(both[0] ?? null, 1)).toEqual(both.slice(1));
    expect(await waiting(both[1] ?? null, 1)).toEqual([]);
    await dispatchEvents(tenant);
    expect(await waiting()).toEqual([fixture.otherOrgId]);
  });

  it("deliveries whose time has come, unless their endpoint is disabled, and endpoints that are to go", async () => {
    const id = await endpoint();
    await write(1);
    await dispatchEvents(tenant);
    expect(await waiting()).toEqual([]);
    await query("update deliveries set next_attempt_at = now() - interval '31 seconds'");
    expect(await waiting()).toEqual([fixture.orgId]);
    await query("update webhook_endpoints set state = 'disabled' where id = $1", [id]);
    expect(await waiting()).toEqual([]);
    await query("update webhook_endpoints set deleted_at = now() where id = $1", [id]);
    expect(await waiting()).toEqual([fixture.orgId]);
  });
});

describe("what is cleared", () => {
  it("is older than thirty days, with its deliveries and their attempts, and nothing else", async () => {
    await endpoint({ age: "60 days" });
    await write(1200, { age: "31 days" });
    await write(4, { age: "29 days" });
    await write(2, { orgId: fixture.otherOrgId, age: "31 days" });
    await dispatchEvents(tenant);
    await query(
      "insert into delivery_attempts (org_id, delivery_id, at, duration_ms) select org_id, id, now(), 1 from deliveries",
    );
    const now = new Date();
    expect(await clearOld(tenant, now)).toEqual(new Date(now.getTime() + 24 * 3_600_000));
    expect(await countOf("events")).toBe(6);
    expect([await countOf("deliveries"), await countOf("delivery_attempts")]).toEqual([4, 4]);
  });

  it("is a secret that has expired, and no other", async () => {
    const id = await endpoint();
    await query(
      `insert into webhook_secrets (org_id, endpoint_id, sealed, key_id, expires_at)
       values ($1, $2, 's', 'old', now()), ($1, $2, 's', 'before', now() + interval '1 hour'), ($1, $2, 's', 'current', null)`,
      [fixture.orgId, id],
    );
    await clearOld(tenant, new Date());
    expect(await query("select key_id from webhook_secrets order by 1")).toEqual([
      { key_id: "before" },
      { key_id: "current" },
    ]);
  });

  it("is nothing where nothing is, and then there is nothing to come back for", async () => {
    expect(await clearOld(tenant, new Date())).toBeUndefined();
  });

  it("stops after some bites, and says that there is more", async () => {
    await write(5_100, { age: "31 days" });
    const now = new Date();
    expect(await clearOld(tenant, now)).toEqual(now);
    expect(await countOf("events")).toBe(100);
  });

  it("is a deleted endpoint with all that hangs on it", async () => {
    const [gone, kept] = [await endpoint(), await endpoint()];
    await write(600);
    await dispatchEvents(tenant);
    await query("update webhook_endpoints set deleted_at = now() where id = $1", [gone]);
    expect(await clearDeleted(tenant)).toBe(false);
    expect(await query("select id from webhook_endpoints")).toEqual([{ id: kept }]);
    expect(await countOf("deliveries")).toBe(600);
  });
});

describe("a replay", () => {
  it("queues again what arrived, once each, and only what the endpoint wants", async () => {
    const id = await endpoint({ types: ["file.ready"] });
    await write(3);
    await write(3, { type: "file.failed" });
    await write(1, { type: "ping" });
    await dispatchEvents(tenant);
    await query("update deliveries set state = 'delivered', tries = 4, next_attempt_at = null");
    expect(await replayTo(id)).toEqual({ queued: 3, continueFrom: null });
    expect(await query("select state, tries from deliveries")).toEqual(
      Array.from({ length: 3 }, () => ({ state: "pending", tries: 0 })),
    );
  });

  it("takes so many at once, the oldest first, and says where to go on", async () => {
    const id = await endpoint();
    await write(REPLAYED_AT_ONCE, { age: "2 hours" });
    await write(2, { age: "1 hour" });
    await query("update events set delivered_at = now()");
    const first = await replayTo(id);
    expect(first.queued).toBe(REPLAYED_AT_ONCE);
    const [oldest] = await query<{ at: Date }>(
      "select min(created_at) as at from events where created_at > now() - interval '90 minutes'",
    );
    expect(first.continueFrom).toBe(oldest?.at.toISOString());
    expect(await replayTo(id, first.continueFrom ?? "")).toEqual({ queued: 2, continueFrom: null });
  });
});
