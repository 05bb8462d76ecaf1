import { DurableObject } from "cloudflare:workers";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { createLog } from "@allokoli/shared/log/log";
import { createVapi, type ControlMessage } from "@allokoli/shared/vapi/client";
import { timingOf, type CallsEnv } from "../env.ts";
import {
  ENDED_CLOSE_CODE,
  type CallRef,
  type CallRoomApi,
  type ControlAnswer,
  type DialAnswer,
  type Intent,
} from "./api.ts";
import { controlCall, endCall } from "./control.ts";
import { afterCrash, afterMessage } from "./dial.ts";
import { fold, saysMore, startOf, type NumberedEvent, type Source, type Step } from "./fold.ts";
import { resume } from "../live/resume.ts";
import { answerClose, sendTo } from "../live/sockets.ts";
import { toFrame } from "../live/sse.ts";
import { toLiveCall } from "./live-call.ts";
import type { Room } from "./room.ts";
import { dueTimes, type Task } from "./schedule.ts";
import { isBeingRemoved, type RoomDoc } from "./doc.ts";
import { openStore } from "./store.ts";
import { answerOf, settle, startDialling } from "./settle.ts";
import { runTask } from "./tasks.ts";
import type { Sighting } from "./translate.ts";

/** After this long without `remove()` the request that was to hide the row is taken for dead. */
const REMOVAL_IS_SURE_WITHIN_MS = 30_000;

/** A call that is older than a room is kept had one, and it is closed: a straggler must not open it again. */
const isTooOld = (createdAt: string | undefined, now: number, keepRoomMs: number) =>
  createdAt !== undefined && now - Date.parse(createdAt) > keepRoomMs;

/**
 * One call: it numbers the events, keeps them, sends them to its listeners, copies them to Postgres and asks Vapi when
 * the call falls silent. Decisions are in the files beside it; this class wires them to storage, sockets and alarm.
 */
export class CallRoom extends DurableObject<CallsEnv> implements Omit<CallRoomApi, "fetch"> {
  readonly #room: Room;
  #doc: RoomDoc | undefined;
  #alarmAtMs: number | null = null;
  #dialling: Promise<DialAnswer> | undefined;
  #publishing = false;

