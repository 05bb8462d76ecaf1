import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, system } from "@allokoli/shared/db/tenant";
import { claimsOf, keyClaimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eraseCaller, expireKept, findErasure, findHidden, isOnTheTelephone, listLeftBy } from "./store.ts";

const NUMBER = "+33612345678";
const OTHER = "+33687654321";
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

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
beforeEach(async () => {
  for (const table of ["events", "alerts", "caller_messages", "knowledge_questions", "idempotency_keys", "erasures"])
    await fixture.superuser.query(`delete from ${table}`);
  await fixture.superuser.query("delete from calls");
  await fixture.superuser.query("delete from audit_log where action like '%.expired'");
  await fixture.superuser.query(
    "update organizations set keeps_calls_days = null, keeps_messages_days = null, keeps_recordings_days = null",
  );
});

const insert = async (table: string, columns: Record<string, unknown>) => {
  const names = Object.keys(columns);
  await fixture.superuser.query(
    `insert into ${table} (${names.join()}) values (${names.map((_, at) => `$${at + 1}`).join()})`,
    Object.values(columns),
  );
};
async function addCall(columns: Record<string, unknown> = {}) {
  const id = uuidv7();
  const known = { org_id: fixture.orgId, direction: "inbound", status: "ended", customer_number: NUMBER };
  await insert("calls", { id, ...known, ...columns });
  return id;
}
async function addMessage(columns: Record<string, unknown>) {
  const id = uuidv7();
  await insert("caller_messages", {
    id,
    org_id: fixture.orgId,
    tool_call_id: "call_1",
    body: "Rappelez-moi",
    ...columns,
  });
  return id;
}
const addEvent = (resourceId: string, orgId = fixture.orgId) =>
  insert("events", { org_id: orgId, type: "call.ended", resource_type: "call", resource_id: resourceId, data: {} });
const count = async (what: string): Promise<number> =>
  Number((await fixture.superuser.query<{ count: string }>(`select count(*) from ${what}`)).rows[0]?.count);
const as = (claims: Parameters<typeof personTenant>[1]) => personTenant(database, claims, fixture.orgId);
const erase = (number = NUMBER, claims: Parameters<typeof personTenant>[1] = claimsOf(fixture.people.admin)) =>
  as(claims).write("admin", (tx) => eraseCaller(tx, fixture.orgId, number));
const expire = () => system(database).write(expireKept);
const hidden = (before = new Date()) => system(database).read((tx) => findHidden(tx, before, null));

