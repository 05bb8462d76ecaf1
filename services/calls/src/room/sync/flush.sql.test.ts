import { findUsage } from "@allokoli/shared/limits/usage";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toCall } from "../../calls/to-call.ts";
import { listMessages } from "../../messages/store.ts";
import { NOW, openCopies, playedTo, SAID, type Copies } from "../../testing/copied-calls.ts";
import { playCall, type Said } from "../../testing/played-call.ts";
import { closingSighting } from "../events/fold.ts";
import { translate } from "../events/translate.ts";
import { toLiveCall } from "../state/live-call.ts";
import { findLines, flush } from "./flush.ts";

let copies: Copies;
beforeAll(async () => {
  copies = await openCopies();
});
afterAll(() => copies.close());

const messagesOf = async (callId: string) =>
  copies.member.read((tx) => listMessages(tx, copies.fixture.orgId, callId, 100, undefined));

const told = async () => {
  const { rows } = await copies.fixture.superuser.query<{ name: string }>(
    "select data -> 'limit' ->> 'name' as name from events where org_id = $1 and type = 'limit.reached' order by 1",
    [copies.fixture.orgId],
  );
  return rows.map(({ name }) => name);
};
const forget = async () => {
  for (const table of ["calls", "call_stats", "events"])
    await copies.fixture.superuser.query(`delete from ${table} where org_id = $1`, [copies.fixture.orgId]);
};

test("a call beyond the plan's limit is copied all the same, and the limit is noted once a day", async () => {
  for (let calls = 0; calls < 9; calls++) await flush(copies.system, copies.batchOf(playedTo(2), uuidv7()));
  expect(await told()).toEqual([]);
  for (let calls = 0; calls < 3; calls++)
    expect(await flush(copies.system, copies.batchOf(playedTo(2), uuidv7()))).toBe(true);
  expect(await told()).toEqual(["callsAtOnce"]);
  await forget();
});

test("the limit is noted when a report uses up the month's minutes", async () => {
  await copies.fixture.superuser.query(
    "insert into calls (org_id, direction, status, duration_ms) values ($1, 'inbound', 'ended', 60000000)",
    [copies.fixture.orgId],
  );
  await flush(copies.system, copies.batchOf(playedTo(playCall(SAID).messages.length), uuidv7()));
  expect(await told()).toEqual(["minutesPerMonth"]);
  await forget();
});

test("a call that Vapi no longer knows uses no minute and no line", async () => {
  const used = async () => {
    const usage = await copies.member.read((tx) => findUsage(tx, copies.fixture.orgId, new Date()));
    return [usage?.used.minutesPerMonth, usage?.used.callsAtOnce];
  };
  const before = await used();
  const callId = uuidv7();
  const recorded = playedTo(5);
  // It began this month, long before the look.
  const startedAt = new Date(Date.now() - 600_000).toISOString();
  recorded.progress = { ...recorded.progress, startedAt };
  await flush(copies.system, copies.batchOf(recorded, callId));
  expect(await used()).not.toEqual(before);
  const flushedSeq = recorded.progress.lastSeq;
  recorded.add(closingSighting("call.not-found", new Date().toISOString(), recorded.progress), "reconciled");
  await flush(copies.system, copies.batchOf(recorded, callId, { flushedSeq }));
  expect(await used()).toEqual(before);
  const row = await copies.findCall(callId);
  expect(row).toMatchObject({ status: "ended", endedReason: "call.not-found", durationMs: null });
  expect(row?.stats).toMatchObject({ durationMs: 0, costUsd: 0 });
});

test("copying in pieces or at once, repeated or not, leaves the same rows", async () => {
  const [inPieces, atOnce] = [uuidv7(), uuidv7()];
  const all = playCall(SAID).messages.length;
  let flushedSeq = 0;
  for (const upTo of [1, 4, 9, 10, all]) {
    const recorded = playedTo(upTo);
    expect(await flush(copies.system, copies.batchOf(recorded, inPieces, { flushedSeq }))).toBe(true);
    // The answer to the first was lost, so the batch is written again.
    expect(await flush(copies.system, copies.batchOf(recorded, inPieces, { flushedSeq }))).toBe(true);
    flushedSeq = recorded.progress.lastSeq;
  }
  expect(await flush(copies.system, copies.batchOf(playedTo(all), atOnce))).toBe(true);

  const withoutIds = async (callId: string) =>
    (await messagesOf(callId)).map(({ id: _id, callId: _callId, ...row }) => row);
  expect(await withoutIds(inPieces)).toEqual(await withoutIds(atOnce));
  for (const table of ["call_events", "messages", "events"] as const)
    expect(await copies.count(table, inPieces)).toBe(await copies.count(table, atOnce));
  const rows = await copies.fixture.superuser.query(
    "select type, count(*)::int as n from events where resource_id = $1 group by type order by type",
    [inPieces],
  );
  expect(rows.rows).toEqual([
    { type: "call.ended", n: 1 },
    { type: "call.report", n: 1 },
    { type: "call.started", n: 1 },
    { type: "tool.called", n: 1 },
    { type: "transcript.final", n: 3 },
  ]);
});

