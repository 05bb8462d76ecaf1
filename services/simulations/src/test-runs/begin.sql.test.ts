import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant } from "@allokoli/shared/db/tenant";
import { claimsOf } from "@allokoli/shared/db/testing/fixture";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fixture, request, useApp } from "../testing/app.ts";
import { beginRun } from "./begin.ts";
import { listAttempts } from "./store.ts";

useApp();

let database: Database;
beforeAll(() => {
  database = connect(fixture.appUrl);
});
afterAll(() => database.close());

it("a run that is begun again after a crash has no attempts at tests that were added since", async () => {
  const { orgId } = fixture;
  const tenant = personTenant(database, claimsOf(fixture.people.member), orgId);
  const [id, squadId] = [uuidv7(), uuidv7()];
  await fixture.superuser.query(
    "insert into squads (id, org_id, name, settings, vapi_id, sync_state) values ($1, $2, 'Accueil', '{}', 'vapi-1', 'synced')",
    [squadId, orgId],
  );
  const { id: suiteId } = (await request("POST", "/v1/test-suites", { json: { name: "Suite" } })).body;
  const addTest = async (name: string) => {
    const json = { name, script: "Vous voulez un rendez-vous.", rubrics: [{ text: "Un jour est convenu." }] };
    expect((await request("POST", `/v1/test-suites/${suiteId}/tests`, { json })).status).toBe(201);
  };
  const author = { userId: fixture.people.member, kind: "person" as const, requestId: "request" };
  const begin = () => tenant.write("member", (tx) => beginRun(tx, orgId, { id, suiteId, asked: { squadId }, author }));
  await addTest("Mardi");
  const first = await begin();
  await addTest("Mercredi");
  expect(await begin()).toEqual(first);
  const attempts = await tenant.read((tx) => listAttempts(tx, orgId, id));
  expect(attempts.map(({ testName }) => testName)).toEqual(["Mardi"]);
});
