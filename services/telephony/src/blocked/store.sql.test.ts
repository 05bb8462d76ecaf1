import { randomUUID } from "node:crypto";
import type { Author } from "@allokoli/shared/db/audit-entry";
import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, systemTenant } from "@allokoli/shared/db/tenant";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findWithAnswerer } from "../numbers/store.ts";
import { blockNumber, findBlocked, listBlockedNumbers, unblockNumber } from "./store.ts";

const NUMBER = "+33948123456";
const OTHER = "+33612345678";

let fixture: Fixture;
let database: Database;
let second: Database;
beforeAll(async () => {
  fixture = await openFixture();
  [database, second] = [connect(fixture.appUrl), connect(fixture.appUrl)];
});
afterAll(async () => {
  await Promise.all([database.close(), second.close()]);
  await fixture.close();
});
beforeEach(() => fixture.superuser.query("truncate blocked_numbers, calls, phone_numbers, audit_log cascade"));

const author = (): Author => ({ userId: fixture.people.member, kind: "person", requestId: "test" });
const member = (on = database) => personTenant(on, claimsOf(fixture.people.member), fixture.orgId);
const block = (number: string | null, { id = randomUUID(), on = database } = {}) =>
  blockNumber(member(on), { id, number, note: null, answer: null, author: author() });
const unblock = (id: string | undefined, on = database) =>
  member(on).write("member", (tx) => unblockNumber(tx, fixture.orgId, String(id), author()));
const list = (beginnings?: string[]) =>
  member().read((tx) => listBlockedNumbers(tx, fixture.orgId, { limit: 50, after: undefined, beginnings }));
const isBlocked = (number: string | null, orgId = fixture.orgId) =>
  systemTenant(database, orgId).read(async (tx) => (await findBlocked(tx, orgId, number)) !== undefined);

async function addLine(orderState = "done", orgId = fixture.orgId): Promise<string> {
  const id = randomUUID();
  await fixture.superuser.query(
    `insert into phone_numbers (id, org_id, name, provider, number, order_state, sync_state)
     values ($1, $2, 'Accueil', 'vapi', $3, $4, 'synced')`,
    [id, orgId, `+1555${id.slice(0, 8)}`, orderState],
  );
  return id;
}
const lineOf = async (id: string) => {
  const { rows } = await fixture.superuser.query<{ revision: number; sync_state: string; sync_action: string | null }>(
    "select revision, sync_state, sync_action from phone_numbers where id = $1",
    [id],
  );
  return rows[0];
};
const blocksCallers = (id: string, orgId = fixture.orgId) =>
  systemTenant(database, orgId).read(
    async (tx) => (await findWithAnswerer(tx, orgId, id))?.answerer.blocksCallers ?? null,
  );

