import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { system } from "@allokoli/shared/db/tenant";
import { createLog } from "@allokoli/shared/log/log";
import { leaseMs } from "@allokoli/shared/mirror/mirror";
import { createWatch } from "@allokoli/shared/mirror/watch";
import { retryAfterMs, watchEveryMs, type Env } from "./env.ts";
import { organizationsWithIdleRuns } from "./test-runs/store.ts";

/** Finds the organizations with test runs that nobody resumes. There is only one, and once armed it never stops. */
export class TestRunWatch extends DurableObject<Env> {
  readonly #log = createLog({ service: "simulations", object: "TestRunWatch" });
  readonly #watch = createWatch({
    storage: this.ctx.storage,
    waiting: (after, atOnce) => this.#waiting(after, atOnce),
    wake: (orgId) => this.env.TEST_RUNS.getByName(orgId).arm(orgId, "now"),
    onFailure: (err) => this.#log.error("test runs not watched", err),
    now: Date.now,
    everyMs: watchEveryMs(this.env),
  });

  arm(): Promise<void> {
    return this.#watch.arm();
  }

  override alarm(): Promise<void> {
    return this.#watch.ring();
  }

  async #waiting(after: string | null, atOnce: number): Promise<string[]> {
    const database = connect(this.env.HYPERDRIVE.connectionString);
    // Three times the longest pause of a run in progress (test-runs/advance).
    const since = new Date(Date.now() - leaseMs(retryAfterMs(this.env)));
    try {
      return await system(database).read((tx) => organizationsWithIdleRuns(tx, { since, after, atOnce }));
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
