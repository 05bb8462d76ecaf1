import { DurableObject } from "cloudflare:workers";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { createLog } from "@allokoli/shared/log/log";
import type { IngestOutcome } from "@allokoli/shared/rpc/calls";
import { createVapi, type ControlMessage } from "@allokoli/shared/vapi/client";
import { timingOf, type CallsEnv } from "../env.ts";
import type { AdoptOutcome, CallRoomApi, ControlAnswer, TransferAnswer, TransferWish } from "./api.ts";
import { Alarm } from "./alarm.ts";
import { controlCall, endCall, renameCall, unsettledFor } from "./control.ts";
import { afterCrash } from "./dial/dial.ts";
import { asBlocked } from "./events/blocked.ts";
import { fold, saysMore, type Step } from "./events/fold.ts";
import type { Identified } from "../vapi/identity.ts";
import { findRemoved } from "../listeners/membership.ts";
import { SOUND_HOST } from "../listeners/streams.ts";
import { toFrame } from "../listeners/sse.ts";
import { toLiveCall } from "./state/live-call.ts";
import type { Room } from "./state/room.ts";
import { claimIn, contradictionIn } from "./dial/claims.ts";
import { bind, findToAdopt, isTooOld } from "./dial/identify.ts";
import { refOfRoom } from "./state/ids.ts";
import { frameOf, listen } from "./listen.ts";
import { Listeners } from "./listeners.ts";
import { openAgain } from "./sync/open-again.ts";
import { askForRemoval } from "./removal.ts";
import { restoreDoc } from "./sync/restore.ts";
import { dueTimes, firstDue, tasksDue } from "./schedule.ts";
import { isBeingRemoved, isSameFacts, newDoc, type RoomDoc, flushTime } from "./state/doc.ts";
import { openStore } from "./store.ts";
import { isForFeed } from "./sync/outbox.ts";
import { Sound } from "./sound.ts";
import { runTask } from "./tasks.ts";
import { transferCall } from "./transfer.ts";
import { callFactsOf, type Sighting, type TranslatedMessage } from "./events/translate.ts";
import type { CallRef, DialAnswer, Intent, LinkedCall } from "./state/call.ts";
import { answerOf, settle, startDialling } from "./dial/dialling.ts";
import type { Source } from "./events/history.ts";

/** The next try of an alarm that failed, or of a lost call that Vapi does not have yet. */
const RING_AGAIN_MS = 5_000;
const FAILED_PAUSE_MS = 500;

/**
 * One call: it numbers the events, keeps them, sends them to its listeners, copies them to Postgres and asks Vapi when
 * the call falls silent. Decisions are in the files beside it; this class wires them to storage, sockets and alarm.
 */
export class CallRoom extends DurableObject<CallsEnv> implements Omit<CallRoomApi, "fetch"> {
  readonly #room: Room;
  #doc: RoomDoc | undefined;
  readonly #alarm: Alarm;
  readonly #sound: Sound;
  readonly #listeners: Listeners;
  #dialling: Promise<DialAnswer> | undefined;
  #publishing = false;
  #adopting: Promise<Identified["outcome"]> | undefined;
  #reopening: Promise<void> | undefined;
  #firstHeardMs: number | undefined;
  /** Vapi said that this is another organization's call. Kept in memory: more messages cost no more requests. */
  #isForeign = false;

