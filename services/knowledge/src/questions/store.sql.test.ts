import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, systemTenant } from "@allokoli/shared/db/tenant";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deleteQuestion, keepQuestion, listQuestions, MAX_A_DAY, type AskedQuestion } from "./store.ts";

let fixture: Fixture;
let database: Database;
const BASE = "0190a000-0000-7000-8000-0000000000ba";
const THEIRS = "0190a000-0000-7000-8000-0000000000bb";
const NOW = new Date("2026-11-23T10:00:00.000Z");

beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  for (const [id, orgId] of [
    [BASE, fixture.orgId],
    [THEIRS, fixture.otherOrgId],
  ])
    await sql("insert into knowledge_bases (id, org_id, name) values ($1, $2, 'Questions')", [id, orgId]);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});
beforeEach(() => sql("truncate knowledge_questions, calls cascade"));

const sql = (text: string, values: unknown[] = []) => fixture.superuser.query(text, values);
const keep = (text: string, change: Partial<AskedQuestion> = {}) =>
  systemTenant(database, fixture.orgId).write("member", (tx) =>
    keepQuestion(tx, fixture.orgId, {
      knowledgeBaseId: BASE,
      vapiCallId: "call-1",
      text,
      found: false,
      now: NOW,
      ...change,
    }),
  );
const list = (found?: boolean) =>
  personTenant(database, claimsOf(fixture.people.viewer), fixture.orgId).read((tx) =>
    listQuestions(tx, fixture.orgId, BASE, { limit: 100, after: undefined, found }),
  );
const texts = async (found?: boolean) => (await list(found)).map(({ text }) => text).toSorted();

test("a question is kept once in its call, in words that Postgres can store, and found ones apart", async () => {
  await keep("Où se garer ?");
  await keep(" où se garer ?\0 ");
  await keep("Où se garer ?", { vapiCallId: "call-2" });
  await keep("Vos horaires ?", { found: true });
  await keep(" \0");
  expect(await texts(false)).toEqual(["Où se garer ?", "Où se garer ?"]);
  expect(await texts(true)).toEqual(["Vos horaires ?"]);
  expect(await texts()).toHaveLength(3);
});

test("another organization's base keeps nothing of ours", async () => {
  await keep("À eux ?", { knowledgeBaseId: THEIRS });
  expect((await sql("select 1 from knowledge_questions")).rows).toEqual([]);
});

test("a base keeps so many in a day and goes on the day after", async () => {
  await sql(
    `insert into knowledge_questions (id, org_id, knowledge_base_id, vapi_call_id, text, found, created_at)
     select gen_random_uuid(), $1, $2, 'call', 'q' || n, false, $3::timestamptz - interval '1 hour'
     from generate_series(1, $4::int) n`,
    [fixture.orgId, BASE, NOW, MAX_A_DAY],
  );
  await keep("Une de trop ?");
  expect((await sql("select 1 from knowledge_questions where text = 'Une de trop ?'")).rows).toEqual([]);
  await keep("Le lendemain ?", { now: new Date(NOW.getTime() + 86_400_000) });
  expect((await sql("select 1 from knowledge_questions where text = 'Le lendemain ?'")).rows).toHaveLength(1);
});

test("a question names its call once there is one, and goes with it", async () => {
  await keep("Avant l'appel ?");
  expect((await list())[0]).toMatchObject({ callId: null });
  const { rows } = await sql(
    `insert into calls (org_id, vapi_call_id, direction, status) values ($1, 'call-1', 'inbound', 'ended'), ($2, 'call-1b', 'inbound', 'ended') returning id`,
    [fixture.orgId, fixture.otherOrgId],
  );
  expect((await list())[0]).toMatchObject({ callId: rows[0].id });
  await keep("D'un autre appel ?", { vapiCallId: "call-2" });
  await sql("delete from calls where id = $1", [rows[0].id]);
  expect(await texts()).toEqual(["D'un autre appel ?"]);
});

test("a member puts a question away with those of the same words, which the log does not repeat", async () => {
  await keep("Où se garer ?");
  await keep("OÙ SE GARER ?", { vapiCallId: "call-2" });
  await keep("Vos tarifs ?");
  const id = (await list()).find(({ text }) => text.startsWith("Où"))?.id ?? "";
  const author = { userId: fixture.people.member, kind: "person" as const, requestId: "request" };
  const remove = (as: string) =>
    personTenant(database, claimsOf(as), fixture.orgId).write("member", (tx) =>
      deleteQuestion(tx, fixture.orgId, { baseId: BASE, id, author }),
    );
  await expect(remove(fixture.people.viewer)).rejects.toThrow();
  expect(await remove(fixture.people.member)).toBe(true);
  expect(await remove(fixture.people.member)).toBe(false);
  expect(await texts()).toEqual(["Vos tarifs ?"]);
  const { rows } = await sql("select action, detail from audit_log where resource_id = $1", [BASE]);
  expect(rows).toEqual([{ action: "knowledge-base.question.deleted", detail: {} }]);
});
