import { connect, type Database } from "@allokoli/shared/db/connect";
import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findDue, lookAhead } from "./due.ts";
import type { Turn } from "./drive.ts";
import { HELD_MS, SOON_MS } from "./schedule.ts";
import { dueOf, nextOf, type Queued } from "./testing/reference.ts";

let fixture: Fixture;
let database: Database;
let tenant: Tenant;
let lane: { orgId: string; endpointId: string };

beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  tenant = systemTenant(database, fixture.orgId);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});
beforeEach(async () => {
  await fixture.superuser.query("truncate events, webhook_endpoints cascade");
  const endpoint = async (orgId: string) => {
    const { rows } = await fixture.superuser.query<{ id: string }>(
      "insert into webhook_endpoints (org_id, url) values ($1, 'https://crm.example.fr') returning id",
      [orgId],
    );
    return String(rows[0]?.id);
  };
  lane = { orgId: fixture.orgId, endpointId: await endpoint(fixture.orgId) };
  // Another endpoint of the organization is told of the same resources.
  await queue(
    [RESOURCES[0], RESOURCES[1]].map((resourceId) => row({ resourceId })),
    await endpoint(fixture.orgId),
  );
});

const NOW = Date.parse("2026-11-23T08:00:00.000Z");
const RESOURCES = [1, 2, 3, 4].map((n) => `0199a1f0-0000-7000-8000-00000000000${n}`) as [string, ...string[]];
const row = (given: Omit<Partial<Queued>, "resourceId"> & { resourceId: string | undefined }): Queued => ({
  id: "",
  position: 0,
  state: "pending",
  tries: 0,
  at: NOW,
  ...given,
  resourceId: given.resourceId ?? RESOURCES[0],
});

/** Puts the rows into the queue, in that order. */
async function queue(rows: readonly Queued[], endpointId = lane.endpointId): Promise<Queued[]> {
  const ids = rows.map((_, index) => `${endpointId.slice(0, 24)}${String(index).padStart(12, "0")}`);
  await fixture.superuser.query(
    `with written as (
       insert into events (id, org_id, type, resource_type, resource_id, data, delivered_at)
       select id, $1, 'file.ready', 'file', resource, '{}', now()
       from unnest($2::uuid[], $3::uuid[]) with ordinality as given (id, resource, n) order by n
       returning id, position
     )
     insert into deliveries (id, org_id, endpoint_id, event_id, event_type, resource_id, position, state, tries, next_attempt_at)
     select id, $1, $4, id, 'file.ready', resource, written.position, state, tries, at
     from unnest($2::uuid[], $3::uuid[], $5::text[], $6::int[], $7::timestamptz[])
       as given (id, resource, state, tries, at) join written using (id)`,
    [
      fixture.orgId,
      ids,
      rows.map(({ resourceId }) => resourceId),
      endpointId,
      rows.map(({ state }) => state),
      rows.map(({ tries }) => tries),
      rows.map(({ state, at }) => (state === "pending" ? new Date(at) : null)),
    ],
  );
  return rows.map((given, index) => ({ ...given, id: String(ids[index]), position: index }));
}

const MOST_LOOKED_AT = 5;
const ask = (turn: Turn) =>
  tenant.read((tx) =>
    Promise.all([
      findDue(tx, lane, { now: new Date(NOW), pace: 1 }, turn),
      lookAhead(tx, lane, { now: new Date(NOW), pace: 1 }, MOST_LOOKED_AT),
    ]),
  );

const SECOND = 1000;
const anyRow = fc
  .record({
    resourceId: fc.constantFrom(...RESOURCES),
    state: fc.constantFrom("pending", "pending", "pending", "delivered", "failed"),
    tries: fc.integer({ min: 0, max: 3 }),
    // Around the moments at which something changes.
    at: fc.constantFrom(
      ...[0, -HELD_MS, SOON_MS].flatMap((ms) => [-SECOND, -1, 0, 1, SECOND].map((more) => NOW + ms + more)),
    ),
  })
  .map((given) => row(given as Queued));
const anyTurn = fc.record({
  busy: fc.subarray([...RESOURCES]),
  underWay: fc.constant<string[]>([]),
  after: fc.option(fc.constantFrom(...RESOURCES)),
  atMost: fc.integer({ min: 1, max: 6 }),
});

test("what is due, whose turn it is, when more will be and what waits is what the rules say, for any queue", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 14 }), anyTurn, async (given, turn) => {
      await fixture.superuser.query(
        "delete from events where id in (select event_id from deliveries where endpoint_id = $1)",
        [lane.endpointId],
      );
      const rows = await queue(given);
      const [due, { next, queued }] = await ask(turn);
      expect(due.map(({ id }) => id)).toEqual(dueOf(rows, NOW, turn).map(({ id }) => id));
      expect(next?.getTime()).toBe(nextOf(rows, NOW));
      const pending = rows.filter(({ state }) => state === "pending").map(({ id }) => id);
      expect(queued).toHaveLength(Math.min(MOST_LOOKED_AT, pending.length));
      expect(pending).toEqual(expect.arrayContaining(queued));
    }),
    { numRuns: 150 },
  );
}, 60_000);

test("a resource's first is found without reading those behind it, and the resources from one to the next", async () => {
  const resources = Array.from({ length: 300 }, (_, n) => `0199a1f0-0000-7000-8000-${String(n).padStart(12, "0")}`);
  await queue(Array.from({ length: 30_000 }, (_, n) => row({ resourceId: resources[n < 20_000 ? 0 : n % 300] })));
  await fixture.superuser.query("analyze deliveries");
  const started = performance.now();
  const turn = { busy: [], underWay: [], after: null, atMost: 6 };
  const [due] = await ask(turn);
  expect(due.map(({ resourceId }) => resourceId)).toEqual(resources.slice(0, 6));
  const [all] = await ask({ ...turn, busy: resources.slice(0, 299) });
  expect(all.map(({ resourceId }) => resourceId)).toEqual([resources[299]]);
  // 0.04 s; 4 s without the index.
  expect(performance.now() - started).toBeLessThan(1_500);
}, 60_000);

test("what the release before queues knows its resource, and is found", async () => {
  const [event] = (
    await fixture.superuser.query<{ id: string; position: string }>(
      `insert into events (org_id, type, resource_type, resource_id, data) values ($1, 'file.ready', 'file', $2, '{}')
       returning id, position`,
      [fixture.orgId, RESOURCES[2]],
    )
  ).rows;
  await tenant.write("member", (tx) =>
    // As its statement is.
    tx.execute(
      `insert into deliveries (org_id, endpoint_id, event_id, event_type, position, next_attempt_at)
       values ('${fixture.orgId}', '${lane.endpointId}', '${event?.id}', 'file.ready', ${event?.position}, '2026-11-23T08:00:00Z')`,
    ),
  );
  const [due] = await ask({ busy: [], underWay: [], after: null, atMost: 6 });
  expect(due).toMatchObject([{ eventId: event?.id, resourceId: RESOURCES[2] }]);
});
