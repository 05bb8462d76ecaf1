import { CallEventBody } from "@allokoli/shared/events/call-event";
import type { FeedEntry } from "./api.ts";
import type { RoomDoc, RoomStore } from "./doc.ts";
import type { NumberedEvent } from "./fold.ts";
import type { Report, Turn } from "./report.ts";

const TABLES = `
  create table if not exists events (seq integer primary key, key text not null unique, at text not null, body text not null);
  create table if not exists turns (position integer primary key, turn text not null);
  create table if not exists feed_queue (id integer primary key autoincrement, entry text not null);
`;

export function openStore(storage: DurableObjectStorage): RoomStore {
  const { sql, kv } = storage;
  const eventsAfter = (seq: number, limit = -1): NumberedEvent[] =>
    sql
      .exec<EventRow>("select seq, key, at, body from events where seq > ? order by seq limit ?", seq, limit)
      .toArray()
      .map(toEvent);

  return {
    open: () => void sql.exec(TABLES),
    doc: () => kv.get<RoomDoc>("room"),
    saveDoc: (doc) => kv.put("room", doc),
    history: {
      has: (key) => sql.exec("select 1 from events where key = ?", key).toArray().length > 0,
      all: () => eventsAfter(0),
    },
    eventsAfter,
    addEvents(events) {
      for (const { seq, key, at, body } of events) {
        sql.exec("insert into events (seq, key, at, body) values (?, ?, ?, ?)", seq, key, at, JSON.stringify(body));
      }
    },
    report() {
      const report = kv.get<Report>("report");
      if (report === undefined) return undefined;
      const rows = sql.exec<{ turn: string }>("select turn from turns order by position").toArray();
      return { ...report, turns: rows.map(({ turn }) => toTurn(turn)) };
    },
    // A value holds 2 MB at most, a long conversation more.
    saveReport({ turns, ...report }) {
      kv.put("report", { ...report, turns: [] });
      sql.exec("delete from turns");
      for (const [position, turn] of turns.entries())
        sql.exec("insert into turns values (?, ?)", position, JSON.stringify(turn));
    },
    queueFeed(entries) {
      for (const entry of entries) sql.exec("insert into feed_queue (entry) values (?)", JSON.stringify(entry));
    },
    feedQueue: () =>
      sql
        .exec<{ id: number; entry: string }>("select id, entry from feed_queue order by id limit 200")
        .toArray()
        .map(({ id, entry }) => ({ id, entry: toEntry(entry) })),
    dropFeed(throughId) {
      sql.exec("delete from feed_queue where id <= ?", throughId);
    },
    durable: () => storage.sync(),
    together: (work) => storage.transactionSync(work),
    clear: () => storage.deleteAll(),
  };
}

type EventRow = { seq: number; key: string; at: string; body: string };
const toEvent = ({ body, ...row }: EventRow): NumberedEvent => ({
  ...row,
  body: CallEventBody.parse(JSON.parse(body)),
});

// Both were written by this file, from values of these types.
const toTurn = (turn: string) => JSON.parse(turn) as Turn;
const toEntry = (entry: string) => JSON.parse(entry) as FeedEntry;
