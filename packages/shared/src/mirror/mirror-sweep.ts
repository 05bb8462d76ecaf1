import { connect, type Database } from "../db/connect.ts";
import { announceEvents, type AnnounceBindings } from "../events/announce.ts";
import type { DatabaseBindings } from "../service/service.ts";
import { createLog, type Log } from "../log/log.ts";
import type { VapiBindings } from "../vapi/client.ts";
import { whenAnswering } from "../vapi/when-answering.ts";
import { leaseMs } from "./mirror.ts";
import { createObjectSweeper, type SweeperStorage } from "./sweeper.ts";
import { armedOnce } from "./watch.ts";

export type MirrorSweepBindings = DatabaseBindings &
  AnnounceBindings &
  VapiBindings & { MIRROR_WATCH: { getByName(name: "all"): { arm(): Promise<void> } } };

export type MirrorSweepInput = {
  service: string;
  delayMs: number;
  /** Resumes all that is due in the organization; resolves with the moment at which more will be due. */
  sweep(database: Database, orgId: string, log: Log): Promise<Date | undefined>;
};

/** The work of a service's Durable Object `MirrorSweep`: sends to Vapi what still waits in one organization. */
export function createMirrorSweep(
  ctx: { storage: SweeperStorage; waitUntil(work: Promise<unknown>): void },
  env: MirrorSweepBindings,
  { service, delayMs, sweep }: MirrorSweepInput,
) {
  const log = createLog({ service, object: "MirrorSweep" });
  const sweeper = createObjectSweeper(ctx.storage, log, {
    failure: "mirror sweep failed",
    sweep: (orgId) => whenAnswering(env, () => sweepOf(orgId)),
    delayMs,
    watchMs: leaseMs(delayMs),
  });
  const armWatch = armedOnce(
    () => env.MIRROR_WATCH.getByName("all").arm(),
    (err) => log.error("mirror watch not armed", err),
  );

  async function sweepOf(orgId: string): Promise<Date | undefined> {
    const database = connect(env.HYPERDRIVE.connectionString);
    try {
      return await sweep(database, orgId, log);
    } finally {
      ctx.waitUntil(Promise.all([database.close(), announceEvents(env, orgId, log)]));
    }
  }

  return {
    /** Resolves once the alarm is stored. */
    async arm(orgId: string, when: "soon" | "now"): Promise<void> {
      await sweeper.arm(orgId, when);
      ctx.waitUntil(armWatch());
    },
    ring: sweeper.ring,
  };
}
