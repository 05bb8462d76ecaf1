import { connect, type Database } from "@allokoli/shared/db/connect";
import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dispatchEvents } from "../outbox/outbox.ts";
import type { Attempt, DeliveryVerdict, EndpointVerdict } from "./decide.ts";
import type { Turn } from "./drive.ts";
import { readLane, settleBatch } from "./store.ts";

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
  await query("truncate events, webhook_endpoints, audit_log cascade");
  const [endpoint] = await query<{ id: string }>(
    `insert into webhook_endpoints (org_id, url, enabled_since)
     values ($1, 'https://crm.example.fr', now() - interval '1 day') returning id`,
    [fixture.orgId],
  );
  lane = { orgId: fixture.orgId, endpointId: String(endpoint?.id) };
  await query(
    `insert into webhook_secrets (org_id, endpoint_id, sealed, key_id, expires_at) values
     ($1, $2, 'expired', 'k', now() - interval '1 second'), ($1, $2, 'before', 'k', now() + interval '1 hour'),
     ($1, $2, 'current', 'k', null)`,
    [fixture.orgId, lane.endpointId],
  );
  await query(
    `insert into events (org_id, type, resource_type, resource_id, data)
     select $1, 'file.ready', 'file', gen_random_uuid(), jsonb_build_object('number', n) from generate_series(1, 3) n`,
    [fixture.orgId],
  );
  await dispatchEvents(tenant);
});

const query = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await fixture.superuser.query<Row>(text, values)).rows;

const byPosition = (left: { position: number }, right: { position: number }) => left.position - right.position;
const LATER = new Date(Date.now() + 3_600_000);
const soon = () => new Date(Date.now() + 1_000);
const attempt: Attempt = {
  at: new Date("2026-11-23T08:00:00.000Z"),
  durationMs: 80,
  status: 500,
  failure: null,
  answer: "panne",
  retryAfter: undefined,
};
const well: EndpointVerdict = { failingSince: null, pausedUntil: null, disabledReason: undefined };

const TURN = { busy: [], underWay: [], after: null, atMost: 10 };
const readAt = (now: Date, turn: Turn = TURN) => tenant.read((tx) => readLane(tx, lane, { now, pace: 1 }, turn));

async function read() {
  const state = await readAt(soon());
  if (state === undefined) throw new Error("nothing is to be sent");
  return state;
}
/** Settle the first delivery that is due, with something else happening while it was sent. */
async function settle(verdict: DeliveryVerdict, of: EndpointVerdict = well, meanwhile?: string) {
  const { endpoint, due } = await read();
  const [delivery] = due;
  if (delivery === undefined) throw new Error("nothing is due");
  if (meanwhile !== undefined) await query(meanwhile);
  const came = await tenant.write("member", (tx) =>
    settleBatch(tx, lane, endpoint, [{ delivery, attempt, verdict }], of),
  );
  const [row] = await query("select * from deliveries where id = $1", [delivery.id]);
  return { ...came, row };
}

describe("what is due", () => {
  it("is known to be all that is queued, or not", async () => {
    expect(await readAt(soon())).toMatchObject({ isAll: true });
    await query("update deliveries set next_attempt_at = $1 where position = (select max(position) from deliveries)", [
      LATER,
    ]);
    expect(await readAt(soon())).toMatchObject({ isAll: false });
    // One that was under way is erased: what waits is not taken for it.
    const erased = { ...TURN, underWay: ["0199a1f0-0000-7000-8000-000000000009"] };
    expect(await readAt(soon(), erased)).toMatchObject({ isAll: false });
  });

  it("comes with what is sent and with what signs it: the current secret first", async () => {
    const { endpoint, due } = await read();
    const byNumber = due.map(({ data, type, position }) => ({ data, type, position })).toSorted(byPosition);
    expect(byNumber).toEqual(
      [1, 2, 3].map((number) => ({ data: { number }, type: "file.ready", position: expect.any(Number) })),
    );
    expect(endpoint.secrets.map(({ sealed }) => sealed)).toEqual(["current", "before"]);
  });

  it("is not what comes later, but its moment is known", async () => {
    await query("update deliveries set next_attempt_at = $1 where position = (select max(position) from deliveries)", [
      LATER,
    ]);
    const state = await readAt(new Date(LATER.getTime() - 1));
    expect(state?.due).toHaveLength(2);
    expect(state?.next).toEqual(LATER);
  });

  it.each(["state = 'disabled'", "deleted_at = now()"])("is nothing for an endpoint with %s", async (change) => {
    await query(`update webhook_endpoints set ${change}`);
    expect(await readAt(soon())).toBeUndefined();
  });
});

