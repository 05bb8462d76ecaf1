import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, system } from "@allokoli/shared/db/tenant";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findStalledOrders } from "./stalled.ts";

let fixture: Fixture;
let database: Database;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});

it("finds orders that nothing resumes, but not settled or recently checked ones", async () => {
  const left = async (orgId: string, state: string, minutes: number) => {
    const { rows } = await fixture.superuser.query(
      `insert into phone_numbers (org_id, name, provider, order_state, updated_at)
       values ($1, 'Accueil', 'vapi', $2, now() - make_interval(mins => $3)) returning id`,
      [orgId, state, minutes],
    );
    return String(rows[0].id);
  };
  const second = await left(fixture.orgId, "held", 20);
  const first = await left(fixture.otherOrgId, "returning", 30);
  await left(fixture.orgId, "buying", 5);
  await left(fixture.orgId, "done", 60);
  await left(fixture.orgId, "failed", 60);
  expect(await system(database).read((tx) => findStalledOrders(tx, Date.now()))).toEqual([
    { orgId: fixture.otherOrgId, numberId: first },
    { orgId: fixture.orgId, numberId: second },
  ]);
  const person = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
  await expect(person.read((tx) => findStalledOrders(tx, Date.now()))).rejects.toThrow();
});
