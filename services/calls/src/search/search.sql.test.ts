import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { findBeginnings } from "@allokoli/shared/phone/organization-numbers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findAnything, wordsOf } from "./store.ts";

let fixture: Fixture;
let database: Database;
let viewer: Tenant;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  viewer = personTenant(database, claimsOf(fixture.people.viewer), fixture.orgId);
  const insert = (sql: string, values: unknown[]) => fixture.superuser.query(sql, values);
  const squad = "insert into squads (org_id, name, settings, deleted_at, updated_at) values ($1, $2, '{}', $3, $4)";
  const call =
    "insert into calls (org_id, direction, status, customer_name, customer_number, created_at, deleted_at) values ($1, 'inbound', 'ended', $2, $3, $4, $5)";
  const { orgId, otherOrgId } = fixture;
  await insert(squad, [orgId, "Le secrétariat d’Été", null, "2026-11-20T10:00:00Z"]);
  await insert(squad, [orgId, "Secrétariat", null, "2026-11-19T10:00:00Z"]);
  await insert(squad, [orgId, "Secrétariat effacé", "2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"]);
  await insert(squad, [orgId, "100 % été", null, "2026-11-18T10:00:00Z"]);
  await insert(squad, [otherOrgId, "Secrétariat d’ailleurs", null, "2026-11-20T10:00:00Z"]);
  await insert(call, [orgId, "Élodie Œuvrard", "+33612345678", "2026-11-20T10:00:00Z", null]);
  await insert(call, [orgId, null, "+33612345679", "2026-11-21T10:00:00Z", null]);
  await insert(call, [orgId, "Élodie", "+33612345678", "2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"]);
  await insert(call, [otherOrgId, "Élodie", "+33612345678", "2026-11-22T10:00:00Z", null]);
  const message =
    "insert into caller_messages (org_id, tool_call_id, caller_name, caller_number, body) values ($1, $2, $3, $4, $5)";
  await insert(message, [orgId, "1", "Paul", "+33187654321", "Renouveler l’ordonnance d’Élodie"]);
  await insert(message, [otherOrgId, "2", "Paul", "+33187654321", "Ailleurs"]);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});

const ask = (q: string, limit = 5, tenant = viewer) =>
  tenant.read(async (tx) => {
    const beginnings = (await findBeginnings(tx, tenant.orgId, q)) ?? [];
    return findAnything(tx, tenant.orgId, { words: wordsOf(q), beginnings, limit });
  });
const found = async (q: string) => (await ask(q)).map(({ type, name, number }) => `${type} ${name ?? number}`);

test.each([
  ["secretariat", ["squad Secrétariat", "squad Le secrétariat d’Été"]],
  ["SECRÉTARIAT été", ["squad Le secrétariat d’Été"]],
  ["d'ete", ["squad Le secrétariat d’Été"]],
  ["%", ["squad 100 % été"]],
  ["_", []],
  ["elodie", ["caller-message Paul", "call Élodie Œuvrard"]],
  ["oeuvrard elodie", ["call Élodie Œuvrard"]],
  ["06 12 34 56 78", ["call Élodie Œuvrard"]],
  ["+33 6 12 34", ["call +33612345679", "call Élodie Œuvrard"]],
  ["01 87 65", ["caller-message Paul"]],
  ["ordonn", ["caller-message Paul"]],
  ["girafe", []],
])("finds what is meant by %s", async (typed, expected) => {
  expect(await found(typed)).toEqual(expected);
});

test("nothing typed finds what is recent, at most so many of each type", async () => {
  const recent = await ask("", 1);
  expect(recent.map(({ type, name, number }) => `${type} ${name ?? number}`)).toEqual([
    "squad Le secrétariat d’Été",
    "caller-message Paul",
    "call +33612345679",
  ]);
  expect(recent.at(-1)).toMatchObject({ at: "2026-11-21T10:00:00.000Z" });
  expect(recent.at(1)).toMatchObject({ text: "Renouveler l’ordonnance d’Élodie", number: "+33187654321" });
});

test.each(["'", "\\", "%%%", "a ' b", "\\%", "’", "+", "()", '";--'])("nothing typed breaks it: %s", async (typed) => {
  expect(Array.isArray(await ask(typed))).toBe(true);
});

test("finds nothing of an organization for somebody who is not in it", async () => {
  const stranger = personTenant(database, claimsOf(fixture.people.viewer), fixture.otherOrgId);
  await expect(
    stranger.read((tx) => findAnything(tx, fixture.otherOrgId, { words: [], beginnings: [], limit: 5 })),
  ).rejects.toMatchObject({ code: "AK001" });
});