  constructor(ctx: DurableObjectState, env: CallsEnv) {
    super(ctx, env);
    requireEnv(env, [
      "HYPERDRIVE",
      "ORG_FEED",
      "VAPI_API_KEY",
      "VAPI_BASE_URL",
      "VAPI_WEBHOOK_SECRET",
      "PUBLIC_API_URL",
    ]);
    const store = openStore(ctx.storage);
    const log = createLog({ service: "calls", room: ctx.id.toString() });
    this.#room = {
      env,
      store,
      timing: timingOf(env),
      vapi: createVapi(env),
      log,
      now: () => Date.now(),
      doc: () => this.#doc,
      change: (change) => this.#change(change),
      apply: (sighting, source) => this.#apply(sighting, source),
      forget: () => this.#forget(),
      flushing: undefined,
    };
    this.#doc = store.doc();
    if (this.#doc?.dial?.state === "dialling") this.#change({ dial: afterCrash(this.#doc.dial) });
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAtMs = await ctx.storage.getAlarm();
    });
  }

  async prepare(intent: Intent): Promise<void> {
    if (this.#doc !== undefined) return;
    const now = this.#room.now();
    this.#open({ orgId: intent.orgId, callId: intent.callId, own: true, intent });
    const doc = this.#change({
      dial: { state: "armed", since: now },
      facts: { createdAt: new Date(now).toISOString() },
    });
    this.#schedule(doc);
  }

  async dial(intent: Intent): Promise<DialAnswer> {
    await this.prepare(intent);
    const room = this.#room;
    if (this.#doc?.dial?.state !== "armed") return (await this.#dialling) ?? answerOf(this.#doc);
    this.#dialling = startDialling(room).finally(() => (this.#dialling = undefined));
    const answer = await this.#dialling;
    // So that whoever reads the call next finds it linked; when Postgres is away the alarm sees to it.
    if (answer.outcome === "made") await runTask(room, "flush");
    this.#schedule();
    return answer;
  }

  async settleRefusal(_call: CallRef, fate: "remove" | "keep"): Promise<void> {
    await settle(this.#room, fate);
    this.#schedule();
  }

  async ingest(call: CallRef & { own: boolean }, sighting: Sighting): Promise<"stored" | "repeated" | "ignored"> {
    const now = this.#room.now();
    const known = this.#doc;
    // A call of ours has an intent here for as long as there may be messages of it.
    if (known === undefined && (call.own || isTooOld(sighting.facts.createdAt, now, this.#room.timing.keepRoomMs)))
      return "ignored";
    if (isBeingRemoved(known)) return "ignored";
    if (known === undefined) this.#open({ ...call, intent: null });
    const dial = this.#doc?.dial ?? null;
    if (dial !== null && dial.state !== "made") this.#change({ dial: afterMessage(dial, sighting.facts.vapiCallId) });
    this.#hear(now);
    const step = this.#apply(sighting, "vapi");
    this.#schedule();
    return saysMore(step) || step.passing.length > 0 ? "stored" : "repeated";
  }

  async control(_call: CallRef, command: ControlMessage): Promise<ControlAnswer> {
    const answer = await controlCall(this.#room, command);
    this.#schedule();
    return answer;
  }

  async end(_call: CallRef): Promise<ControlAnswer> {
    const answer = await endCall(this.#room);
    this.#schedule();
    return answer;
  }

  async prepareRemoval({ orgId, callId, vapiCallId }: CallRef & { vapiCallId: string | null }): Promise<void> {
    const isKnown = this.#doc !== undefined;
    if (!isKnown) this.#open({ orgId, callId, own: true, intent: null });
    const doc = this.#doc;
    if (doc === undefined || doc.removal !== null) return;
    const atMs = this.#room.now() + REMOVAL_IS_SURE_WITHIN_MS;
    this.#change({
      removal: {
        state: "asked",
        vapiCallId: vapiCallId ?? doc.facts.vapiCallId ?? null,
        atMs,
        attempts: 0,
        isStranger: !isKnown,
      },
    });
    this.#schedule();
  }

  async remove(_call: CallRef): Promise<void> {
    if (this.#doc?.removal?.state === "asked")
      this.#change({ removal: { ...this.#doc.removal, state: "sure", atMs: this.#room.now() } });
    await runTask(this.#room, "remove");
    this.#closeSockets();
    this.#schedule();
  }

  async rename({ vapiCallId }: CallRef & { vapiCallId: string | null }, name: string): Promise<void> {
    if (vapiCallId === null) return;
    try {
      await this.#room.vapi.updateCall(vapiCallId, { name });
    } catch (err) {
      this.#room.log.warn("call not renamed at Vapi", { error: err instanceof Error ? err.name : typeof err });
    }
  }

  override async fetch(request: Request): Promise<Response> {
    const doc = this.#doc;
    if (doc === undefined || isBeingRemoved(doc)) return new Response(null, { status: 404 });
    const after = new URL(request.url).searchParams.get("after");
    const { from, isReset } = resume(after, { first: 1, last: doc.progress.lastSeq });
    const isOver = doc.progress.reportedBy !== null;
    if (isOver && !isReset && from === doc.progress.lastSeq) return new Response(null, { status: 204 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    if (isReset) server.send(toFrame({ id: from, event: "reset", data: { callId: doc.callId, seq: from } }));
    for (const event of this.#room.store.eventsAfter(from)) server.send(frameOf(doc.callId, event));
    if (isOver) server.close(ENDED_CLOSE_CODE, "ended");
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket, code: number): void {
    answerClose(socket, code);
  }

  override async alarm(): Promise<void> {
    this.#alarmAtMs = null;
    const doc = this.#doc;
    if (doc === undefined) return;
    const now = this.#room.now();
    const due = Object.entries(this.#dueTimes(doc)).flatMap(([task, time]) => (time <= now ? [toTask(task)] : []));
    await Promise.all(due.map((task) => (task === "feed" ? this.#publishFeed() : runTask(this.#room, task))));
    this.#schedule();
  }

  #open({ orgId, callId, own, intent }: CallRef & { own: boolean; intent: Intent | null }): void {
    const now = this.#room.now();
    this.#room.store.open();
    this.#doc = {
      orgId,
      callId,
      own,
      intent,
      dial: null,
      facts: { createdAt: new Date(now).toISOString() },
      progress: startOf(intent?.schedule ? "scheduled" : "queued"),
      lastHeardMs: now,
      looks: 0,
      version: 0,
      flushedVersion: 0,
      flushAtMs: 0,
      flushAttempts: 0,
      flushedSeq: 0,
      flushedReport: false,
      feedAtMs: 0,
      feedAttempts: 0,
      removal: null,
      doneAtMs: null,
    };
  }

  /** Not worth a write of its own: after an eviction Vapi is asked a little early, and that is all. */
  #hear(now: number): void {
    if (this.#doc !== undefined) this.#doc = { ...this.#doc, lastHeardMs: now, looks: 0 };
  }

  #change(change: Partial<RoomDoc>): RoomDoc {
    if (this.#doc === undefined) throw new Error("this room has no call");
    this.#doc = { ...this.#doc, ...change };
    this.#room.store.saveDoc(this.#doc);
    return this.#doc;
  }

  #apply(sighting: Sighting, source: Source): Step {
    const { store, timing } = this.#room;
    const before = this.#doc;
    if (before === undefined) throw new Error("this room has no call");
    const step = fold(before.progress, sighting, store.history, source);
    const facts = { ...before.facts, ...sighting.facts };
    const hasFacts = Object.entries(sighting.facts).some(
      ([fact, value]) => !Object.is(value, Object.entries(before.facts).find(([known]) => known === fact)?.[1]),
    );
    const isNews = saysMore(step) || hasFacts || before.version === 0;
    if (isNews) {
      const flushAtMs = this.#room.now() + (step.report === undefined ? timing.flushAfterMs : 0);
      store.together(() => {
        store.addEvents(step.events);
        if (step.report !== undefined) store.saveReport(step.report);
        const doc = this.#change({
          facts,
          progress: step.progress,
          version: before.version + 1,
          flushAtMs: flushTime(before, flushAtMs),
          ...(step.report !== undefined && { flushedReport: false }),
        });
        const call = toLiveCall(doc);
        store.queueFeed(
          step.events.filter(isForFeed).map(({ seq, at, body }) => ({ callId: doc.callId, seq, at, body, call })),
        );
      });
    }
    for (const event of step.events) this.#send(frameOf(before.callId, event));
    for (const event of step.passing)
      this.#send(toFrame({ event: event.type, data: { callId: before.callId, ...event } }));
    if (before.progress.reportedBy === null && step.progress.reportedBy !== null) this.#closeSockets();
    if (step.events.some(isForFeed)) void this.#publishFeed();
    return step;
  }

  #send(frame: string): void {
    for (const socket of this.ctx.getWebSockets()) sendTo(socket, frame);
  }

  #closeSockets(): void {
    for (const socket of this.ctx.getWebSockets()) socket.close(ENDED_CLOSE_CODE, "ended");
  }

  /** Tell the organization's feed, after the listeners and without holding them up. What fails waits for the alarm. */
  async #publishFeed(): Promise<void> {
    if (this.#publishing) return;
    this.#publishing = true;
    try {
      await runTask(this.#room, "feed");
    } finally {
      this.#publishing = false;
      this.#schedule();
    }
  }

  async #forget(): Promise<void> {
    this.#doc = undefined;
    this.#alarmAtMs = null;
    this.#closeSockets();
    await this.ctx.storage.deleteAlarm();
    await this.#room.store.clear();
  }

  #dueTimes(doc: RoomDoc) {
    const busy = {
      dialling: this.#dialling !== undefined,
      feedWaits: !this.#publishing && this.#room.store.feedQueue().length > 0,
    };
    return dueTimes(doc, this.#room.timing, busy);
  }

  #schedule(doc = this.#doc): void {
    if (doc === undefined) return;
    const times = Object.values(this.#dueTimes(doc));
    if (times.length === 0) return;
    const first = Math.min(...times);
    if (this.#alarmAtMs !== null && this.#alarmAtMs <= first) return;
    this.#alarmAtMs = first;
    void this.ctx.storage.setAlarm(first);
  }
}

/** Soon, unless Postgres is away: then when its turn comes. */
const flushTime = ({ version, flushedVersion, flushAttempts, flushAtMs }: RoomDoc, wanted: number) => {
  if (version === flushedVersion) return wanted;
  return flushAttempts > 0 ? flushAtMs : Math.min(flushAtMs, wanted);
};

const frameOf = (callId: string, { seq, at, body }: NumberedEvent) =>
  toFrame({ id: seq, event: body.type, data: { callId, seq, at, ...body } });

const isForFeed = ({ body }: NumberedEvent) =>
  body.type === "call.status" || body.type === "transcript" || body.type === "call.report";

const TASKS: readonly Task[] = ["dial", "flush", "look", "feed", "remove", "forget"];
const toTask = (name: string): Task => TASKS.find((task) => task === name) ?? "flush";
