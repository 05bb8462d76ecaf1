import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { createLog } from "@allokoli/shared/log/log";
import { createSweeper } from "@allokoli/shared/mirror/sweeper";
import { numberOf, type Env, type LaneRef } from "./env.ts";
import { sweepLane } from "./lane/sweep-lane.ts";

/** One endpoint's pace: sends it what is due, and wakes when more is; named by the endpoint's id. The queue is in Postgres. */
export class Lane extends DurableObject<Env> {
  readonly #log = createLog({ service: "deliveries", object: "Lane" });
  readonly #sweeper = createSweeper({
    storage: this.ctx.storage,
    sweep: () => this.#sweep(),
    onFailure: (err, orgId) => this.#log.error("lane stopped", err, { orgId }),
    now: Date.now,
    random: Math.random,
    delayMs: numberOf(this.env, "DATABASE_RETRY_MS"),
    // It is woken after the commit.
    watchMs: 0,
  });

  /** Resolves once the alarm is stored. */
  async wake(lane: LaneRef): Promise<void> {
    await this.ctx.storage.put("lane", lane);
    await this.#sweeper.arm(lane.orgId, "now");
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  async #sweep(): Promise<Date | undefined> {
    const lane = await this.ctx.storage.get<LaneRef>("lane");
    if (lane === undefined) return undefined;
    const database = connect(this.env.HYPERDRIVE.connectionString);
    try {
      return await sweepLane(this.env, database, lane);
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
