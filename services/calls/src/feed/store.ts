import type { Log } from "@allokoli/shared/log/log";
import { rowReader, type Sql } from "@allokoli/shared/stored/rows";
import { shapeOf } from "@allokoli/shared/stored/shape";
import { z } from "zod";
import { LiveCallShape } from "../room/shapes.ts";
import { dataOf, isLive, keyOf, KEPT_EVENTS } from "./feed.ts";
import type { FeedEntry, LiveCall } from "../room/state/call.ts";

const TABLES = `
  create table if not exists entries (id integer primary key autoincrement, key text not null unique, event text not null, data text not null);
  create table if not exists live (call_id text primary key, seq integer not null, call text not null);
`;

/** Version 0 of both was stored without a version, in the same shape. */
const asItWas = (value: unknown) => value;
const DATA = shapeOf<Record<string, unknown>>("feed event", z.record(z.string(), z.unknown()), [asItWas]);
const LIVE = shapeOf<LiveCall>("live call", LiveCallShape, [asItWas]);

/** No call lasts this long (Vapi's limit is half a day): its end was lost, and it is no longer listed. */
const LIVE_FOR_MS = 24 * 60 * 60_000;
const MOST_SHOWN = 200;

export type FeedEvent = { id: number; event: string; data: Record<string, unknown> };

/** The part of its storage that a feed uses, or a fake. */
export type FeedStorage = { sql: Sql; transactionSync(work: () => void): void };

/** What a feed keeps: the latest events of all calls in one order, and the live calls. */
export function openFeed(storage: FeedStorage, log: Pick<Log, "error">) {
  const { sql } = storage;
  const reader = rowReader(sql, log);
  sql.exec(TABLES);

  function remember({ callId, seq, body, call }: FeedEntry): void {
    if (body["type"] !== "call.status") return;
    if (isLive(call)) {
      sql.exec(
        "insert into live values (?, ?, ?) on conflict (call_id) do update set seq = excluded.seq, call = excluded.call where excluded.seq > live.seq",
        callId,
        seq,
        JSON.stringify(LIVE.write(call)),
      );
    } else {
      sql.exec("delete from live where call_id = ?", callId);
    }
  }

  return {
    /** Number the entries that are not known yet. */
    add(entries: FeedEntry[]): FeedEvent[] {
      const added: FeedEvent[] = [];
      storage.transactionSync(() => {
        for (const entry of entries) {
          const event = String(entry.body["type"]);
          const data = dataOf(entry);
          const [row] = sql
            .exec<{ id: number }>(
              "insert into entries (key, event, data) values (?, ?, ?) on conflict do nothing returning id",
              keyOf(entry),
              event,
              JSON.stringify(DATA.write(data)),
            )
            .toArray();
          if (row === undefined) continue;
          added.push({ id: row.id, event, data });
          remember(entry);
        }
        sql.exec("delete from entries where id <= (select max(id) from entries) - ?", KEPT_EVENTS);
      });
      return added;
    },
    kept() {
      const [row] = sql
        .exec<{ first: number | null; last: number | null }>("select min(id) as first, max(id) as last from entries")
        .toArray();
      return { first: row?.first ?? 1, last: row?.last ?? 0 };
    },
    /** Undefined when some of them cannot be read: the gap cannot be filled. */
    after(from: number): FeedEvent[] | undefined {
      const rows = sql
        .exec<{ id: number; event: string; data: string }>(
          "select id, event, data from entries where id > ? order by id",
          from,
        )
        .toArray();
      const events = rows.flatMap((row): FeedEvent[] => {
        const data = reader.read(DATA, row.data, row);
        if (data !== undefined) return [{ ...row, data }];
        // All earlier ones are deleted too: whoever has not got past it sees a gap, and nobody else does.
        sql.exec("delete from entries where id <= ?", row.id);
        return [];
      });
      return events.length === rows.length ? events : undefined;
    },
    liveCalls(now: number): LiveCall[] {
      return sql
        .exec<{ call_id: string; call: string }>(
          "select call_id, call from live order by call_id desc limit ?",
          MOST_SHOWN,
        )
        .toArray()
        .flatMap((row): LiveCall[] => {
          const call = reader.read(LIVE, row.call, row);
          if (call !== undefined && now - Date.parse(call.startedAt ?? call.createdAt) < LIVE_FOR_MS) return [call];
          sql.exec("delete from live where call_id = ?", row.call_id);
          return [];
        });
    },
  };
}
