import type { Log } from "@allokoli/shared/log/log";
import { rowReader, type Sql } from "@allokoli/shared/stored/rows";
import { shapeOf } from "@allokoli/shared/stored/shape";
import { z } from "zod";
import { LiveCallShape } from "../room/shapes.ts";
import { beginningOf, dataOf, isLive, keyOf, KEPT_EVENTS } from "./feed.ts";
import type { FeedEntry, LiveCall } from "../room/state/call.ts";

const TABLES = `
  create table if not exists entries (id integer primary key autoincrement, key text not null unique, event text not null, data text not null);
  create table if not exists live (call_id text primary key, seq integer not null, call text not null);
  create table if not exists said (call_id text primary key, seq integer not null, said text not null);
`;

/** Version 0 of both was stored without a version, in the same shape. */
const asItWas = (value: unknown) => value;
const DATA = shapeOf<Record<string, unknown>>("feed event", z.record(z.string(), z.unknown()), [asItWas]);
const LIVE = shapeOf<LiveCall>("live call", LiveCallShape, [asItWas]);

/** What was said last in a call, so that a page has words at once. */
export type Said = { role: "assistant" | "user"; text: string; at: string };
const SaidShape = z.object({ role: z.enum(["assistant", "user"]), text: z.string(), at: z.string() });
const SAID = shapeOf<Said>("last words", SaidShape, []);

/** A live call as the snapshot shows it. */
export type SnapshotCall = LiveCall & { last: Said | null };

/** No call lasts this long (Vapi's limit is half a day): its end was lost, and it is no longer listed. */
const LIVE_FOR_MS = 24 * 60 * 60_000;
const isStillLive = ({ startedAt, createdAt }: LiveCall, now: number) =>
  now - Date.parse(startedAt ?? createdAt) < LIVE_FOR_MS;
const MOST_SHOWN = 200;

export type FeedEvent = { id: number; event: string; data: Record<string, unknown> };

/** The part of its storage that a feed uses, or a fake. */
export type FeedStorage = { sql: Sql; transactionSync(work: () => void): void };

/** What a feed keeps: the latest events of all calls in one order, and the live calls. */
export function openFeed(storage: FeedStorage, log: Pick<Log, "error">) {
  const { sql } = storage;
  const reader = rowReader(sql, log);
  sql.exec(TABLES);

  function remember({ callId, seq, at, body, call }: FeedEntry): void {
    if (body["type"] === "transcript" && isLive(call)) {
      const said = SaidShape.safeParse({ ...body, at });
      if (said.success)
        sql.exec(
          "insert into said values (?, ?, ?) on conflict (call_id) do update set seq = excluded.seq, said = excluded.said where excluded.seq > said.seq",
          callId,
          seq,
          JSON.stringify(SAID.write(said.data)),
        );
    }
    if (body["type"] !== "call.status") return;
    if (isLive(call)) {
      sql.exec(
        "insert into live values (?, ?, ?) on conflict (call_id) do update set seq = excluded.seq, call = excluded.call where excluded.seq > live.seq",
        callId,
        seq,
        JSON.stringify(LIVE.write(call)),
      );
    } else forget(callId);
  }

  function forget(callId: string): void {
    sql.exec("delete from live where call_id = ?", callId);
    sql.exec("delete from said where call_id = ?", callId);
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
    /** Delete everything of a call. Who resumes behind a deleted event misses nothing else. */
    drop(callId: string): void {
      const beginning = beginningOf(callId);
      storage.transactionSync(() => {
        sql.exec("delete from entries where substr(key, 1, ?) = ?", beginning.length, beginning);
        forget(callId);
      });
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
    /** The ids of the live calls with somebody who has that number. */
    callsWith(number: string, now: number): string[] {
      return sql
        .exec<{ call_id: string; call: string }>("select call_id, call from live")
        .toArray()
        .filter(({ call_id, call: stored }) => {
          const call = reader.read(LIVE, stored, { call_id, call: stored });
          return call !== undefined && isStillLive(call, now) && call.customer.number === number;
        })
        .map(({ call_id: id }) => id);
    },
    liveCalls(now: number): SnapshotCall[] {
      return sql
        .exec<{ call_id: string; call: string; said: string | null }>(
          "select live.call_id, live.call, said.said from live left join said using (call_id) order by live.call_id desc limit ?",
          MOST_SHOWN,
        )
        .toArray()
        .flatMap(({ call_id, call: stored, said }): SnapshotCall[] => {
          const call = reader.read(LIVE, stored, { call_id, call: stored });
          if (call !== undefined && isStillLive(call, now))
            return [{ ...call, last: said === null ? null : (reader.read(SAID, said, { call_id, said }) ?? null) }];
          forget(call_id);
          return [];
        });
    },
  };
}