describe("an erasure", () => {
  it("takes all of a caller's at once, and says how much it was, not whose", async () => {
    const first = await addCall({ vapi_call_id: "vapi-1" });
    const scheduled = await addCall({ status: "scheduled", direction: "outbound" });
    const kept = await addCall({ customer_number: OTHER, vapi_call_id: "vapi-2" });
    await addMessage({ caller_number: NUMBER });
    await addMessage({ call_id: first, caller_number: OTHER });
    const left = await addMessage({ caller_number: OTHER });
    await addEvent(first);
    await addEvent(scheduled);
    await addEvent(kept);
    const base = uuidv7();
    await insert("knowledge_bases", { id: base, org_id: fixture.orgId, name: "Questions" });
    for (const vapi_call_id of ["vapi-1", "vapi-2"])
      await insert("knowledge_questions", {
        id: uuidv7(),
        org_id: fixture.orgId,
        knowledge_base_id: base,
        vapi_call_id,
        text: "Où se garer ?",
        found: false,
      });

    const made = await erase();

    expect(made).toMatchObject({ ending: "78", calls: 2, messages: 2, events: 2, questions: 1, remaining: 2 });
    expect(JSON.stringify(made)).not.toContain("123456");
    expect(made?.requestedBy).toBe(fixture.people.admin);
    expect(await count("calls where deleted_at is null")).toBe(1);
    expect((await fixture.superuser.query("select id from caller_messages")).rows).toEqual([{ id: left }]);
    expect((await fixture.superuser.query("select resource_id from events")).rows).toEqual([{ resource_id: kept }]);
    expect(await count("knowledge_questions")).toBe(1);
    await fixture.superuser.query("delete from calls where id = $1", [first]);
    const later = await as(claimsOf(fixture.people.admin)).read((tx) => findErasure(tx, fixture.orgId, made?.id ?? ""));
    expect(later?.remaining).toBe(1);
  });

  it("leaves another organization's caller alone, and calls that go on", async () => {
    await addCall({ status: "in-progress" });
    await addCall({ org_id: fixture.otherOrgId });
    expect(await erase()).toMatchObject({ calls: 0 });
    expect(await count("calls where deleted_at is null")).toBe(2);
    await expect(
      personTenant(database, claimsOf(fixture.people.admin), fixture.otherOrgId).write("admin", (tx) =>
        eraseCaller(tx, fixture.otherOrgId, NUMBER),
      ),
    ).rejects.toMatchObject({ code: "AK001" });
  });

  it("is an admin's, and an admin's key's", async () => {
    for (const who of ["member", "viewer", "outsider"] as const)
      await expect(erase(NUMBER, claimsOf(fixture.people[who]))).rejects.toMatchObject({
        code: /forbidden|not_a_member|role/,
      });
    expect(await erase(NUMBER, keyClaimsOf(fixture.keys.adminKey))).toMatchObject({ calls: 0 });
  });

  it("takes the number out of an answer that is kept for a repeat, so that the repeat still places no second call", async () => {
    const answer = { items: [{ customer: { number: NUMBER } }] };
    const kept = { org_id: fixture.orgId, principal: fixture.people.member, method: "POST", path: "/v1/calls" };
    const done = {
      request_hash: "x",
      creation_id: uuidv7(),
      status: "done",
      response_status: 201,
      locked_until: new Date(),
    };
    await insert("idempotency_keys", { ...kept, ...done, key: "a", response_body: JSON.stringify(answer) });
    await erase();
    const { rows } = await fixture.superuser.query("select key, status, response_body from idempotency_keys");
    expect(rows).toEqual([{ key: "a", status: "done", response_body: '{"items":[]}' }]);
  });

  it("hides calls that are found at once for their rooms, and others only when nobody is telling theirs", async () => {
    const call = await addCall({ vapi_call_id: "vapi-1", is_vapi_call_checked: true });
    await addCall({ customer_number: OTHER, deleted_at: new Date() });
    await erase();
    expect(await hidden(daysAgo(1))).toMatchObject([
      { orgId: fixture.orgId, callId: call, vapiCallId: "vapi-1", isChecked: true },
    ]);
    expect(await hidden(new Date(Date.now() + 1000))).toHaveLength(2);
  });
});

