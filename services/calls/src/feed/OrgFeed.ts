import { DurableObject } from "cloudflare:workers";
import { createLog } from "@allokoli/shared/log/log";
import type { CallsEnv } from "../env.ts";
import { resume } from "../listeners/resume.ts";
import { answerClose, sendTo } from "../listeners/sockets.ts";
import { toFrame } from "../listeners/sse.ts";
import { acceptListener, CROWDED_STATUS } from "../listeners/streams.ts";
import type { OrgFeedApi } from "../room/api.ts";
import { openFeed } from "./store.ts";
import type { FeedEntry } from "../room/state/call.ts";

/** The live calls of one organization: the events of their rooms, in one order, for all listeners. */
export class OrgFeed extends DurableObject<CallsEnv> implements Omit<OrgFeedApi, "fetch"> {
  readonly #feed;

  constructor(ctx: DurableObjectState, env: CallsEnv) {
    super(ctx, env);
    this.#feed = openFeed(ctx.storage, createLog({ service: "calls", feed: ctx.id.toString() }));
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  async publish(entries: FeedEntry[]): Promise<void> {
    const frames = this.#feed.add(entries).map(toFrame);
    for (const socket of this.ctx.getWebSockets()) for (const frame of frames) sendTo(socket, frame);
  }

  async forget(callId: string): Promise<void> {
    this.#feed.drop(callId);
  }

  async callsWith(number: string): Promise<string[]> {
    return this.#feed.callsWith(number, Date.now());
  }

  override async fetch(request: Request): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair();
    if (!acceptListener(this.ctx, request, server)) return new Response(null, { status: CROWDED_STATUS });
    const kept = this.#feed.kept();
    const after = new URL(request.url).searchParams.get("after");
    const asked = after === null ? { from: kept.last, isReset: false } : resume(after, kept);
    const missed = this.#feed.after(asked.from);
    const { from, isReset } = missed === undefined ? { from: kept.last, isReset: true } : asked;
    if (isReset) server.send(toFrame({ id: from, event: "reset", data: { seq: from } }));
    if (after === null || isReset) {
      const calls = this.#feed.liveCalls(Date.now());
      server.send(toFrame({ id: from, event: "snapshot", data: { calls } }));
    }
    for (const event of missed ?? []) server.send(toFrame(event));
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket, code: number): void {
    answerClose(socket, code);
  }
}
