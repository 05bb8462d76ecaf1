import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, type Database } from "../db/connect.ts";
import { person } from "../db/tenant.ts";
import { claimsOf, openFixture, type Fixture } from "../db/testing/fixture.ts";
import { AUDIT_ACTIONS } from "./actions.ts";

const MIGRATION = join(
  import.meta.dirname,
  "../../../../supabase/migrations/20261127063900_add-audit-actions-in-the-past.sql",
);

// One of each verb that was in the present tense.
const BEFORE = [
  ["assistant.create", "assistant.created"],
  ["assistant.create.refused", "assistant.created.refused"],
  ["squad.update", "squad.updated"],
  ["workflow.update.refused", "workflow.updated.refused"],
  ["test-suite.delete", "test-suite.deleted"],
  ["assistant.restore", "assistant.restored"],
  ["webhook.rotate-secret", "webhook.secret-rotated"],
  ["function.test", "function.tested"],
  ["test.create", "test.created"],
  ["caller-message.handle", "caller-message.handled"],
  ["caller-message.reopen", "caller-message.reopened"],
  ["test-run.cancel", "test-run.canceled"],
  ["call.message.say", "call.message.said"],
  ["call.message.add", "call.message.added"],
  ["phone-number.provision", "phone-number.ordered"],
  ["phone-number.provision.refused", "phone-number.ordered.refused"],
  ["phone-number.active", "phone-number.activated"],
  ["phone-number.release", "phone-number.released"],
  ["knowledge-base.file.add", "knowledge-base.file.added"],
  ["knowledge-base.file.remove", "knowledge-base.file.removed"],
  ["webhook.ping", "webhook.pinged"],
  ["webhook.replay", "webhook.replayed"],
  ["webhook.retry", "webhook.retried"],
] as const;
const ACTIONS = Object.keys(AUDIT_ACTIONS);

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

const log = (action: string) =>
  fixture.superuser.query(
    "insert into audit_log (org_id, actor_kind, action, resource_type, resource_id) values ($1, 'system', $2, 'test', $2)",
    [fixture.orgId, action],
  );
/** What each action has become, by what was written. */
const logged = async () => {
  const { rows } = await fixture.superuser.query<{ written: string; action: string }>(
    "select resource_id as written, action from audit_log",
  );
  return Object.fromEntries(rows.map(({ written, action }) => [written, action]));
};
const unchanged = Object.fromEntries(ACTIONS.map((action) => [action, action]));
beforeEach(() => fixture.superuser.query("delete from audit_log"));

describe("the actions of the audit log", () => {
  it("are written as they are", async () => {
    for (const action of ACTIONS) await log(action);
    expect(await logged()).toEqual(unchanged);
  });

  it("are put into the past tense when the release before writes them", async () => {
    for (const [before] of BEFORE) await log(before);
    expect(await logged()).toEqual(Object.fromEntries(BEFORE));
    expect(BEFORE.filter(([, after]) => !ACTIONS.includes(after))).toEqual([]);
  });

  it("say what came of it as before", async () => {
    await log("assistant.create");
    await log("assistant.create.refused");
    const { rows } = await fixture.superuser.query("select action, outcome from audit_log order by action");
    expect(rows).toEqual([
      { action: "assistant.created", outcome: "done" },
      { action: "assistant.created.refused", outcome: "refused" },
    ]);
  });

  it("count alike by the words of both releases", async () => {
    await log("test-run.create");
    await log("test-run.created");
    for (const what of ["test-run.create", "test-run.created"]) {
      const { rows } = await person(database, claimsOf(fixture.people.member)).read((tx) =>
        tx.execute(sql`select app.count_actions(${fixture.orgId}, ${what}, '-infinity')::int as n`),
      );
      expect(rows).toEqual([{ n: 2 }]);
    }
  });

  it("of rows written before the migration read as those written after it", async () => {
    const migration = await readFile(MIGRATION, "utf8");
    await fixture.superuser.query("alter table audit_log disable trigger put_action_in_the_past");
    for (const [before] of BEFORE) await log(before);
    for (const action of ACTIONS) await log(action);
    await fixture.superuser.query("alter table audit_log enable trigger put_action_in_the_past");
    await fixture.superuser.query(migration.slice(migration.indexOf("update audit_log")));
    expect(await logged()).toEqual({ ...unchanged, ...Object.fromEntries(BEFORE) });
  });
});
