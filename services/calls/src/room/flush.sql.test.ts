import { connect, type Database } from "@allokoli/shared/db/connect";
import { systemTenant, personTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { assistantOf, claimsOf, openPractice, type Practice } from "@allokoli/shared/db/testing/practice";
import { assistants } from "@allokoli/shared/db/schema/index";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CallFilters } from "../calls/contract.ts";
import { findCall, hideCall, insertCalls, listCalls, updateCall } from "../calls/store.ts";
import { toCall } from "../calls/to-call.ts";
import { listMessages } from "../messages/store.ts";
import { Books } from "../testing/books.ts";
import { playCall, type Said } from "../testing/played-call.ts";
import type { Intent } from "./api.ts";
import { closingSighting } from "./fold.ts";
import { deleteRow, flush, isHidden, rowExists, type Batch } from "./flush.ts";
import { toLiveCall } from "./live-call.ts";
import type { RoomDoc } from "./doc.ts";
import { translate } from "./translate.ts";

const NOW = "2026-11-22T12:00:00.000Z";
const SAID: Said[] = [
  { who: "bot", text: "Cabinet du docteur Lefèvre, bonjour." },
  { who: "user", text: "Je voudrais un rendez-vous pour une otite." },
  { who: "tool", id: "call_1", result: "lundi" },
  { who: "bot", text: "Lundi à neuf heures ?" },
];

let practice: Practice;
let database: Database;
let system: Tenant;
let member: Tenant;
let assistantId: string;
beforeAll(async () => {
  practice = await openPractice();
  database = connect(practice.appUrl);
  system = systemTenant(database, practice.orgId);
  member = personTenant(database, claimsOf(practice.people.member), practice.orgId);
  const [assistant] = await member.write("member", (tx) =>
    tx.insert(assistants).values(assistantOf(practice.orgId)).returning(),
  );
  assistantId = assistant?.id ?? "";
});
afterAll(async () => {
  await database.close();
  await practice.close();
});

function docOf(books: Books, callId: string, known: Partial<RoomDoc> = {}): RoomDoc {
  const facts = translate(playCall(SAID).messages[0] ?? {}, NOW)?.facts ?? {};
  return {
    orgId: practice.orgId,
    callId,
    own: false,
    intent: null,
    dial: null,
    facts: { ...facts, vapiCallId: callId },
    progress: books.progress,
    lastHeardMs: 0,
    looks: 0,
    version: 1,
    flushedVersion: 0,
    flushAtMs: 0,
    flushAttempts: 0,
    flushedSeq: 0,
    flushedReport: false,
    feedAtMs: 0,
    feedAttempts: 0,
    removal: null,
    doneAtMs: null,
    ...known,
  };
}

function batchOf(books: Books, callId: string, known: Partial<RoomDoc> = {}): Batch {
  const doc = docOf(books, callId, known);
  return { doc, call: toLiveCall(doc), events: books.events, report: books.report };
}

const playedTo = (count: number, said = SAID) => {
  const books = new Books();
  for (const message of playCall(said).messages.slice(0, count)) {
    const sighting = translate(message, NOW);
    if (sighting !== undefined) books.add(sighting, "vapi");
  }
  return books;
};

const count = async (table: "call_events" | "messages" | "events", callId: string) => {
  const column = table === "events" ? "resource_id" : "call_id";
  const { rows } = await practice.superuser.query(`select count(*)::int as n from ${table} where ${column} = $1`, [
    callId,
  ]);
  return rows[0]?.n;
};
const messagesOf = async (callId: string) =>
  member.read((tx) => listMessages(tx, practice.orgId, callId, 100, undefined));

describe("what the plan allows", () => {
  const told = async () => {
    const { rows } = await practice.superuser.query<{ name: string }>(
      "select data -> 'limit' ->> 'name' as name from events where org_id = $1 and type = 'limit.reached' order by 1",
      [practice.orgId],
    );
    return rows.map(({ name }) => name);
  };
  const forget = async () => {
    for (const table of ["calls", "call_stats", "events"])
      await practice.superuser.query(`delete from ${table} where org_id = $1`, [practice.orgId]);
  };

  test("does not keep a call from coming in: it is copied all the same, and told once a day", async () => {
    for (let calls = 0; calls < 9; calls++) await flush(system, batchOf(playedTo(2), uuidv7()));
    expect(await told()).toEqual([]);
    for (let calls = 0; calls < 3; calls++) expect(await flush(system, batchOf(playedTo(2), uuidv7()))).toBe(true);
    expect(await told()).toEqual(["callsAtOnce"]);
    await forget();
  });

  test("is told when a report uses up the month's minutes", async () => {
    await practice.superuser.query(
      "insert into calls (org_id, direction, status, duration_ms) values ($1, 'inbound', 'ended', 60000000)",
      [practice.orgId],
    );
    await flush(system, batchOf(playedTo(playCall(SAID).messages.length), uuidv7()));
    expect(await told()).toEqual(["minutesPerMonth"]);
    await forget();
  });
});

