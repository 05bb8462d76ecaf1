import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, system } from "@allokoli/shared/db/tenant";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { assistantOf } from "@allokoli/shared/db/testing/fixture";
import { assistants } from "@allokoli/shared/db/schema/index";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { QUIET_A_ROUND } from "./round.ts";
import { findToLookAfter } from "./store.ts";
import { findOwner } from "../vapi/store.ts";

const NOW = new Date();
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const QUIET = { since: minutesAgo(15), after: null };

let fixture: Fixture;
let database: Database;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  for (const [orgId, who, vapiAssistantId] of [
    [fixture.orgId, fixture.people.owner, "assistant-1"],
    [fixture.otherOrgId, fixture.people.outsider, "assistant-2"],
  ] as const) {
    const tenant = personTenant(database, claimsOf(who), orgId);
    await tenant.write("member", (tx) => tx.insert(assistants).values({ ...assistantOf(orgId), vapiAssistantId }));
  }
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});
const find = (...[listed, quiet]: [Parameters<typeof findToLookAfter>[1], Parameters<typeof findToLookAfter>[2]?]) =>
  system(database).read((tx) => findToLookAfter(tx, listed, quiet ?? QUIET));
const addCall = async (columns: Record<string, unknown>) => {
  const id = uuidv7();
  const known = { id, org_id: fixture.orgId, direction: "inbound", status: "in-progress", ...columns };
  const names = Object.keys(known);
  await fixture.superuser.query("set session_replication_role = replica");
  await fixture.superuser.query(
    `insert into calls (${names.join()}) values (${names.map((_, index) => `$${index + 1}`).join()})`,
    Object.values(known),
  );
  await fixture.superuser.query("set session_replication_role = origin");
  return id;
};

test("a listed call is the organization's whose assistant it runs on, unless it has a row or no owner", async () => {
  await addCall({ vapi_call_id: "known", status: "ended" });
  const { missed } = await find([
    { id: "known", assistantId: "assistant-1" },
    { id: "theirs", assistantId: "assistant-2", phoneNumberId: "n" },
    { id: "missed", assistantId: "assistant-1" },
    { id: "nobodys", assistantId: "assistant-3" },
    { id: "bare" },
  ]);
  expect(missed).toEqual([
    { orgId: fixture.otherOrgId, vapiCallId: "theirs" },
    { orgId: fixture.orgId, vapiCallId: "missed" },
  ]);
});

test("our database decides by the answerer, deleted or not, and by the number where it does not know the answerer", async () => {
  const [theirNumber, hidden] = ["number-2", "assistant-4"];
  await fixture.superuser.query(
    "insert into phone_numbers (org_id, name, provider, number, vapi_phone_number_id) values ($1, 'Ligne', 'twilio', '+33187650002', $2)",
    [fixture.otherOrgId, theirNumber],
  );
  const owner = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
  const gone = { ...assistantOf(fixture.orgId), vapiAssistantId: hidden, deletedAt: new Date() };
  await owner.write("member", (tx) => tx.insert(assistants).values(gone));
  const ownerOf = (runsOn: Parameters<typeof findOwner>[1]) => system(database).read((tx) => findOwner(tx, runsOn));
  expect(await ownerOf({ assistantId: "assistant-1", phoneNumberId: theirNumber })).toEqual([fixture.orgId]);
  expect(await ownerOf({ assistantId: hidden })).toEqual([fixture.orgId]);
  expect(await ownerOf({ assistantId: "remade", phoneNumberId: theirNumber })).toEqual([fixture.otherOrgId]);
  expect(await ownerOf({ squadId: "remade", phoneNumberId: "nobodys" })).toEqual([]);
});

test("stalled open calls are found in the order of their ids, planned ones once their time is past", async () => {
  const long = { created_at: minutesAgo(60), updated_at: minutesAgo(20) };
  const silent = await addCall(long);
  await addCall({ ...long, updated_at: minutesAgo(5) });
  await addCall({ ...long, status: "ended" });
  await addCall({ ...long, status: "scheduled", scheduled_at: new Date(NOW.getTime() + 3_600_000) });
  const due = await addCall({ ...long, status: "scheduled", scheduled_at: minutesAgo(30) });
  const { quiet } = await find([]);
  expect(quiet.map(({ callId }) => callId)).toEqual([silent, due]);
  expect((await find([], { ...QUIET, after: silent })).quiet).toEqual([{ orgId: fixture.orgId, callId: due }]);
});

test("listed calls and open calls are found by index: no row of an ended call is read", async () => {
  await fixture.superuser.query(
    `insert into calls (org_id, direction, status, vapi_call_id)
     select $1, 'inbound', 'ended', 'old-' || n from generate_series(1, 3000) n`,
    [fixture.orgId],
  );
  await fixture.superuser.query("analyze calls");
  const { rows } = await fixture.superuser.query<{ "QUERY PLAN": string }>(
    `explain (costs off) select c.id from calls c where c.status <> 'ended' and c.updated_at < now()
       and c.id > $1 order by c.id limit ${QUIET_A_ROUND}`,
    [uuidv7()],
  );
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("calls_open_by_id");
  const listed = Array.from({ length: 500 }, (_, index) => ({ id: `old-${index + 1}`, assistantId: "assistant-1" }));
  expect((await find(listed)).missed).toEqual([]);
});
