import { requireEnv } from "@allokoli/shared/env/require-env";
import type { Log } from "@allokoli/shared/log/log";
import type { CallsEnv } from "../env.ts";
import { keeperOf } from "./rooms.ts";

/**
 * Tell the organization's keeper, after a commit, that a recording is to be copied or deleted. Never throws, and nothing
 * needs to wait for it: the watch over all calls finds what nobody was told of.
 */
export async function wakeKeeper(
  env: Pick<CallsEnv, "RECORDING_KEEPER">,
  orgId: string,
  log: Pick<Log, "error">,
): Promise<void> {
  try {
    await keeperOf(requireEnv(env, ["RECORDING_KEEPER"]), orgId).arm(orgId, "now");
  } catch (err) {
    log.error("keeper of recordings not woken", err, { orgId });
  }
}
