import type { Log } from "@allokoli/shared/log/log";
import { asideKey, readOrTell } from "@allokoli/shared/stored/value";
import { rowReader, type Sql } from "@allokoli/shared/stored/rows";
import type { Shape } from "@allokoli/shared/stored/shape";
import type { RoomStore } from "./state/doc.ts";
import { EVENT, FEED_ENTRY, REPORT, ROOM, TURN } from "./shapes.ts";
import type { FeedEntry } from "./state/call.ts";
import type { NumberedEvent } from "./events/history.ts";
import type { Turn } from "./events/turns.ts";

const TABLES = `
  create table if not exists events (seq integer primary key, key text not null unique, at text not null, body text not null);
  create table if not exists turns (position integer primary key, turn text not null);
  create table if not exists feed_queue (id integer primary key autoincrement, entry text not null);
`;

/** The part of its storage that a room uses, or a fake. */
export type RoomStorage = {
  sql: Sql;
  kv: { get(key: string): unknown; put(key: string, value: unknown): void; delete(key: string): unknown };
  sync(): Promise<void>;
  transactionSync(work: () => void): void;
  deleteAll(): Promise<void>;
};

export function openStore(storage: RoomStorage, log: Pick<Log, "error">): RoomStore {
  const { sql, kv } = storage;
  const reader = rowReader(sql, log);
  const open = () => void sql.exec(TABLES);

  /** A value under a key, in its shape. An unreadable value is moved aside, for a person to look at. */
  function read<T>(key: string, shape: Shape<T>): T | undefined {
    const raw = kv.get(key);
    if (raw === undefined) return undefined;
    const value = readOrTell(shape, raw, log, { key });
    if (value !== undefined) return value;
    kv.put(asideKey(key), raw);
    kv.delete(key);
    return undefined;
  }

  const toEvents = (rows: EventRow[]): NumberedEvent[] =>
    rows.flatMap((row) => {
      const body = reader.read(EVENT, row.body, row);
      if (body !== undefined) return [{ ...row, body }];
      sql.exec("delete from events where seq = ?", row.seq);
      return [];
    });
  const eventsAfter = (seq: number, limit = -1): NumberedEvent[] =>
    toEvents(
      sql
        .exec<EventRow>("select seq, key, at, body from events where seq > ? order by seq limit ?", seq, limit)
        .toArray(),
    );

  return {
    open,
    doc: () => read("room", ROOM),
    saveDoc: (doc) => kv.put("room", ROOM.write(doc)),
    isLost: () => kv.get("room") === undefined && kv.get(asideKey("room")) !== undefined,
    history: {
      has: (key) => sql.exec("select 1 from events where key = ?", key).toArray().length > 0,
      all: () => eventsAfter(0),
    },
    eventsAfter,
    lastSeq: () => sql.exec<{ last: number | null }>("select max(seq) as last from events").toArray()[0]?.last ?? 0,
    addEvents(events) {
      for (const { seq, key, at, body } of events)
        sql.exec(
          "insert into events (seq, key, at, body) values (?, ?, ?, ?)",
          seq,
          key,
          at,
          JSON.stringify(EVENT.write(body)),
        );
    },
    report() {
      const report = read("report", REPORT);
      if (report === undefined) return undefined;
      const rows = sql
        .exec<{ position: number; turn: string }>("select position, turn from turns order by position")
        .toArray();
      const turns: Turn[] = [];
      for (const row of rows) {
        const turn = reader.read(TURN, row.turn, row);
        // Half of a conversation would replace all of the live one.
        if (turn === undefined) {
          sql.exec("delete from turns");
          kv.delete("report");
          return undefined;
        }
        turns.push(turn);
      }
      return { ...report, turns };
    },
    // A value holds 2 MB at most; a long conversation is larger.
    saveReport({ turns, ...report }) {
      kv.put("report", REPORT.write(report));
      sql.exec("delete from turns");
      for (const [position, turn] of turns.entries())
        sql.exec("insert into turns values (?, ?)", position, JSON.stringify(TURN.write(turn)));
    },
    queueFeed(entries) {
      for (const entry of entries)
        sql.exec("insert into feed_queue (entry) values (?)", JSON.stringify(FEED_ENTRY.write(entry)));
    },
    feedQueue() {
      const rows = sql
        .exec<{ id: number; entry: string }>("select id, entry from feed_queue order by id limit 200")
        .toArray();
      // The event is stored separately: only the organization's listeners miss an unreadable entry.
      const entries = rows.flatMap(({ id, entry }): FeedEntry[] => {
        const value = reader.read(FEED_ENTRY, entry, { id, entry });
        return value === undefined ? [] : [value];
      });
      return { entries, throughId: rows.at(-1)?.id ?? 0 };
    },
    feedWaits: () => sql.exec("select 1 from feed_queue limit 1").toArray().length > 0,
    dropFeed(throughId) {
      sql.exec("delete from feed_queue where id <= ?", throughId);
    },
    durable: () => storage.sync(),
    together: (work) => storage.transactionSync(work),
    empty() {
      open();
      for (const table of ["events", "turns", "feed_queue"]) sql.exec(`delete from ${table}`);
      kv.delete("report");
    },
    clear: () => storage.deleteAll(),
  };
}

type EventRow = { seq: number; key: string; at: string; body: string };
