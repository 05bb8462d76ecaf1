import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { system } from "@allokoli/shared/db/tenant";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findDay, findDayCalls, findDaysOf, findEntries, findSalts } from "../../journal/store.ts";
import { toDayWithCalls, toJournal } from "../../journal/to-journal.ts";
import { addToJournal, deed, digestOf } from "../../journal/write.ts";
import { closeJournalDays } from "../../missed/store.ts";
import { openCopies, playedTo, type Copies } from "../../testing/copied-calls.ts";
import { playCall, type Said } from "../../testing/played-call.ts";
import { flush } from "./flush.ts";
import { deleteRow } from "./row.ts";

const SCRIPT = join(import.meta.dirname, "../../../../../integrations/verify-journal.mjs");
const TALK: Said[] = [
  { who: "bot", text: "Bonjour, vous parlez à une intelligence artificielle." },
  { who: "bot", text: "Cet appel est enregistré." },
  { who: "user", text: "Je voudrais un rendez-vous." },
  { who: "tool", id: "call_1", result: "lundi" },
  { who: "bot", text: "Lundi à neuf heures ?" },
];
const MESSAGES = playCall(TALK).messages.length;

let copies: Copies;
let folder: string;
beforeAll(async () => {
  copies = await openCopies();
  folder = await mkdtemp(join(tmpdir(), "allokoli-journal-"));
});
afterAll(async () => {
  await copies.close();
  await rm(folder, { recursive: true });
});

const query = async <Row>(text: string, values: unknown[] = []) =>
  // The test names the columns that it asked for.
  (await copies.fixture.superuser.query(text, values)).rows as Row[];
const journalOf = async (callId: string) => {
  const { orgId } = copies.fixture;
  const [rows, salts, days] = await copies.member.read((tx) =>
    Promise.all([findEntries(tx, orgId, callId), findSalts(tx, orgId, callId), findDaysOf(tx, orgId, callId)]),
  );
  return toJournal(orgId, callId, rows, salts, days);
};
const kindsOf = async (callId: string) => (await journalOf(callId)).entries.map(({ kind }) => kind);

/** The exit code of the script, and what it says. */
async function verify(...files: object[]): Promise<{ code: number; said: string }> {
  const paths = await Promise.all(
    files.map(async (file, index) => {
      const path = join(folder, `${uuidv7()}-${index}.json`);
      await writeFile(path, JSON.stringify(file));
      return path;
    }),
  );
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...paths]);
    return { code: 0, said: stdout };
  } catch (err) {
    const { code, stderr } = err as { code: number; stderr: string };
    return { code, said: stderr };
  }
}

/** A call that was copied piece by piece, each piece twice. */
async function copyCall(): Promise<string> {
  const callId = uuidv7();
  let flushedSeq = 0;
  for (let count = 1; count <= MESSAGES; count += 1) {
    const recorded = playedTo(count, TALK);
    const batch = copies.batchOf(recorded, callId, { flushedSeq });
    await flush(copies.system, batch);
    await flush(copies.system, batch);
    flushedSeq = recorded.progress.lastSeq;
  }
  return callId;
}

test("what happened is told once and in order, however the call is copied, and the chain is whole", async () => {
  const inPieces = await copyCall();
  const atOnce = uuidv7();
  await flush(copies.system, copies.batchOf(playedTo(MESSAGES, TALK), atOnce));
  const kinds = [
    "call.began",
    "call.answered",
    "notice.ai",
    "notice.recording",
    "function.called",
    "function.answered",
    "call.ended",
    "call.reported",
  ];
  expect(await kindsOf(inPieces)).toEqual(kinds);
  expect(await kindsOf(atOnce)).toEqual(kinds);
  const journal = await journalOf(inPieces);
  expect([journal.isWhole, journal.brokenAt]).toEqual([true, null]);
  expect(await verify(journal, await journalOf(atOnce))).toEqual({
    code: 0,
    said: "Whole: 2 journals with 16 entries, 0 days, 0 events.\n",
  });
});

test("nothing personal is in the journal; a digest is that of the words while their salt is there", async () => {
  const callId = await copyCall();
  const { entries } = await journalOf(callId);
  const all = JSON.stringify(await query("select * from call_journal where call_id = $1", [callId]));
  for (const words of ["33612345678", "enregistré", "lundi", "rendez-vous", "Fontaine"])
    expect(all).not.toContain(words);
  const notice = entries.find(({ kind }) => kind === "notice.recording");
  const said = TALK.slice(0, 2).map((line) => ("text" in line ? line.text : ""));
  expect([said.join(" "), said[1]].map((words) => digestOf(notice?.salt ?? "", words ?? ""))).toContain(
    notice?.data["words"],
  );
});

test("the assistant's version, and what people do, stand in the chain", async () => {
  const callId = uuidv7();
  const { orgId, people } = copies.fixture;
  await flush(
    copies.system,
    copies.batchOf(playedTo(2, TALK), callId, {
      facts: { assistantId: copies.assistantId, customerNumber: "+33612345678" },
    }),
  );
  const author = { userId: people.member, kind: "person" as const, requestId: "request-1" };
  const say = () =>
    copies.member.write("member", (tx) =>
      addToJournal(tx, orgId, callId, [deed(author, "person.said", { words: "Un instant." })]),
    );
  await say();
  await say();
  const { entries, isWhole } = await journalOf(callId);
  expect(isWhole).toBe(true);
  expect(entries.map(({ kind, data }) => ({ kind, data }))).toEqual([
    expect.objectContaining({ kind: "call.began" }),
    { kind: "assistant.answered", data: { assistantId: copies.assistantId, version: 1, recording: false } },
    expect.objectContaining({ kind: "call.answered" }),
    { kind: "person.said", data: { person: people.member, words: expect.stringMatching(/^[0-9a-f]{64}$/) } },
  ]);
});

