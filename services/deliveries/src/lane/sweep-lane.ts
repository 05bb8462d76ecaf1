import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { isDevelopment, numberOf, type Env, type LaneRef } from "../env.ts";
import { openSecrets } from "../signing/secret.ts";
import { driveLane } from "./drive.ts";
import { toPayload } from "./payload.ts";
import { sendOnce } from "./send.ts";
import { readLane, settleBatch, type DueDelivery, type LaneEndpoint } from "./store.ts";

type OpenEndpoint = LaneEndpoint & { opened: string[] };

/** Send what is due to an endpoint; resolves with the moment at which more will be. */
export function sweepLane(env: Env, database: Database, lane: LaneRef): Promise<Date | undefined> {
  const { orgId } = lane;
  const tenant = systemTenant(database, orgId);
  const options = { development: isDevelopment(env), timeoutMs: numberOf(env, "SEND_TIMEOUT_MS") };
  return driveLane<OpenEndpoint, DueDelivery>({
    async read(now) {
      const state = await tenant.read((tx) => readLane(tx, lane, now));
      if (state === undefined) return undefined;
      const opened = state.due.length === 0 ? [] : await openSecrets(env, orgId, state.endpoint.secrets);
      return { ...state, endpoint: { ...state.endpoint, opened } };
    },
    send: ({ url, opened }, delivery) =>
      sendOnce(
        { url, secrets: opened, eventId: delivery.eventId, body: JSON.stringify(toPayload(orgId, delivery)) },
        options,
      ),
    async settle(endpoint, settled, verdict) {
      const isDisabled = await tenant.write("member", (tx) => settleBatch(tx, lane, endpoint, settled, verdict));
      if (isDisabled) await env.OUTBOX.getByName(orgId).wake(orgId);
    },
    now: Date.now,
    random: Math.random,
    pace: numberOf(env, "RETRY_PACE"),
    disableAfterMs: numberOf(env, "DISABLE_AFTER_MS"),
  });
}
