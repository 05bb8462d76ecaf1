import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connect, type Database } from "../db/connect.ts";
import { personTenant } from "../db/tenant.ts";
import { claimsOf, keyClaimsOf, openFixture, type Fixture } from "../db/testing/fixture.ts";
import type { Claims } from "../identity/identity.ts";
import { PLAN_LIMITS } from "./plans.ts";
import { requireWithin } from "./require-within.ts";
import { FILLS, type Kind } from "./testing/fills.ts";
import { findUsage } from "./usage.ts";

/** Today, at an hour whose day before has the midnight of Paris in it, however long that day was. */
const AT = new Date(new Date().setUTCHours(11, 0, 0, 0));

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
afterEach(async () => {
  await fixture.superuser.query(
    `truncate calls, assistants, functions, squads, workflows, knowledge_bases, files, phone_numbers, telephony_credentials, blocked_numbers,
     test_suites, tests, audit_log, webhook_endpoints, invitations cascade`,
  );
  await fixture.superuser.query("delete from api_keys where name = 'Zapier'");
});

const tenantOf = (claims: Claims = claimsOf(fixture.people.admin), on = database) =>
  personTenant(on, claims, fixture.orgId);
const fill = (kind: Kind, many: number, orgId = fixture.orgId) =>
  fixture.superuser.query(FILLS[kind].fill, [orgId, many]);
const ask = (kind: Kind, many: number, ids = Array.from({ length: many }, () => randomUUID())) =>
  tenantOf().write("admin", (tx) => requireWithin(tx, fixture.orgId, [{ limit: kind, ids }], AT));
const used = async (kind: Kind, claims: Parameters<typeof tenantOf>[0] = claimsOf(fixture.people.viewer)) =>
  (await tenantOf(claims).read((tx) => findUsage(tx, fixture.orgId, AT)))?.used[kind] ?? NaN;

describe.each(Object.keys(FILLS) as Kind[])("the plan's %s", (kind) => {
  const allowed = PLAN_LIMITS.starter[kind];

  test("are what may be made, and not one more; others' do not count", async () => {
    const before = await used(kind);
    await fill(kind, 2 * allowed, fixture.otherOrgId);
    await fill(kind, allowed - before - 1);
    await ask(kind, 1);
    await expect(ask(kind, 2)).rejects.toMatchObject({
      code: "limit_reached",
      detail: expect.stringMatching(/\S/),
      limit: { name: kind, allowed, used: allowed - 1 },
    });
    await fill(kind, 1);
    await expect(ask(kind, 1)).rejects.toMatchObject({ limit: { name: kind, allowed, used: allowed } });
  });

  test("are told alike to whoever asks: the least of members, and an API key", async () => {
    const before = await used(kind);
    await fill(kind, 3);
    expect(await used(kind)).toBe(before + 3);
    expect(await used(kind, keyClaimsOf(fixture.keys.viewerKey))).toBe(before + 3);
    expect(await used(kind, claimsOf(fixture.people.owner))).toBe(before + 3);
  });

  test("have their last place taken by one of those who ask at once", async () => {
    await fill(kind, allowed - 1 - (await used(kind)));
    const take = (on: Database) =>
      personTenant(on, claimsOf(fixture.people.admin), fixture.orgId).write("admin", async (tx) => {
        await requireWithin(tx, fixture.orgId, [{ limit: kind, ids: [randomUUID()] }], AT);
        // What stands for the insert: another connection's, before this transaction releases its lock.
        await fill(kind, 1);
      });
    const outcomes = await Promise.allSettled([take(database), take(other), take(database), take(other)]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

describe.each(Object.entries(FILLS).flatMap(([kind, { remove }]) => (remove === undefined ? [] : [{ kind, remove }])))(
  "$kind that were deleted",
  ({ kind: name, remove }) => {
    const kind = name as Kind;
    const allowed = PLAN_LIMITS.starter[kind];

    test("make room, until as many again wait to be released", async () => {
      const before = await used(kind);
      await fill(kind, allowed - before);
      await fixture.superuser.query(remove, [fixture.orgId]);
      expect(await used(kind)).toBe(before);
      await ask(kind, 1);
      await fill(kind, allowed - before);
      await fixture.superuser.query(remove, [fixture.orgId]);
      await expect(ask(kind, before + 1)).rejects.toMatchObject({ code: "limit_reached", limit: { name: kind } });
    });
  },
);

test("a run of tests that was deleted was run, and a clock that is turned begins no other day", async () => {
  const day = async () => (await tenantOf().read((tx) => findUsage(tx, fixture.orgId, AT)))?.day.from.getTime() ?? 0;
  const midnight = await day();
  await fill("testRunsPerDay", PLAN_LIMITS.starter.testRunsPerDay);
  await fixture.superuser.query("update audit_log set created_at = $1::timestamptz - interval '1 second'", [
    new Date(midnight),
  ]);
  await ask("testRunsPerDay", 1);
  await fixture.superuser.query(
    `insert into audit_log (org_id, actor_kind, action, resource_type, detail)
     values ($1, 'person', 'organization.updated', 'organization', '{"timeZone": "Pacific/Kiritimati"}')`,
    [fixture.orgId],
  );
  expect(await day()).toBe(AT.getTime() - 24 * 60 * 60_000);
  await expect(ask("testRunsPerDay", 1)).rejects.toMatchObject({ limit: { name: "testRunsPerDay" } });
});

describe("calls that are planned", () => {
  const minute = new Date("2099-01-01T10:00:30Z");
  const plan = (many: number, at = minute) =>
    tenantOf().write("member", (tx) => {
      const ids = Array.from({ length: many }, () => randomUUID());
      return requireWithin(tx, fixture.orgId, [{ limit: "callsAtOnce", ids, minute: at }], AT);
    });

  test("are as many in one minute as there are lines, whatever its second", async () => {
    await fill("scheduledCalls", 9);
    await plan(1);
    await expect(plan(2)).rejects.toMatchObject({ limit: { name: "callsAtOnce", allowed: 10, used: 9 } });
    await plan(10, new Date("2099-01-01T10:01:00Z"));
    await plan(10, new Date("2099-01-01T09:59:59Z"));
  });

  test("and were deleted still ring for all we know, until the voice provider has deleted them", async () => {
    await fill("scheduledCalls", 10);
    await fixture.superuser.query("update calls set deleted_at = now()");
    await expect(plan(1)).rejects.toMatchObject({ limit: { name: "callsAtOnce" } });
  });

  test("take a line once their time has come", async () => {
    await fill("scheduledCalls", 10);
    const ring = () => {
      const needs = [{ limit: "callsAtOnce" as const, ids: [randomUUID()] }];
      return tenantOf().write("member", (tx) => requireWithin(tx, fixture.orgId, needs, AT));
    };
    await ring();
    await fixture.superuser.query("update calls set scheduled_at = $1", [AT]);
    await expect(ring()).rejects.toMatchObject({ limit: { name: "callsAtOnce", used: 10 } });
  });
});