test("message by message, each use of a tool has its own row and answer, though the model gives them one id", async () => {
  const said: Said[] = ["lundi", "mardi", "jeudi"].flatMap((result): Said[] => [
    { who: "tool", id: "call_0", result },
    { who: "bot", text: `${result}, à neuf heures ?` },
  ]);
  const callId = uuidv7();
  const answers = async () =>
    (await messagesOf(callId)).flatMap(({ role, toolResult }) => (role === "tool" ? [toolResult] : []));
  const all = playCall(said).messages.length;
  let flushedSeq = 0;
  for (let upTo = 1; upTo < all; upTo += 1) {
    const recorded = playedTo(upTo, said);
    await flush(copies.system, copies.batchOf(recorded, callId, { flushedSeq }));
    flushedSeq = recorded.progress.lastSeq;
  }
  expect(await answers()).toEqual(["lundi", "mardi", "jeudi"]);
  await flush(copies.system, copies.batchOf(playedTo(all, said), callId, { flushedSeq }));
  expect(await answers()).toEqual(["lundi", "mardi", "jeudi"]);
});

test("adopts a call that we did not start, with its report as columns", async () => {
  const callId = uuidv7();
  await flush(copies.system, copies.batchOf(playedTo(100), callId));
  const row = await copies.findCall(callId);
  expect(row && toCall(row)).toMatchObject({
    id: callId,
    vapiCallId: callId,
    direction: "inbound",
    status: "ended",
    customer: { number: "+33612345678", name: "Claire Fontaine" },
    phoneNumber: { number: "+33187650000" },
    endedReason: "customer-ended-call",
    endedSource: "vapi",
    summary: "Un rendez-vous.",
    success: true,
    structuredData: { jour: "lundi" },
    cost: { totalUsd: 0.123, parts: [{ type: "model", provider: "openai" }, { type: "vapi" }] },
    latency: { averageMs: 812, turns: [{ turnMs: 812, modelMs: 400 }] },
    hasRecording: true,
    sync: { state: "synced" },
    createdAt: "2026-11-22T10:00:00.000Z",
  });
  const kept = await copies.fixture.superuser.query(
    "select c.*, (select json_agg(e) from call_events e where e.call_id = c.id) from calls c where id = $1",
    [callId],
  );
  expect(JSON.stringify(kept.rows)).not.toMatch(/secret|https:/);
});

test("a failed call is in the log once, however often it is written, and one that a person ended is not", async () => {
  const [failed, fine] = [uuidv7(), uuidv7()];
  const recorded = playedTo(2);
  recorded.add(closingSighting("call.start.error-unconfirmed", NOW, recorded.progress), "reconciled");
  await flush(copies.system, copies.batchOf(recorded, failed));
  await flush(copies.system, copies.batchOf(recorded, failed));
  await flush(copies.system, copies.batchOf(playedTo(100), fine));
  const { rows } = await copies.fixture.superuser.query(
    "select action, actor_kind, outcome, detail from audit_log where resource_id = any($1)",
    [[failed, fine]],
  );
  const detail = { endedReason: "call.start.error-unconfirmed" };
  expect(rows).toEqual([{ action: "call.failed", actor_kind: "system", outcome: "failed", detail }]);
});

test("a report without a conversation keeps the live one, counted from the start of the call", async () => {
  const callId = uuidv7();
  const all = playCall(SAID).messages;
  const recorded = playedTo(all.length - 1);
  await flush(copies.system, copies.batchOf(recorded, callId));
  const startedAt = "2026-11-22T09:59:50.000Z";
  const bare = translate({ type: "end-of-call-report", startedAt, endedAt: NOW, endedReason: "silence" }, NOW);
  if (bare !== undefined) recorded.add(bare, "vapi");
  const flushedSeq = recorded.progress.lastSeq - 1;
  for (const flushedReport of [false, true])
    expect(await flush(copies.system, copies.batchOf(recorded, callId, { flushedSeq, flushedReport }))).toBe(true);
  const rows = await messagesOf(callId);
  expect(rows.map(({ text, toolName }) => text ?? toolName)).toEqual([
    "Cabinet du docteur Lefèvre, bonjour.",
    "Je voudrais un rendez-vous pour une otite.",
    "book",
    "Lundi à neuf heures ?",
  ]);
  expect(rows[0]?.secondsFromStart).toBeGreaterThan(9);
  const row = await copies.findCall(callId);
  expect(row?.transcript).toContain("otite");
  expect(await findLines(copies.system, callId)).toEqual({ user: 1, assistant: 2, tool: 1 });
});

test("the answerer is filled in when it is known, and stays", async () => {
  const callId = uuidv7();
  const unknown = copies.docOf(playedTo(1), callId, { facts: { customerNumber: "+33612345678" } });
  await flush(copies.system, { ...copies.batchOf(playedTo(1), callId), doc: unknown });
  expect(await copies.findCall(callId)).toMatchObject({ assistantId: null });
  const { assistantId } = copies;
  const facts = { assistantId, assistantName: "Accueil" };
  await flush(copies.system, copies.batchOf(playedTo(5), callId, { facts }));
  await flush(copies.system, copies.batchOf(playedTo(7), callId, { facts: { assistantName: "Autre" } }));
  expect(await copies.findCall(callId)).toMatchObject({
    assistantId,
    assistantName: "Accueil",
    isVapiCallChecked: true,
  });
});

test("a caller's number without a country is completed with the organization's, in the row and in outgoing events", async () => {
  const callId = uuidv7();
  const doc = copies.docOf(playedTo(100), callId, { facts: { customerNumber: "06 12 34 56 99" }, country: "FR" });
  await flush(copies.system, { ...copies.batchOf(playedTo(100), callId), doc, call: toLiveCall(doc) });
  const row = await copies.findCall(callId);
  expect(row?.customerNumber).toBe("+33612345699");
  const { rows } = await copies.fixture.superuser.query(
    "select distinct data->'call'->'customer'->>'number' as number from events where resource_id = $1",
    [callId],
  );
  expect(rows).toEqual([{ number: "+33612345699" }]);
});
