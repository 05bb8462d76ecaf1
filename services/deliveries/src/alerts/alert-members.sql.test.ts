import { connect, type Database } from "@allokoli/shared/db/connect";
import type { AlertKind } from "@allokoli/shared/db/schema/index";
import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type { EventType } from "@allokoli/shared/events/event-types";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dispatchEvents } from "../outbox/outbox.ts";

const CALL = "0190a000-0000-7000-8000-00000000000b";
const MESSAGE = "0190a000-0000-7000-8000-00000000000c";

let fixture: Fixture;
let database: Database;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
});
beforeEach(() => fixture.superuser.query("truncate events, alerts, alert_settings cascade"));
afterAll(async () => {
  await database.close();
  await fixture.close();
});

const want = (person: "owner" | "member" | "viewer", mail: AlertKind[], orgId = fixture.orgId) =>
  fixture.superuser.query("insert into alert_settings (org_id, user_id, mail) values ($1, $2, $3)", [
    orgId,
    fixture.people[person],
    mail,
  ]);
const write = (type: EventType, resourceId: string, data: object, orgId = fixture.orgId) =>
  fixture.superuser.query(
    "insert into events (org_id, type, resource_type, resource_id, data) values ($1, $2, 'x', $3, $4)",
    [orgId, type, resourceId, data],
  );
const dispatch = () => dispatchEvents(systemTenant(database, fixture.orgId));
const alerted = async () => {
  const { rows } = await fixture.superuser.query<{ user_id: string; topic: string }>(
    "select user_id, topic from alerts order by id",
  );
  const nameOf = (id: string) => Object.entries(fixture.people).find(([, one]) => one === id)?.[0];
  return rows.map(({ user_id, topic }) => `${nameOf(user_id)}: ${topic}`).toSorted();
};
const call = (direction: string, startedAt: string | null) => ({ call: { direction, startedAt } });

describe("who is alerted to what", () => {
  it("is the choice of each: any message has the urgent ones in it", async () => {
    await want("owner", ["urgent-message"]);
    await want("member", ["message"]);
    await want("viewer", ["missed-call", "limit-near"]);
    await write("caller-message.taken", MESSAGE, { isUrgent: true });
    await write("caller-message.taken", CALL, { isUrgent: false });
    await write("file.ready", CALL, {});
    await dispatch();
    expect(await alerted()).toEqual(["member: message", "member: urgent-message", "owner: urgent-message"]);
  });

  it("is a call that nobody answered, or that failed, once, and not one that was answered or tried in a browser", async () => {
    await want("owner", ["missed-call"]);
    await write("call.ended", CALL, call("inbound", null));
    await write("call.failed", CALL, call("inbound", null));
    await dispatch();
    await write("call.failed", CALL, call("inbound", null));
    await write("call.ended", MESSAGE, call("inbound", "2026-11-23T08:00:04.000Z"));
    await write("call.ended", MESSAGE, call("outbound", null));
    await write("call.ended", MESSAGE, { ...call("inbound", null), endedReason: "caller-blocked" });
    await write("call.failed", MESSAGE, call("web", null));
    await dispatch();
    expect(await alerted()).toEqual(["owner: missed-call"]);
    await write("call.failed", MESSAGE, call("outbound", null));
    await dispatch();
    expect(await alerted()).toHaveLength(2);
  });

  it("is a number in trouble, tests that fail, a draft that was not published, and a limit that is near, each time", async () => {
    await want("owner", ["number-trouble", "limit-near", "tests-red", "draft-trouble"]);
    const types = ["phone-number.failed", "phone-number.failed", "limit.near", "limit.reached"] as const;
    for (const type of [...types, "test-suite.red", "draft.failed"] as const) await write(type, CALL, {});
    await dispatch();
    expect(await alerted()).toEqual([
      "owner: draft-trouble",
      "owner: limit-near",
      "owner: limit-near",
      "owner: number-trouble",
      "owner: number-trouble",
      "owner: tests-red",
    ]);
  });

  it("is nobody of another organization, and nobody who was removed", async () => {
    await want("member", ["message"]);
    await write("caller-message.taken", MESSAGE, { isUrgent: false }, fixture.otherOrgId);
    await dispatchEvents(systemTenant(database, fixture.otherOrgId));
    expect(await alerted()).toEqual([]);
    await write("caller-message.taken", MESSAGE, { isUrgent: false });
    await dispatch();
    expect(await alerted()).toHaveLength(1);
    const who = [fixture.orgId, fixture.people.member];
    await fixture.superuser.query("delete from memberships where org_id = $1 and user_id = $2", who);
    await write("caller-message.taken", CALL, { isUrgent: false });
    await dispatch();
    const left = [await alerted(), (await fixture.superuser.query("select 1 from alert_settings")).rowCount];
    await fixture.superuser.query("insert into memberships (org_id, user_id, role) values ($1, $2, 'member')", who);
    expect(left).toEqual([[], 0]);
  });
});