test("a byte that was changed in the database, or an entry that is missing, is found by us and by the script", async () => {
  const callId = await copyCall();
  const change = async (statement: string, position: number) => {
    await query("begin");
    await query("set local session_replication_role = replica");
    await query(statement, [callId, position]);
    const journal = await journalOfSuperuser(callId);
    await query("rollback");
    return journal;
  };
  const CHANGES = [
    "update call_journal set data = replace(data, 'book', 'bool') where call_id = $1 and position = $2",
    "update call_journal set at = at + interval '1 millisecond' where call_id = $1 and position = $2",
    "update call_journal set kind = 'call.answered' where call_id = $1 and position = $2",
    "update call_journal set hash = translate(hash, '01', '10') where call_id = $1 and position = $2",
    "delete from call_journal where call_id = $1 and position = $2",
  ];
  for (const statement of CHANGES) {
    const journal = await change(statement, 5);
    expect([journal.isWhole, journal.brokenAt], statement).toEqual([false, 5]);
    expect((await verify(journal)).code, statement).toBe(1);
  }
  expect((await verify(await journalOf(callId))).code).toBe(0);
});

/** What a person would see, within the transaction of the superuser who changed it. */
async function journalOfSuperuser(callId: string) {
  const rows = await query<Parameters<typeof toJournal>[2][number]>(
    `select org_id as "orgId", call_id as "callId", position, key, kind, at, recorded_at as "recordedAt", data,
       previous_hash as "previousHash", hash
     from call_journal where call_id = $1 order by position`,
    [callId],
  );
  return toJournal(copies.fixture.orgId, callId, rows, [], []);
}

test("nobody changes an entry, not even the owner of the table", async () => {
  const callId = await copyCall();
  await expect(query("update call_journal set kind = 'call.ended' where call_id = $1", [callId])).rejects.toThrow(
    "the journal is only added to",
  );
});

test("a deleted call's journal stays whole, without the salts of its digests", async () => {
  const callId = await copyCall();
  const before = await journalOf(callId);
  await deleteRow(copies.system, callId);
  const after = await journalOf(callId);
  expect(after.entries).toEqual(before.entries.map((entry) => ({ ...entry, salt: null })));
  expect([after.isWhole, (await verify(after)).code]).toEqual([true, 0]);
  // A late report adds nothing to it.
  await flush(copies.system, copies.batchOf(playedTo(MESSAGES, TALK), callId, { own: true, flushedSeq: 100 }));
  expect((await journalOf(callId)).entries.length).toBe(after.entries.length);
});

test("a day that is over is closed once, by an event whose hash holds all of its calls", async () => {
  await query("delete from call_journal");
  await query("delete from journal_days");
  const HOUR_MS = 3_600_000;
  const close = (now: Date) => system(copies.database).write((tx) => closeJournalDays(tx, now));
  const events = () =>
    query<{ data: Record<string, unknown>; org_id: string }>(
      "select data, org_id from events where type = 'journal.day-closed' order by position",
    );
  const [early, long] = [await copyCall(), uuidv7()];
  await flush(copies.system, copies.batchOf(playedTo(3, TALK), long));
  const [today] = await query<{ until: Date }>("select until from journal_days");
  const midnight = today?.until ?? new Date(0);
  expect(midnight.getTime() - Date.now()).toBeGreaterThan(-1000);
  expect(midnight.getTime() - Date.now()).toBeLessThanOrEqual(25 * HOUR_MS);
  await close(midnight);
  expect(await events()).toEqual([]);

  // A midnight between the beginning and the end of the long call.
  await query("update journal_days set until = clock_timestamp()");
  await flush(copies.system, copies.batchOf(playedTo(MESSAGES, TALK), long, { flushedSeq: 2 }));
  const late = await copyCall();
  await close(new Date(midnight.getTime() + HOUR_MS));
  await close(new Date(midnight.getTime() + HOUR_MS));

  const { orgId } = copies.fixture;
  const told = (await events()).map(({ data, org_id: organizationId }) => ({
    type: "journal.day-closed",
    organizationId,
    data,
  }));
  expect(told.map(({ data }) => data["calls"])).toEqual([2, 2]);
  const days = await Promise.all(
    told.map(({ data }) =>
      copies.member.read(async (tx) => {
        const day = await findDay(tx, orgId, String(data["id"]));
        if (day === undefined) throw new Error("no such day");
        return toDayWithCalls(day, await findDayCalls(tx, orgId, day));
      }),
    ),
  );
  const journals = await Promise.all([early, long, late].map(journalOf));
  expect(journals.map((journal) => journal.days.map(({ hash }) => hash))).toEqual([
    [days[0]?.hash],
    [days[0]?.hash, days[1]?.hash],
    [days[1]?.hash],
  ]);
  expect(await verify(...journals, ...days, ...told)).toEqual({
    code: 0,
    said: expect.stringContaining("3 journals"),
  });

  // A chain that was written anew is whole in itself, and not the one whose hash was told.
  const [first] = days;
  const [journal] = journals;
  if (first === undefined || journal === undefined) throw new Error("no day");
  const shorter = { ...journal, entries: journal.entries.slice(0, -1) };
  expect((await verify(shorter)).code).toBe(0);
  expect(await verify(shorter, first)).toMatchObject({ code: 1, said: expect.stringContaining(early) });
  expect((await verify({ ...first, calls: first.calls.slice(1) })).code).toBe(1);
  const [event] = told;
  const forged = { ...event, data: { ...event?.data, hash: "0".repeat(64) } };
  expect((await verify(...days, forged)).code).toBe(1);
});