describe("what is kept no longer", () => {
  it("goes when it is older than its organization keeps it, and the log says how many", async () => {
    await fixture.superuser.query(
      "update organizations set keeps_calls_days = 90, keeps_messages_days = 30 where id = $1",
      [fixture.orgId],
    );
    await addCall({ created_at: daysAgo(91) });
    await addCall({ created_at: daysAgo(91), status: "in-progress" });
    await addCall({ created_at: daysAgo(89) });
    await addCall({ created_at: daysAgo(400), org_id: fixture.otherOrgId });
    await addMessage({ created_at: daysAgo(31) });
    await addMessage({ created_at: daysAgo(29) });
    expect(await expire()).toBe(false);
    expect(await count("calls where deleted_at is not null")).toBe(1);
    expect(await count("caller_messages")).toBe(1);
    const { rows } = await fixture.superuser.query(
      "select org_id, action, actor_kind, detail from audit_log where action like '%.expired' order by action",
    );
    const system = { org_id: fixture.orgId, actor_kind: "system", detail: { count: 1 } };
    expect(rows).toEqual([
      { ...system, action: "call.expired" },
      { ...system, action: "caller-message.expired" },
    ]);
    expect(await expire()).toBe(false);
    expect(await count("audit_log where action = 'call.expired'")).toBe(1);
  });

  it("is a recording alone, where the call is kept longer", async () => {
    await fixture.superuser.query("update organizations set keeps_recordings_days = 90 where id = $1", [fixture.orgId]);
    const copyOf = async (org_id: string, created_at: Date) => {
      const call = await addCall({ org_id, recording: "{}", recording_state: "kept" });
      await insert("recording_copies", { org_id, call_id: call, size_bytes: 7, created_at });
      return call;
    };
    const old = await copyOf(fixture.orgId, daysAgo(91));
    await copyOf(fixture.orgId, daysAgo(89));
    await copyOf(fixture.otherOrgId, daysAgo(400));
    await expire();
    const { rows } = await fixture.superuser.query(
      "select id from calls where recording_state = 'expired' and deleted_at is null",
    );
    expect(rows).toEqual([{ id: old }]);
    expect(
      await count(`recording_copies where deleted_at is not null and due_at is not null and call_id = '${old}'`),
    ).toBe(1);
    expect(await count("recording_copies where deleted_at is not null")).toBe(1);
    expect(await count("audit_log where action = 'call.recording-expired'")).toBe(1);
    await expire();
    expect(await count("audit_log where action = 'call.recording-expired'")).toBe(1);
  });

  it("is everything that a closed organization left, calls to come included", async () => {
    await fixture.superuser.query("update organizations set closed_at = now() where id = $1", [fixture.otherOrgId]);
    await addCall({ org_id: fixture.otherOrgId });
    await addCall({ org_id: fixture.otherOrgId, status: "scheduled" });
    await addCall({ org_id: fixture.otherOrgId, status: "in-progress" });
    await addCall();
    await expire();
    expect(await count("calls where deleted_at is not null")).toBe(2);
    await fixture.superuser.query("update organizations set closed_at = null");
  });

  it("takes the log as early as the organization says", async () => {
    await fixture.superuser.query("update organizations set keeps_logs_days = 180 where id = $1", [fixture.orgId]);
    for (const org_id of [fixture.orgId, fixture.otherOrgId])
      await insert("audit_log", {
        org_id,
        actor_kind: "system",
        action: "call.failed",
        resource_type: "call",
        created_at: daysAgo(181),
      });
    await expire();
    expect(await count("audit_log where action = 'call.failed'")).toBe(1);
  });

  it("takes the events of a call that somebody deleted along, and not those of a row that was never hidden", async () => {
    const deleted = await addCall({ deleted_at: new Date() });
    const refused = await addCall();
    await addEvent(deleted);
    await addEvent(refused);
    await fixture.superuser.query("delete from calls where id = any($1)", [[deleted, refused]]);
    expect((await fixture.superuser.query("select resource_id from events")).rows).toEqual([{ resource_id: refused }]);
  });
});

describe("what a caller left", () => {
  it("is found by their number and by their calls", async () => {
    const call = await addCall();
    const byCall = await addMessage({ call_id: call, caller_number: OTHER });
    const byNumber = await addMessage({ caller_number: NUMBER });
    await addMessage({ caller_number: OTHER });
    const found = await as(claimsOf(fixture.people.member)).read((tx) => listLeftBy(tx, fixture.orgId, NUMBER));
    expect(found.map(({ id }) => id).toSorted()).toEqual([byCall, byNumber].toSorted());
  });
});

describe("a caller", () => {
  it("is on the telephone while the feed has a call of theirs that is not written yet, and not for one that has ended", async () => {
    const owner = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
    const isOn = (live: string[]) => owner.read((tx) => isOnTheTelephone(tx, fixture.orgId, NUMBER, live));
    const ended = await addCall({ customer_number: NUMBER, status: "ended" });
    expect([await isOn([]), await isOn([ended]), await isOn([ended, uuidv7()])]).toEqual([false, false, true]);
    await addCall({ customer_number: NUMBER, status: "in-progress" });
    expect(await isOn([])).toBe(true);
  });
});
