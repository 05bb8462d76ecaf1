import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Author } from "../../db/audit-entry.ts";
import { connect, type Database } from "../../db/connect.ts";
import { personTenant, type Tenant } from "../../db/tenant.ts";
import { claimsOf, openFixture, type Fixture } from "../../db/testing/fixture.ts";

export let fixture: Fixture;
export let database: Database;
/** A member of the fixture's organization. */
export let tenant: Tenant;
export let author: Author;

/** Gives the tests of a file a member in a real database, of which these tables are empty before each of them. */
export function useMember(tables: string[]): void {
  beforeAll(async () => {
    fixture = await openFixture();
    database = connect(fixture.appUrl);
    tenant = personTenant(database, claimsOf(fixture.people.member), fixture.orgId);
    author = { userId: fixture.people.member, kind: "person", requestId: "test" };
  });
  afterAll(async () => {
    await database.close();
    await fixture.close();
  });
  beforeEach(async () => {
    await fixture.superuser.query(`truncate ${[...tables, "events", "audit_log"].join(", ")} cascade`);
  });
}
