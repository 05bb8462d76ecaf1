import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { announceEvents } from "@allokoli/shared/events/announce";
import { createLog } from "@allokoli/shared/log/log";
import { leaseMs } from "@allokoli/shared/mirror/mirror";
import { createSweeper } from "@allokoli/shared/mirror/sweeper";
import { sweepDelayMs, type Env } from "./env.ts";
import { carryOnRuns } from "./test-runs/carry-on.ts";

/** Carries on the test runs of one organization; named by the organization's id. */
export class TestRuns extends DurableObject<Env> {
  readonly #log = createLog({ service: "assistants", object: "TestRuns" });
  readonly #sweeper = createSweeper({
    storage: this.ctx.storage,
    sweep: (orgId) => this.#carryOn(orgId),
    onFailure: (err, orgId) => this.#log.error("test runs not carried on", err, { orgId }),
    now: Date.now,
    random: Math.random,
    delayMs: sweepDelayMs(this.env),
    watchMs: leaseMs(sweepDelayMs(this.env)),
  });

  /** Resolves once the alarm is stored. */
  arm(orgId: string, when: "soon" | "now"): Promise<void> {
    return this.#sweeper.arm(orgId, when);
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  async #carryOn(orgId: string): Promise<Date | undefined> {
    const database = connect(this.env.HYPERDRIVE.connectionString);
    try {
      return await carryOnRuns(this.env, database, orgId, this.#log);
    } finally {
      this.ctx.waitUntil(Promise.all([database.close(), announceEvents(this.env, orgId, this.#log)]));
    }
  }
}