  constructor(ctx: DurableObjectState, env: CallsEnv) {
    super(ctx, env);
    this.#alarm = new Alarm(ctx.storage);
    requireEnv(env, [
      "HYPERDRIVE",
      "ORG_FEED",
      "VAPI_API_KEY",
      "VAPI_BASE_URL",
      "VAPI_WEBHOOK_SECRET",
      "PUBLIC_API_URL",
    ]);
    const log = createLog({ service: "calls", room: ctx.id.toString() });
    const store = openStore(ctx.storage, log);
    this.#room = {
      env,
      store,
      timing: timingOf(env),
      vapi: createVapi(env),
      log,
      now: () => Date.now(),
      doc: () => this.#doc,
      change: (change) => this.#change(change),
      apply: (sighting, source) => this.#apply(sighting, source, "answer"),
      forget: () => this.#forget(),
      flushing: undefined,
    };
    this.#sound = new Sound(this.#room);
    this.#listeners = new Listeners({
      ...this.#room.timing,
      findRemoved: (listeners) => findRemoved(env, listeners, log),
      now: this.#room.now,
    });
    this.#doc = store.doc();
    if (this.#doc?.dial?.state === "dialling") this.#change({ dial: afterCrash(this.#doc.dial) });
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.load();
      // A release that could not read the call may have given up its alarm.
      if (store.isLost()) this.#alarm.ringBy(this.#room.now());
      this.#schedule();
    });
  }

  async prepare(intent: Intent): Promise<void> {
    await this.#restore(intent);
    if (this.#doc !== undefined) return;
    const now = this.#room.now();
    this.#open({ orgId: intent.orgId, callId: intent.callId, own: true, intent });
    this.#change({
      dial: { state: "armed", since: now },
      facts: { createdAt: new Date(now).toISOString() },
    });
    this.#schedule();
  }

  async dial(intent: Intent): Promise<DialAnswer> {
    await this.prepare(intent);
    const room = this.#room;
    if (this.#doc?.dial?.state !== "armed") return (await this.#dialling) ?? answerOf(this.#doc);
    this.#dialling = startDialling(room).finally(() => (this.#dialling = undefined));
    const answer = await this.#dialling;
    // So that the next reader of the call finds it linked; when Postgres is down, the alarm does it.
    if (answer.outcome === "made") await runTask(room, "flush");
    this.#schedule();
    return answer;
  }

  async settleRefusal(_call: CallRef, fate: "remove" | "keep"): Promise<void> {
    await settle(this.#room, fate);
    this.#schedule();
  }

  async ingest(call: CallRef & { own: boolean }, told: TranslatedMessage): Promise<IngestOutcome> {
    const { claims, ...sighting } = told;
    await this.#restore(call);
    if (this.#doc === undefined) {
      const adopted = await this.#adopt(call, claims.vapiCallId, told.facts.createdAt);
      if (adopted !== "ours") return adopted === "absent" ? "absent" : "ignored";
    }
    const now = this.#room.now();
    const doc = this.#doc;
    if (doc === undefined || isBeingRemoved(doc)) return "ignored";
    const contradiction = contradictionIn(doc, claims);
    if (contradiction !== undefined) {
      const { orgId, callId } = doc;
      this.#room.log.warn("message refused", { orgId, callId, speaksOf: contradiction });
      return "ignored";
    }
    const claim = claimIn(doc, claims, now);
    if (claim !== undefined) this.#change({ claim });
    this.#hear(now);
    openAgain(this.#room, sighting);
    const step = this.#apply(sighting, "vapi", "message");
    this.#schedule();
    return saysMore(step) || step.passing.length > 0 ? "stored" : "repeated";
  }

  /** Open the room for a call that is this organization's at Vapi. All waiting messages share one check. */
  #adopt(
    call: CallRef & { own: boolean },
    vapiCallId: string | undefined,
    createdAt: string | undefined,
  ): Promise<Identified["outcome"]> {
    const isLate = (made: string | undefined) => isTooOld(made, this.#room.now(), this.#room.timing.keepRoomMs);
    // A call of ours has a room for as long as messages of it may come.
    if (call.own || vapiCallId === undefined || this.#isForeign || isLate(createdAt)) return Promise.resolve("foreign");
    this.#adopting ??= (async () => {
      this.#firstHeardMs ??= this.#room.now();
      const found = await findToAdopt(this.#room, call, vapiCallId, this.#firstHeardMs);
      if (found.outcome !== "ours") {
        this.#isForeign = found.outcome === "foreign";
        return found.outcome;
      }
      if (isLate(callFactsOf(found.call).createdAt)) return "foreign";
      if (this.#doc === undefined) {
        this.#open({ ...call, intent: null });
        bind(this.#room, found.call);
      }
      return "ours";
    })().finally(() => (this.#adopting = undefined));
    return this.#adopting;
  }

  async adopt({ vapiCallId, ...call }: CallRef & { vapiCallId: string }): Promise<AdoptOutcome> {
    await this.#restore(call);
    if (this.#doc !== undefined) return "known";
    const outcome = await this.#adopt({ ...call, own: false }, vapiCallId, undefined);
    if (outcome === "ours") await runTask(this.#room, "look");
    this.#schedule();
    return outcome;
  }

  async wake(call: CallRef): Promise<void> {
    await this.#restore(call, true);
    this.#schedule();
  }

  /** The stored call cannot be read: restore it from its row. Rejects while Postgres is down. */
  #restore(call = refOfRoom(this.ctx.id.name), hasOpenRow = false): Promise<void> {
    if (this.#doc !== undefined || call === undefined) return Promise.resolve();
    if (!hasOpenRow && !this.#room.store.isLost()) return Promise.resolve();
    const { orgId, callId } = call;
    this.#reopening ??= (async () => {
      const doc = await restoreDoc(this.#room, { orgId, callId });
      if (doc === undefined || this.#doc !== undefined) return;
      this.#room.store.saveDoc((this.#doc = doc));
      this.#room.log.warn("room opened anew from its row", { orgId, callId });
      this.#schedule();
    })().finally(() => (this.#reopening = undefined));
    return this.#reopening;
  }

  /** Restore a lost call without a request. A call without a row came in, under Vapi's own id, or was never placed. */
  async #findLost(): Promise<void> {
    const call = refOfRoom(this.ctx.id.name);
    if (call === undefined) return;
    await this.#restore(call);
    if (this.#doc !== undefined) return;
    const outcome = await this.adopt({ ...call, vapiCallId: call.callId });
    if (outcome === "foreign") await this.#forget();
    if (outcome === "absent") this.#alarm.ringBy(this.#room.now() + RING_AGAIN_MS);
  }

  control(call: CallRef, command: ControlMessage): Promise<ControlAnswer> {
    return this.#answer(call, (room) => controlCall(room, command));
  }

  transfer(call: CallRef, wish: TransferWish): Promise<TransferAnswer> {
    return this.#answer(call, (room) => transferCall(room, wish));
  }

  end(call: CallRef): Promise<ControlAnswer> {
    return this.#answer(call, endCall);
  }

  async #answer<Answer>(call: CallRef, work: (room: Room) => Promise<Answer>): Promise<Answer> {
    await this.#restore(call);
    const answer = await work(this.#room);
    this.#schedule();
    return answer;
  }

  async prepareRemoval(call: LinkedCall): Promise<number | undefined> {
    const { orgId, callId } = call;
    await this.#restore({ orgId, callId });
    const isKnown = this.#doc !== undefined;
    const wait = unsettledFor(this.#room);
    if (wait !== undefined) return wait;
    if (!isKnown) this.#open({ orgId, callId, own: true, intent: null });
    askForRemoval(this.#room, call, !isKnown);
    this.#schedule();
    return undefined;
  }

  async remove(_call: CallRef): Promise<void> {
    if (this.#doc?.removal?.state === "asked")
      this.#change({ removal: { ...this.#doc.removal, state: "sure", atMs: this.#room.now() } });
    await runTask(this.#room, "remove");
    this.#endStreams();
    this.#schedule();
  }

  rename(call: LinkedCall, name: string): Promise<void> {
    return renameCall(this.#room, call, name);
  }

  override async fetch(request: Request): Promise<Response> {
    await this.#restore();
    const { hostname, searchParams } = new URL(request.url);
    if (hostname === SOUND_HOST) return this.#sound.listen(searchParams.get("listener") ?? "unknown");
    return listen(this.#room, this.#listeners, request);
  }

  /** Never throws: the runtime gives up an alarm that does after six tries. */
  override async alarm(): Promise<void> {
    this.#alarm.rang();
    try {
      if (this.#doc === undefined && this.#room.store.isLost()) await this.#findLost();
      // A pause, because what failed at once would fail again.
      const notBefore = (await this.#doWhatIsDue()) ? 0 : this.#room.now() + FAILED_PAUSE_MS;
      const next = this.#nextDue();
      if (next !== undefined) this.#alarm.ringAt(Math.max(next, notBefore));
    } catch (err) {
      this.#room.log.error("alarm failed", err);
      this.#alarm.ringBy(this.#room.now() + RING_AGAIN_MS);
    }
  }

  /** False when a task failed. */
  async #doWhatIsDue(): Promise<boolean> {
    if (this.#doc === undefined) return true;
    const due = tasksDue(this.#dueTimes(this.#doc), this.#room.now());
    const done = await Promise.all(
      due.map((task) => (task === "feed" ? this.#publishFeed() : runTask(this.#room, task))),
    );
    return done.every(Boolean);
  }

  #open({ intent, ...call }: CallRef & { own: boolean; intent: Intent | null }): void {
    const now = this.#room.now();
    if (this.#room.store.isLost()) this.#room.store.empty();
    this.#room.store.open();
    this.#doc = newDoc(call, intent, now);
  }

  /** Not saved by itself: after an eviction Vapi is asked a little early, no more. */
  #hear(now: number): void {
    if (this.#doc !== undefined) this.#doc = { ...this.#doc, lastHeardMs: now, looks: 0, absentSinceMs: null };
  }

  #change(change: Partial<RoomDoc>): RoomDoc {
    if (this.#doc === undefined) throw new Error("this room has no call");
    this.#doc = { ...this.#doc, ...change };
    this.#room.store.saveDoc(this.#doc);
    return this.#doc;
  }

  /** Facts from Vapi's answers to us overwrite; facts from a message only fill in what is missing. */
  #apply(sighting: Sighting, source: Source, saidBy: "answer" | "message"): Step {
    const { store, timing } = this.#room;
    const before = this.#doc;
    if (before === undefined) throw new Error("this room has no call");
    const facts = saidBy === "answer" ? { ...before.facts, ...sighting.facts } : { ...sighting.facts, ...before.facts };
    const seen = facts.isBlocked ? asBlocked(sighting) : sighting;
    const step = fold(before.progress, seen, store.history, source);
    const hasFacts = !isSameFacts(facts, before.facts);
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
    const numbered = step.events.map((event) => frameOf(before.callId, event));
    const passing = step.passing.map((event) =>
      toFrame({ event: event.type, data: { callId: before.callId, ...event } }),
    );
    this.#listeners.send([...numbered, ...passing].join(""));
    if (step.progress.status === "ended") this.#sound.end();
    if (before.progress.reportedBy === null && step.progress.reportedBy !== null) this.#endStreams();
    if (step.events.some(isForFeed)) void this.#publishFeed();
    return step;
  }

  #endStreams(): void {
    this.#sound.end();
    this.#listeners.end();
  }

  /** Send the waiting events to the organization's feed, without delaying the listeners. The alarm retries. */
  async #publishFeed(): Promise<boolean> {
    if (this.#publishing) return true;
    this.#publishing = true;
    try {
      return await runTask(this.#room, "feed");
    } finally {
      this.#publishing = false;
      this.#schedule();
    }
  }

  async #forget(): Promise<void> {
    this.#doc = undefined;
    this.#endStreams();
    await this.#alarm.drop();
    await this.#room.store.clear();
  }

  #dueTimes(doc: RoomDoc) {
    const busy = {
      dialling: this.#dialling !== undefined,
      feedWaits: !this.#publishing && this.#room.store.feedWaits(),
      now: this.#room.now(),
    };
    return dueTimes(doc, this.#room.timing, busy);
  }

  #nextDue(): number | undefined {
    return this.#doc && firstDue(this.#dueTimes(this.#doc));
  }

  #schedule(): void {
    const next = this.#nextDue();
    if (next !== undefined) this.#alarm.ringBy(next);
  }
}
