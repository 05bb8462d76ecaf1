import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { createLog } from "@allokoli/shared/log/log";
import { createObjectSweeper } from "@allokoli/shared/mirror/sweeper";
import { storedValue } from "@allokoli/shared/stored/value";
import { numberOf, type Env, type LaneRef } from "./env.ts";
import { createBell } from "./lane/bell.ts";
import { sweepLane, type LaneMemory } from "./lane/sweep-lane.ts";
import { LANE } from "./stored.ts";

/** Sends the deliveries of one endpoint when they are due; named by the endpoint's id. The queue is in Postgres. */
export class Lane extends DurableObject<Env> {
  readonly #log = createLog({ service: "deliveries", object: "Lane" });
  readonly #sweeper = createObjectSweeper(this.ctx.storage, this.#log, {
    failure: "lane stopped",
    sweep: () => this.#sweep(),
    delayMs: numberOf(this.env, "DATABASE_RETRY_MS"),
    // It is woken after the commit.
    watchMs: 0,
  });

  readonly #lane = storedValue(this.ctx.storage, "lane", LANE, this.#log);
  readonly #memory: LaneMemory = {
    bell: createBell(),
    turns: { last: null },
    run: { isUnderWay: false, isWoken: false },
  };

  /** Resolves once the alarm is stored, or a run is told that reads the queue again; its alarm comes back after a crash. */
  async wake(lane: LaneRef): Promise<void> {
    const { run, bell } = this.#memory;
    if (run.isUnderWay) {
      run.isWoken = true;
      return bell.ring();
    }
    if ((await this.#lane.get()) === undefined) await this.#lane.put(lane);
    await this.#sweeper.arm(lane.orgId, "now");
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  async #sweep(): Promise<Date | undefined> {
    const lane = await this.#lane.get();
    if (lane === undefined) return undefined;
    const database = connect(this.env.HYPERDRIVE.connectionString);
    try {
      return await sweepLane(this.env, database, lane, this.#memory);
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
