import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, system } from "@allokoli/shared/db/tenant";
import { claimsOf } from "@allokoli/shared/db/testing/fixture";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { fixture, useApp } from "../testing/app.ts";
import { organizationsWithIdleRuns } from "./store.ts";

useApp();

let database: Database;
beforeAll(() => {
  database = connect(fixture.appUrl);
});
afterAll(() => database.close());
beforeEach(() => fixture.superuser.query("truncate test_suites cascade"));

async function addRun(orgId: string, status: "queued" | "running" | "ended" = "running"): Promise<void> {
  const suiteId = uuidv7();
  await fixture.superuser.query("insert into test_suites (id, org_id, name) values ($1, $2, 'Suite')", [
    suiteId,
    orgId,
  ]);
  await fixture.superuser.query(
    `insert into test_runs (org_id, suite_id, status, target_type, target_id, target_name, plan)
     values ($1, $2, $3, 'assistant', $2, 'Accueil', '{}')`,
    [orgId, suiteId, status],
  );
}
const idleSince = (since: Date, page: { after?: string | undefined; atOnce?: number } = {}) =>
  system(database).read((tx) =>
    organizationsWithIdleRuns(tx, { since, after: page.after ?? null, atOnce: page.atOnce ?? 10 }),
  );
const later = () => new Date(Date.now() + 60_000);

it("finds the organizations with runs that nobody has looked at, each once, page by page", async () => {
  for (const orgId of [fixture.orgId, fixture.orgId, fixture.otherOrgId]) await addRun(orgId);
  const both = [fixture.orgId, fixture.otherOrgId].toSorted();
  expect(await idleSince(later())).toEqual(both);
  expect(await idleSince(later(), { atOnce: 1 })).toEqual([both[0]]);
  expect(await idleSince(later(), { after: both[0] })).toEqual([both[1]]);
});

it("leaves alone what was looked at since, and what has ended", async () => {
  await addRun(fixture.orgId, "queued");
  await addRun(fixture.otherOrgId, "ended");
  expect(await idleSince(new Date(Date.now() - 60_000))).toEqual([]);
  expect(await idleSince(later())).toEqual([fixture.orgId]);
});

it("is the system's to ask, and no person's", async () => {
  const person = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
  const question = sql`select app.organizations_with_idle_test_runs(now(), null, 10)`;
  await expect(person.read((tx) => tx.execute(question))).rejects.toThrow();
});