describe("copying a call to Postgres", () => {
  test("in pieces or at once, repeated or not, leaves the same rows", async () => {
    const [inPieces, atOnce] = [uuidv7(), uuidv7()];
    const all = playCall(SAID).messages.length;
    let flushedSeq = 0;
    for (const upTo of [1, 4, 9, 10, all]) {
      const books = playedTo(upTo);
      expect(await flush(system, batchOf(books, inPieces, { flushedSeq }))).toBe(true);
      // The answer to the first was lost, so that it is written again.
      expect(await flush(system, batchOf(books, inPieces, { flushedSeq }))).toBe(true);
      flushedSeq = books.progress.lastSeq;
    }
    expect(await flush(system, batchOf(playedTo(all), atOnce))).toBe(true);

    const withoutIds = async (callId: string) =>
      (await messagesOf(callId)).map(({ id: _id, callId: _callId, ...row }) => row);
    expect(await withoutIds(inPieces)).toEqual(await withoutIds(atOnce));
    for (const table of ["call_events", "messages", "events"] as const)
      expect(await count(table, inPieces)).toBe(await count(table, atOnce));
    const rows = await practice.superuser.query(
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

  test("adopts a call that we did not start, with its report as columns", async () => {
    const callId = uuidv7();
    await flush(system, batchOf(playedTo(100), callId));
    const row = await member.read((tx) => findCall(tx, practice.orgId, callId));
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
    const kept = await practice.superuser.query(
      "select c.*, (select json_agg(e) from call_events e where e.call_id = c.id) from calls c where id = $1",
      [callId],
    );
    expect(JSON.stringify(kept.rows)).not.toMatch(/secret|https:/);
  });

  test("a call that failed is in the log once, however often that is written, and one that a person ended is not", async () => {
    const [failed, fine] = [uuidv7(), uuidv7()];
    const books = playedTo(2);
    books.add(closingSighting("call.start.error-unconfirmed", NOW, books.progress), "reconciled");
    await flush(system, batchOf(books, failed));
    await flush(system, batchOf(books, failed));
    await flush(system, batchOf(playedTo(100), fine));
    const { rows } = await practice.superuser.query(
      "select action, actor_kind, outcome, detail from audit_log where resource_id = any($1)",
      [[failed, fine]],
    );
    const detail = { endedReason: "call.start.error-unconfirmed" };
    expect(rows).toEqual([{ action: "call.failed", actor_kind: "system", outcome: "failed", detail }]);
  });

  test("a call of ours whose row is gone is said so, with or without new events", async () => {
    const books = playedTo(5);
    const callId = uuidv7();
    expect(await flush(system, batchOf(books, callId, { own: true }))).toBe(false);
    expect(await flush(system, batchOf(books, callId, { own: true, flushedSeq: books.progress.lastSeq }))).toBe(false);
  });

  test("another organization's room cannot write into it", async () => {
    const callId = uuidv7();
    await flush(system, batchOf(playedTo(4), callId));
    const other = systemTenant(database, practice.strangerOrgId);
    const batch = batchOf(playedTo(100), callId);
    await flush(other, {
      ...batch,
      doc: { ...batch.doc, orgId: practice.strangerOrgId, facts: { vapiCallId: uuidv7() } },
    }).catch(() => undefined);
    const row = await member.read((tx) => findCall(tx, practice.orgId, callId));
    expect(row?.status).toBe("in-progress");
  });
});

describe("the list of calls", () => {
  const intent = (callId: string): Intent => ({
    orgId: practice.orgId,
    callId,
    callee: { kind: "assistant", id: assistantId, name: "Accueil", vapiId: "v" },
    phoneNumberId: null,
    customer: { number: "+33199887766", name: null },
    name: null,
    variables: {},
    schedule: null,
  });
  const list = async (query: Record<string, unknown>) => {
    const rows = await member.read((tx) =>
      listCalls(tx, practice.orgId, CallFilters.parse({ limit: 100, ...query }), undefined),
    );
    return rows.map(({ id }) => id);
  };

  test("filters by what it says", async () => {
    const author = { userId: practice.people.member, kind: "person" as const, requestId: "r" };
    const [ended, ours] = [uuidv7(), uuidv7()];
    await flush(
      system,
      batchOf(playedTo(100, [{ who: "user", text: "Le remboursement de la mutuelle, s’il vous plaît." }]), ended),
    );
    const [row] = await member.write("member", (tx) =>
      insertCalls(tx, practice.orgId, [intent(ours)], { dossier: "12" }, author),
    );
    expect(row).toMatchObject({ id: ours, status: "queued", metadata: { dossier: "12" }, syncState: "pending" });

    expect(await list({ live: "true", number: "+331998" })).toEqual([ours]);
    expect(await list({ status: "queued", direction: "outbound", number: "331998877" })).toEqual([ours]);
    expect(await list({ status: ["queued", "ringing"], number: "+33612345678" })).toEqual([]);
    expect(await list({ text: "mutuelle" })).toEqual([ended]);
    expect(await list({ text: "remboursements mutuel" })).toEqual([ended]);
    expect(await list({ text: "aquarium" })).toEqual([]);
    expect(await list({ assistantId: assistantId, number: "+33199" })).toEqual([ours]);
    expect(
      await list({ number: "+33187", from: "2026-11-22T09:59:59Z", to: "2026-11-22T10:00:01Z", text: "mutuelle" }),
    ).toEqual([ended]);
    expect(await list({ to: "2026-11-22T09:59:59Z" })).toEqual([]);
  });

  test("creating the same calls again finds them, and records the deed once", async () => {
    const author = { userId: practice.people.member, kind: "person" as const, requestId: "r" };
    const intents = [intent(uuidv7()), intent(uuidv7())];
    const create = () => member.write("member", (tx) => insertCalls(tx, practice.orgId, intents, {}, author));
    expect((await create()).map(({ id }) => id)).toEqual(intents.map(({ callId }) => callId));
    expect((await create()).map(({ id }) => id)).toEqual(intents.map(({ callId }) => callId));
    const audited = await practice.superuser.query(
      "select count(*)::int as n from audit_log where action = 'call.created' and resource_id = any($1)",
      [intents.map(({ callId }) => callId)],
    );
    expect(audited.rows[0]?.n).toBe(2);
  });

  test("a live call cannot be hidden, an ended one is gone at once, and its row when the room says so", async () => {
    const [live, ended] = [uuidv7(), uuidv7()];
    await flush(system, batchOf(playedTo(5), live));
    await flush(system, batchOf(playedTo(100), ended));
    const hide = (id: string, revision?: number) =>
      member.write("member", (tx) => hideCall(tx, practice.orgId, id, revision));
    expect(await hide(live)).toBeUndefined();
    expect(await hide(ended, 7)).toBeUndefined();
    expect(await isHidden(system, ended)).toBe(false);
    expect(await hide(ended, 1)).toBeDefined();
    expect(await isHidden(system, ended)).toBe(true);
    expect(await member.read((tx) => findCall(tx, practice.orgId, ended))).toBeUndefined();
    expect(await rowExists(system, ended)).toBe(true);
    await deleteRow(system, ended);
    expect(await rowExists(system, ended)).toBe(false);
    expect(await count("messages", ended)).toBe(0);
  });

  test("a change raises the revision and meets no other", async () => {
    const id = uuidv7();
    await flush(system, batchOf(playedTo(5), id));
    const change = (revision: number) =>
      member.write("member", (tx) => updateCall(tx, practice.orgId, id, revision, { name: "Rappel" }));
    expect(await change(1)).toMatchObject({ name: "Rappel", revision: 2 });
    expect(await change(1)).toBeUndefined();
    expect(await flush(system, batchOf(playedTo(100), id))).toBe(true);
    expect(await member.read((tx) => findCall(tx, practice.orgId, id))).toMatchObject({
      name: "Rappel",
      revision: 2,
      status: "ended",
    });
  });
});