describe("what came of it", () => {
  it("is written down with the attempt", async () => {
    const { row, isQueued } = await settle({ state: "pending", tries: 1, nextAttemptAt: LATER });
    expect(isQueued).toBe(true);
    expect(row).toMatchObject({ state: "pending", attempts: 1, tries: 1, next_attempt_at: LATER, last_status: 500 });
    const attempts = await query("select at, duration_ms, status, failure, answer from delivery_attempts");
    expect(attempts).toEqual([{ at: attempt.at, duration_ms: 80, status: 500, failure: null, answer: "panne" }]);
    const last = await settle({ state: "failed", tries: 10 });
    expect(last.isQueued).toBe(false);
    expect(last.row).toMatchObject({ state: "failed", tries: 10, next_attempt_at: null });
  });

  const QUEUED_ANEW = "update deliveries set tries = 0, next_attempt_at = now() + interval '1 millisecond'";

  it.each<DeliveryVerdict>([{ state: "failed", tries: 10 }, { state: "delivered" }])(
    "leaves a delivery that was queued anew meanwhile where it is, and counts the attempt: $state",
    async (verdict) => {
      const { row, isQueued } = await settle(verdict, well, QUEUED_ANEW);
      expect(isQueued).toBe(true);
      expect(row).toMatchObject({ state: "pending", tries: 0, attempts: 1, next_attempt_at: expect.any(Date) });
    },
  );
});

describe("the endpoint", () => {
  const FAILING: EndpointVerdict = { ...well, failingSince: attempt.at };
  const DISABLED: EndpointVerdict = { ...FAILING, disabledReason: "It is gone." };
  const endpoint = async () =>
    (await query("select state, disabled_reason, failing_since, revision from webhook_endpoints"))[0];

  it("keeps since when it fails, which is no change that somebody made", async () => {
    await settle({ state: "pending", tries: 1, nextAttemptAt: LATER }, FAILING);
    expect(await endpoint()).toMatchObject({ state: "enabled", failing_since: attempt.at, revision: 1 });
  });

  it("that asked for a pause is left alone until it is over", async () => {
    await settle({ state: "pending", tries: 1, nextAttemptAt: LATER }, { ...well, pausedUntil: LATER });
    expect(await read()).toMatchObject({ due: [], next: LATER });
    const afterwards = await readAt(LATER);
    expect(afterwards?.due).toHaveLength(3);
  });

  it("is disabled once, with its reason, an event and a line in the audit log", async () => {
    const { isDisabled } = await settle({ state: "failed", tries: 1 }, DISABLED);
    expect(isDisabled).toBe(true);
    expect(await endpoint()).toMatchObject({ state: "disabled", disabled_reason: "It is gone.", revision: 2 });
    expect(await query("select type, data from events where delivered_at is null")).toEqual([
      { type: "webhook.disabled", data: { id: lane.endpointId, reason: "It is gone." } },
    ]);
    expect(await query("select action, actor_kind from audit_log")).toEqual([
      { action: "webhook.failed", actor_kind: "system" },
    ]);
  });

  it.each(["url = 'https://other.example.fr'", "state = 'disabled'", "deleted_at = now()"])(
    "that got %s meanwhile is not judged by what was sent before",
    async (change) => {
      const meanwhile = `update webhook_endpoints set ${change}, failing_since = null`;
      const { isDisabled } = await settle({ state: "failed", tries: 1 }, DISABLED, meanwhile);
      expect(isDisabled).toBe(false);
      expect(await endpoint()).toMatchObject({ disabled_reason: null, failing_since: null });
    },
  );
});
