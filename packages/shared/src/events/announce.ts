import { requireEnv } from "../env/require-env.ts";
import type { Log } from "../log/log.ts";
import { deliveriesRpc } from "../rpc/deliveries.ts";

export type AnnounceBindings = {
  /** The deliveries Worker's `DeliveriesEntrypoint`: see packages/shared/src/rpc/deliveries. */
  DELIVERIES: unknown;
};

/**
 * Tell the deliveries Worker, after a commit, that events may wait in an organization's outbox. Never throws, and
 * nothing needs to wait for it: a sweep finds unannounced events within a minute.
 */
export async function announceEvents(env: AnnounceBindings, orgId: string, log: Log): Promise<void> {
  try {
    await deliveriesRpc(requireEnv(env, ["DELIVERIES"]).DELIVERIES).eventsWritten({ orgId });
  } catch (err) {
    log.error("events not announced", err, { orgId });
  }
}
