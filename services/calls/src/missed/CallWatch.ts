import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { system, type Tx } from "@allokoli/shared/db/tenant";
import { overdueMs } from "@allokoli/shared/mirror/watch";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { createLog } from "@allokoli/shared/log/log";
import { storedValue } from "@allokoli/shared/stored/value";
import { createVapi } from "@allokoli/shared/vapi/client";
import { expireKept, findHidden } from "../erasure/store.ts";
import { sweep, type Place } from "../erasure/sweep.ts";
import { timingOf, type CallsEnv } from "../env.ts";
import type { CallWatchApi } from "../room/api.ts";
import { adoptedCallId } from "../room/state/ids.ts";
import { roomOf } from "../room/rooms.ts";
import { isPayload } from "../vapi/payload.ts";
import { PAGE, round, type Listed, type RoundDeps } from "./round.ts";
import { WATCH } from "./state.ts";
import { closeJournalDays, findRecordingsToCopy, findToLookAfter } from "./store.ts";
import { wakeKeeper } from "../room/wake-keeper.ts";

/** The pause before the next round when one was not enough. */
const NEXT_ROUND_MS = 10_000;

/**
 * Finds missed calls of all organizations, rooms that have stopped, and calls that are to be removed. There is one; once armed
 * it never stops.
 */
export class CallWatch extends DurableObject<CallsEnv> implements CallWatchApi {
  readonly #log = createLog({ service: "calls", object: "CallWatch" });
  readonly #timing = timingOf(this.env);
  readonly #kept = storedValue(this.ctx.storage, "watch", WATCH, this.#log);
  /** Where the next sweep begins; a restart begins anew. */
  #swept: Place | null = null;

  async arm(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now());
  }

  async hurry(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now());
  }

  override async alarm(): Promise<void> {
    const { missedCallsEveryMs } = this.#timing;
    // First, so that the alarm is set again whatever happens.
    await this.ctx.storage.setAlarm(Date.now() + missedCallsEveryMs);
    const duties: [string, () => Promise<boolean>][] = [
      ["calls not watched", () => this.#watch()],
      ["calls not swept", () => this.#sweep()],
      ["days of the journal not closed", () => this.#closeDays()],
      ["recordings not watched", () => this.#watchRecordings()],
    ];
    const isMore = await Promise.all(
      duties.map(([failure, work]) =>
        work().catch((err: unknown) => {
          this.#log.error(failure, err);
          return false;
        }),
      ),
    );
    if (isMore.includes(true))
      await this.ctx.storage.setAlarm(Date.now() + Math.min(missedCallsEveryMs, NEXT_ROUND_MS));
  }

  async #watch(): Promise<boolean> {
    const { state, isMore } = await round(await this.#kept.get(), this.#deps());
    await this.#kept.put(state);
    return isMore;
  }

  async #sweep(): Promise<boolean> {
    const { after, isMore } = await sweep(this.#swept, {
      expire: () => this.#asSystem(expireKept),
      findHidden: (place) => {
        const hiddenBefore = new Date(Date.now() - this.#timing.leaveAloneMs);
        return this.#asSystem((tx) => findHidden(tx, hiddenBefore, place));
      },
      remove: async (call) => {
        const room = roomOf(this.env, call);
        // Whether it was placed is not known yet: the next sweep asks again.
        if ((await room.prepareRemoval(call)) === undefined) await room.remove(call);
      },
      onFailure: (message, err) => this.#log.error(message, err),
    });
    this.#swept = after;
    return isMore;
  }

  async #closeDays(): Promise<boolean> {
    await this.#asSystem((tx) => closeJournalDays(tx, new Date()));
    return false;
  }

  /** Recordings whose copies nobody planned, or whose keeper has stopped. */
  async #watchRecordings(): Promise<boolean> {
    const overdue = new Date(Date.now() - overdueMs(this.#timing.recordingRetryMs));
    const orgIds = await this.#asSystem((tx) => findRecordingsToCopy(tx, overdue));
    await Promise.all(orgIds.map((orgId) => wakeKeeper(this.env, orgId, this.#log)));
    return false;
  }

  #deps(): RoundDeps {
    const env = { ...this.env, ...requireEnv(this.env, ["VAPI_API_KEY", "VAPI_BASE_URL", "HYPERDRIVE", "CALL_ROOM"]) };
    const vapi = createVapi(env);
    const adopt: RoundDeps["adopt"] = async (call) => {
      const callId = adoptedCallId(call.orgId, call.vapiCallId);
      const outcome = await roomOf(env, { ...call, callId }).adopt({ ...call, callId });
      if (outcome === "ours") this.#log.warn("call found that no message told of", { orgId: call.orgId, callId });
      return outcome;
    };
    return {
      async list(createdAtGe, createdAtLt) {
        const query = new URLSearchParams({ limit: String(PAGE), createdAtGe, createdAtLt });
        const calls = await vapi.request("GET", `/call?${query.toString()}`);
        return Array.isArray(calls) ? calls.filter(isPayload) : [];
      },
      find: (listed, after) => this.#find(listed, after),
      adopt,
      wake: (call) => roomOf(env, call).wake(call),
      onFailure: (message, err) => this.#log.error(message, err),
      now: Date.now,
      keepRoomMs: this.#timing.keepRoomMs,
      leaveAloneMs: this.#timing.leaveAloneMs,
    };
  }

  #find(listed: Listed[], after: string | null) {
    const since = new Date(Date.now() - this.#timing.quietAfterMs);
    return this.#asSystem((tx) => findToLookAfter(tx, listed, { since, after }));
  }

  async #asSystem<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const database = connect(this.env.HYPERDRIVE.connectionString);
    try {
      return await system(database).write(work);
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
