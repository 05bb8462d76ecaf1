import { connect, type Database } from "@allokoli/shared/db/connect";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { QUESTION_DAYS } from "@allokoli/shared/knowledge/bounds";
import { personTenant, system } from "@allokoli/shared/db/tenant";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { clearExpired } from "./store.ts";

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
beforeEach(() => fixture.superuser.query("truncate idempotency_keys, invitations, api_keys, audit_log"));

const clear = (atMost = 100) => system(database).write((tx) => clearExpired(tx, atMost));
const query = async <Row extends object>(text: string, values: unknown[] = []) =>
  (await fixture.superuser.query<Row>(text, values)).rows;

const addKey = (key: string, expires: string, orgId = fixture.orgId, locked = "-1 hour") =>
  query(
    `insert into idempotency_keys (org_id, principal, key, method, path, request_hash, creation_id, locked_until, expires_at)
     values ($1, $2, $3, 'POST', '/v1/calls', 'h', $2, now() + $5::interval, now() + $4::interval)`,
    [orgId, fixture.people.admin, key, expires, locked],
  );
const leftKeys = async () =>
  (await query<{ key: string }>("select key from idempotency_keys order by key")).map(({ key }) => key);

test("keys of requests go when they have expired, of every organization, and not while a request runs under them", async () => {
  await addKey("expired", "-1 second");
  await addKey("expired, another organization's", "-1 day", fixture.otherOrgId);
  await addKey("fresh", "1 hour");
  await addKey("still running", "-1 second", fixture.orgId, "10 seconds");
  expect(await clear()).toBe(false);
  expect(await leftKeys()).toEqual(["fresh", "still running"]);
});

test("one bite takes as many as it may, the oldest first, and says that there is more", async () => {
  for (const n of [1, 2, 3]) await addKey(`of ${n} days`, `-${n} days`);
  expect(await clear(2)).toBe(true);
  expect(await leftKeys()).toEqual(["of 1 days"]);
  expect(await clear(2)).toBe(false);
  expect(await leftKeys()).toEqual([]);
});

test("a key that somebody takes over at that moment is left to them, and nobody waits", async () => {
  await addKey("taken over", "-1 day");
  const other = personTenant(database, claimsOf(fixture.people.admin), fixture.orgId);
  const second = connect(fixture.appUrl);
  await other.write("viewer", async (tx) => {
    await tx.execute(sql`update idempotency_keys set expires_at = now() + interval '1 day'`);
    expect(await system(second).write((inner) => clearExpired(inner, 100))).toBe(false);
  });
  await second.close();
  expect(await leftKeys()).toEqual(["taken over"]);
});

test("invitations go thirty days after they expired, keys of the API and lines of the log after a year", async () => {
  for (const age of ["29 days", "31 days"]) {
    await query(
      `insert into invitations (org_id, email, role, expires_at)
       values ($1, $2, 'member', now() - $3::interval)`,
      [fixture.orgId, `${age.slice(0, 2)}@exemple.fr`, age],
    );
  }
  const key = (name: string, revoked: string | null, expires: string | null) =>
    query(
      `insert into api_keys (org_id, name, role, scopes, hash, start, last_four, created_by, revoked_at, expires_at)
       values ($1, $2, 'viewer', '{read}', $3, 'ak_', '1234', $4, now() - $5::interval, now() - $6::interval)`,
      [fixture.orgId, name, name.padEnd(64, "0"), fixture.people.admin, revoked, expires],
    );
  await key("revoked long ago", "366 days", null);
  await key("expired long ago", null, "1 year 1 day");
  await key("revoked", "300 days", null);
  await key("for ever", null, null);
  for (const age of ["364 days", "1 year 1 day"]) {
    await query(
      `insert into audit_log (org_id, actor_kind, action, resource_type, created_at)
       values ($1, 'system', 'call.failed', $2::text, now() - $2::text::interval)`,
      [fixture.orgId, age],
    );
  }
  expect(await clear()).toBe(false);
  expect(await query("select email from invitations")).toEqual([{ email: "29@exemple.fr" }]);
  expect(await query("select name from api_keys order by 1")).toEqual([{ name: "for ever" }, { name: "revoked" }]);
  expect(await query("select resource_type from audit_log")).toEqual([{ resource_type: "364 days" }]);
});

test("what callers asked a knowledge base goes after as many days as the pages say", async () => {
  const [base] = await query<{ id: string }>(
    "insert into knowledge_bases (org_id, name) values ($1, 'Questions') returning id",
    [fixture.orgId],
  );
  for (const age of [`${QUESTION_DAYS - 1} days`, `${QUESTION_DAYS + 1} days`]) {
    await query(
      `insert into knowledge_questions (id, org_id, knowledge_base_id, vapi_call_id, text, found, created_at)
       values (gen_random_uuid(), $1, $2, 'call', $3::text, false, now() - $3::text::interval)`,
      [fixture.orgId, base?.id, age],
    );
  }
  expect(await clear(1)).toBe(true);
  expect(await query("select text from knowledge_questions")).toEqual([{ text: `${QUESTION_DAYS - 1} days` }]);
});

test("nobody but the system may have it cleared", async () => {
  const asked = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId).write("owner", (tx) =>
    clearExpired(tx, 1),
  );
  await expect(asked).rejects.toMatchObject({ code: "42501" });
});