describe("the list", () => {
  it("has each number once, and one entry for all who hide theirs", async () => {
    await block(NUMBER);
    await block(null);
    for (const number of [NUMBER, null])
      await expect(block(number)).rejects.toMatchObject({
        code: "conflict",
        detail: "This number is blocked already.",
      });
    expect((await list()).map(({ number }) => number)).toEqual([null, NUMBER]);
    expect((await list(["+3394"])).map(({ number }) => number)).toEqual([NUMBER]);
  });

  it("keeps a creation that is repeated as it was, with one entry in the log, which does not say the number", async () => {
    const id = randomUUID();
    const [first, again] = [await block(NUMBER, { id }), await block(NUMBER, { id })];
    expect(again).toEqual(first);
    const { rows } = await fixture.superuser.query("select action, detail from audit_log");
    expect(rows).toEqual([{ action: "blocked-number.created", detail: {} }]);
  });

  it("says who blocked it, how often its callers were turned away, and when last", async () => {
    const call = (number: string | null, family: string, at: string, orgId = fixture.orgId) =>
      fixture.superuser.query(
        `insert into calls (org_id, direction, status, customer_number, ended_family, created_at)
         values ($1, 'inbound', 'ended', $2, $3, $4)`,
        [orgId, number, family, at],
      );
    await call(NUMBER, "blocked", "2026-11-23T09:00:00Z");
    await call(NUMBER, "blocked", "2026-11-24T09:00:00Z");
    await call(NUMBER, "caller_hung_up", "2026-11-25T09:00:00Z");
    await call(null, "blocked", "2026-11-26T09:00:00Z");
    await call(NUMBER, "blocked", "2026-11-27T09:00:00Z", fixture.otherOrgId);
    await block(NUMBER);
    await block(null);
    await block(OTHER);
    expect(await list()).toMatchObject([
      { number: OTHER, turnedAway: 0, lastAt: null },
      { number: null, turnedAway: 1, lastAt: new Date("2026-11-26T09:00:00Z") },
      { number: NUMBER, turnedAway: 2, lastAt: new Date("2026-11-24T09:00:00Z"), createdBy: fixture.people.member },
    ]);
  });

  it("is asked for a caller of its own organization alone", async () => {
    await block(NUMBER);
    expect([await isBlocked(NUMBER), await isBlocked(OTHER), await isBlocked(null)]).toEqual([true, false, false]);
    expect(await isBlocked(NUMBER, fixture.otherOrgId)).toBe(false);
    await block(null);
    expect(await isBlocked(null)).toBe(true);
  });
});

it("goes with its organization", async () => {
  const { rows } = await fixture.superuser.query<{ id: string }>(
    "insert into organizations (name) values ('Fermée') returning id",
  );
  const orgId = String(rows[0]?.id);
  await fixture.superuser.query("insert into blocked_numbers (org_id, number) values ($1, $2), ($1, null)", [
    orgId,
    NUMBER,
  ]);
  await addLine("done", orgId);
  await fixture.superuser.query("delete from organizations where id = $1", [orgId]);
  expect((await fixture.superuser.query("select id from blocked_numbers")).rows).toEqual([]);
});

describe("the organization's numbers are told to Vapi again", () => {
  it("with the first entry and after the last, and not in between", async () => {
    const line = await addLine();
    const theirs = await addLine("done", fixture.otherOrgId);
    expect(await blocksCallers(line)).toBe(false);
    const first = await block(NUMBER);
    expect(await lineOf(line)).toEqual({ revision: 2, sync_state: "pending", sync_action: "update" });
    expect([await blocksCallers(line), await blocksCallers(theirs, fixture.otherOrgId)]).toEqual([true, false]);
    const other = await block(OTHER);
    await unblock(first?.id);
    expect((await lineOf(line))?.revision).toBe(2);
    await unblock(other?.id);
    expect((await lineOf(line))?.revision).toBe(3);
    expect(await blocksCallers(line)).toBe(false);
    expect(await lineOf(theirs)).toMatchObject({ revision: 1, sync_state: "synced" });
  });

  it("when two unblock the last two at the same time", async () => {
    const [first, other] = [await block(NUMBER), await block(OTHER)];
    const line = await addLine();
    await Promise.all([unblock(first?.id), unblock(other?.id, second)]);
    expect(await lineOf(line)).toMatchObject({ revision: 2, sync_state: "pending" });
  });

  it("once their order is done, when it was under way", async () => {
    const [ordered, failed] = [await addLine("held"), await addLine("failed")];
    await block(NUMBER);
    expect(await lineOf(ordered)).toEqual({ revision: 2, sync_state: "synced", sync_action: null });
    expect((await lineOf(failed))?.revision).toBe(1);
  });

  it("when the last entry goes with an erased caller", async () => {
    await block(NUMBER);
    const line = await addLine();
    await personTenant(database, claimsOf(fixture.people.admin), fixture.orgId).write("admin", (tx) =>
      tx.execute(`select app.erase_caller('${fixture.orgId}', '${NUMBER}')`),
    );
    expect(await list()).toEqual([]);
    expect(await lineOf(line)).toMatchObject({ revision: 2, sync_state: "pending" });
  });
});
