import { readFileSync } from "node:fs";
import { asideKey } from "@allokoli/shared/stored/value";
import { describe, expect, test } from "vitest";
import { openFeed } from "../feed/store.ts";
import { fillStorage, MemoryStorage, type StoredObject } from "../testing/memory-storage.ts";
import { newDoc } from "./state/doc.ts";
import { EVENT, FEED_ENTRY, REPORT, ROOM, TURN } from "./shapes.ts";
import { openStore } from "./store.ts";

const PHASES = ["scheduled", "ringing", "inProgress", "ended", "inboundInProgress"] as const;
type Fixture = { rooms: Record<(typeof PHASES)[number], StoredObject>; feed: StoredObject };

/** What each earlier release stored, with calls in every phase; a new release adds its own fixture. */
const RELEASES = ["assistant-to-call", "callee-and-told-id", "callee-and-checked-id"];
const fixture = (release: string) =>
  JSON.parse(readFileSync(new URL(`../testing/stored/${release}.json`, import.meta.url), "utf8")) as Fixture;

function open(stored: StoredObject) {
  const memory = new MemoryStorage();
  fillStorage(memory, stored);
  const told: unknown[] = [];
  const log = { error: (_message: string, err: unknown) => void told.push(err) };
  return { memory, told, store: openStore(memory.storage, log) };
}

describe.each(RELEASES)("what the release of %s stored", (release) => {
  const { rooms, feed } = fixture(release);

  test.each(PHASES)("is read, a call %s", (phase) => {
    const { store, told } = open(rooms[phase]);
    const doc = store.doc();
    const vapiCallId = expect.stringMatching(/0000d0\d0$/);
    expect(doc).toMatchObject({
      own: phase !== "inboundInProgress",
      dial: phase === "inboundInProgress" ? null : { state: "made", vapiCallId },
      facts: { customerNumber: "+33612345678" },
      progress: { lastSeq: rooms[phase].tables["events"]?.length },
      flushedLines: null,
      isFlushGivenUp: false,
      isIdTaken: false,
      removal: null,
    });
    // The id to ask Vapi with: Vapi's own, or a claim to check first.
    if (release === "callee-and-checked-id") expect(doc).toMatchObject({ atVapi: { callId: vapiCallId }, claim: null });
    else expect(doc).toMatchObject({ atVapi: null, claim: { vapiCallId, attempts: 0 } });
    if (phase !== "inboundInProgress")
      expect(doc?.intent?.callee).toEqual({
        kind: "assistant",
        id: "01990000-0000-7000-8000-0000000000a1",
        name: "Accueil",
        vapiId: "01990000-0000-7000-8000-0000000000a2",
      });
    expect(store.eventsAfter(0)).toHaveLength(doc?.progress.lastSeq ?? -1);
    expect(store.report()?.turns.length).toBe(phase === "ended" ? 2 : undefined);
    expect(store.feedQueue().entries).toHaveLength(rooms[phase].tables["feed_queue"]?.length ?? 0);
    expect([store.isLost(), told]).toEqual([false, []]);
  });

  test("is read in this release's shape after it was written again", () => {
    const { store, memory } = open(rooms.ended);
    const [doc, report] = [store.doc(), store.report()];
    if (doc === undefined || report === undefined) throw new Error("not read");
    store.saveDoc({ ...doc, flushedLines: { user: 1, assistant: 1, tool: 0 } });
    store.saveReport(report);
    expect(memory.kept.get("room")).toMatchObject({ shapeVersion: ROOM.version });
    expect(memory.kept.get("report")).toMatchObject({ shapeVersion: REPORT.version });
    expect(store.doc()).toEqual({ ...doc, flushedLines: { user: 1, assistant: 1, tool: 0 } });
    expect(store.report()).toEqual(report);
  });

  test("is read by the organization's feed", () => {
    const memory = new MemoryStorage();
    fillStorage(memory, feed);
    const told: unknown[] = [];
    const opened = openFeed(memory.storage, { error: (message) => void told.push(message) });
    expect(opened.after(0)).toHaveLength(feed.tables["entries"]?.length ?? -1);
    const [first] = opened.after(0) ?? [];
    expect(first?.data).toMatchObject({ callId: expect.any(String), seq: 1, type: "call.status" });
    const soon = Date.parse("2026-11-27T03:00:00Z");
    expect(opened.liveCalls(soon).map(({ status }) => status)).toEqual(["in-progress", "in-progress", "ringing"]);
    expect(told).toEqual([]);
  });
});

