import { DurableObject } from "cloudflare:workers";
import type { CallsEnv } from "../env.ts";
import { resume } from "../live/resume.ts";
import { answerClose, sendTo } from "../live/sockets.ts";
import { toFrame } from "../live/sse.ts";
import type { FeedEntry, OrgFeedApi } from "../room/api.ts";
import { dataOf, isLive, keyOf, KEPT_EVENTS } from "./feed.ts";

const TABLES = `
  create table if not exists entries (id integer primary key autoincrement, key text not null unique, event text not null, data text not null);
  create table if not exists live (call_id text primary key, seq integer not null, call text not null);
`;

/** The calls of one organization as they go: what their rooms tell, in one order, for whoever watches. */
export class OrgFeed extends DurableObject<CallsEnv> implements Omit<OrgFeedApi, "fetch"> {
  readonly #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: CallsEnv) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(TABLES);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  async publish(entries: FeedEntry[]): Promise<void> {
    const frames: string[] = [];
    this.ctx.storage.transactionSync(() => {
      for (const entry of entries) {
        const event = String(entry.body["type"]);
        const data = JSON.stringify(dataOf(entry));
        const [row] = this.#sql
          .exec<{ id: number }>(
            "insert into entries (key, event, data) values (?, ?, ?) on conflict do nothing returning id",
            keyOf(entry),
            event,
            data,
          )
          .toArray();
        if (row === undefined) continue;
        frames.push(toFrame({ id: row.id, event, data: JSON.parse(data) }));
        this.#remember(entry);
      }
      this.#sql.exec("delete from entries where id <= (select max(id) from entries) - ?", KEPT_EVENTS);
    });
    for (const socket of this.ctx.getWebSockets()) for (const frame of frames) sendTo(socket, frame);
  }

  override async fetch(request: Request): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const kept = this.#kept();
    const after = new URL(request.url).searchParams.get("after");
    const { from, isReset } = after === null ? { from: kept.last, isReset: false } : resume(after, kept);
    if (isReset) server.send(toFrame({ id: from, event: "reset", data: { seq: from } }));
    if (after === null || isReset)
      server.send(toFrame({ id: from, event: "snapshot", data: { calls: this.#liveCalls() } }));
    const rows = this.#sql
      .exec<{ id: number; event: string; data: string }>(
        "select id, event, data from entries where id > ? order by id",
        from,
      )
      .toArray();
    for (const { id, event, data } of rows) server.send(toFrame({ id, event, data: JSON.parse(data) }));
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket, code: number): void {
    answerClose(socket, code);
  }

  #remember({ callId, seq, body, call }: FeedEntry): void {
    if (body["type"] !== "call.status") return;
    if (isLive(call)) {
      this.#sql.exec(
        "insert into live values (?, ?, ?) on conflict (call_id) do update set seq = excluded.seq, call = excluded.call where excluded.seq > live.seq",
        callId,
        seq,
        JSON.stringify(call),
      );
    } else {
      this.#sql.exec("delete from live where call_id = ?", callId);
    }
  }

  #kept() {
    const [row] = this.#sql
      .exec<{ first: number | null; last: number | null }>("select min(id) as first, max(id) as last from entries")
      .toArray();
    return { first: row?.first ?? 1, last: row?.last ?? 0 };
  }

  #liveCalls(): unknown[] {
    return this.#sql
      .exec<{ call: string }>("select call from live order by call_id desc limit 200")
      .toArray()
      .map(({ call }) => JSON.parse(call));
  }
}
