import type { Database } from "@allokoli/shared/db/connect";
import { addressRules } from "@allokoli/shared/env/address-rules";
import { measure } from "@allokoli/shared/metrics/metrics";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { numberOf, type Env, type LaneRef } from "../env.ts";
import { toEvent } from "../event-types/event.ts";
import { openSecrets } from "@allokoli/shared/crypto/signing";
import { driveLane, type LaneDeps } from "./drive.ts";
import type { DueDelivery } from "./due.ts";
import { sendOnce } from "./send.ts";
import { readLane, settleBatch, type LaneEndpoint } from "./store.ts";

type OpenEndpoint = LaneEndpoint & { opened: string[] };

/** What its object keeps in memory from run to run. */
export type LaneMemory = Pick<LaneDeps<OpenEndpoint, DueDelivery>, "bell" | "turns" | "run">;

/** Send what is due to an endpoint; resolves with the moment at which more will be. */
export function sweepLane(
  env: Env,
  database: Database,
  lane: LaneRef,
  { bell, turns, run }: LaneMemory,
): Promise<Date | undefined> {
  const { orgId } = lane;
  const pace = numberOf(env, "RETRY_PACE");
  const tenant = systemTenant(database, orgId);
  const options = { rules: addressRules(env), timeoutMs: numberOf(env, "SEND_TIMEOUT_MS") };
  return driveLane<OpenEndpoint, DueDelivery>({
    async read(now, turn) {
      const state = await tenant.read((tx) => readLane(tx, lane, { now, pace }, turn));
      if (state === undefined) return undefined;
      const opened = state.due.length === 0 ? [] : await openSecrets(env, "webhook", orgId, state.endpoint.secrets);
      return { ...state, endpoint: { ...state.endpoint, opened } };
    },
    send({ url, opened }, { eventId, ...event }) {
      const body = JSON.stringify(toEvent({ ...event, id: eventId }));
      return sendOnce({ url, secrets: opened, eventId, body }, options);
    },
    async settle(endpoint, settled, verdict) {
      for (const { delivery, attempt, verdict: fate } of settled)
        measure(env, {
          kind: "delivery",
          outcome: fate.state === "pending" ? (attempt.failure ?? String(attempt.status)) : fate.state,
          durationMs: attempt.durationMs,
          tries: delivery.tries,
        });
      const { isQueued, isDisabled } = await tenant.write("member", (tx) =>
        settleBatch(tx, lane, endpoint, settled, verdict),
      );
      if (isDisabled) await env.OUTBOX.getByName(orgId).wake(orgId);
      return isQueued;
    },
    bell,
    turns,
    run,
    after(ms, callBack) {
      const timer = setTimeout(callBack, ms);
      return () => clearTimeout(timer);
    },
    now: Date.now,
    random: Math.random,
    pace,
    disableAfterMs: numberOf(env, "DISABLE_AFTER_MS"),
  });
}