test("a removal from before ids were checked deletes nothing by an unchecked id", () => {
  const { room } = fixture("callee-and-told-id").rooms.ended.values;
  const removal = { state: "sure", vapiCallId: "v1", atMs: 0, attempts: 0, isStranger: false };
  expect(ROOM.read({ ...(room as object), removal }).removal).toEqual({ ...removal, isChecked: false });
});

describe("an unreadable value", () => {
  const stored = fixture("callee-and-checked-id").rooms.ended;
  const WORDS = "Je voudrais";

  test("of the room is set aside, and logged without its content", () => {
    const broken = { ...stored, values: { ...stored.values, room: { intent: WORDS } } };
    const { store, memory, told } = open(broken);
    expect([store.doc(), store.isLost()]).toEqual([undefined, true]);
    expect(store.doc()).toBeUndefined();
    expect(told).toHaveLength(1);
    expect(String(told)).toMatch(/stored room of version 0 cannot be read/);
    expect(String(told)).not.toContain(WORDS);
    expect(memory.kept.get(asideKey("room"))).toEqual({ intent: WORDS });
    store.saveDoc(newDoc({ orgId: "o", callId: "c", own: true }, null, 0));
    expect(store.isLost()).toBe(false);
  });

  test("of a later release is set aside as well", () => {
    const { store } = open({ ...stored, values: { room: { shapeVersion: ROOM.version + 1, value: {} } } });
    expect([store.doc(), store.isLost()]).toEqual([undefined, true]);
  });

  test.each([
    ["an event", "events", "body", (opened: ReturnType<typeof openStore>) => opened.eventsAfter(0).length],
    [
      "a feed entry",
      "feed_queue",
      "entry",
      (opened: ReturnType<typeof openStore>) => opened.feedQueue().entries.length,
    ],
  ] as const)("is left out when it is only %s", (_, table, column, readAll) => {
    const rows = stored.tables[table] ?? [];
    const damaged = rows.map((row, index) => (index === 0 ? { ...row, [column]: '{"type":"call.status"' } : row));
    const { store, told, memory } = open({ ...stored, tables: { ...stored.tables, [table]: damaged } });
    expect(readAll(store)).toBe(rows.length - 1);
    expect(told).toHaveLength(1);
    expect(memory.exec("select what from set_aside")).toHaveLength(1);
  });

  test("of the report's conversation drops the whole report, not half of the conversation", () => {
    const turns = (stored.tables["turns"] ?? []).map((row, index) => (index === 1 ? { ...row, turn: "{}" } : row));
    const { store } = open({ ...stored, tables: { ...stored.tables, turns } });
    expect(store.report()).toBeUndefined();
    expect(store.eventsAfter(0).length).toBeGreaterThan(0);
  });
});

test("every value is written with its version", () => {
  const memory = new MemoryStorage();
  const store = openStore(memory.storage, { error: () => undefined });
  const { ended } = fixture("callee-and-checked-id").rooms;
  const before = open(ended).store;
  store.open();
  const [report, events] = [before.report(), before.eventsAfter(0)];
  if (report === undefined) throw new Error("no report");
  store.saveReport(report);
  store.addEvents(events);
  store.queueFeed(before.feedQueue().entries);
  const versions = (table: string, column: string) =>
    new Set(memory.exec(`select ${column} as value from ${table}`).map(({ value }) => versionOf(String(value))));
  expect(versions("events", "body")).toEqual(new Set([EVENT.version]));
  expect(versions("turns", "turn")).toEqual(new Set([TURN.version]));
  expect(versions("feed_queue", "entry")).toEqual(new Set([FEED_ENTRY.version]));
  expect([store.report(), store.eventsAfter(0)]).toEqual([report, events]);
});

const versionOf = (text: string) => (JSON.parse(text) as { shapeVersion?: number }).shapeVersion;
