import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { announceEvents } from "@allokoli/shared/events/announce";
import { createLog } from "@allokoli/shared/log/log";
import { leaseMs } from "@allokoli/shared/mirror/mirror";
import { createSweeper } from "@allokoli/shared/mirror/sweeper";
import { whenAnswering } from "@allokoli/shared/vapi/when-answering";
import { retryAfterMs, type Env } from "./env.ts";
import { beginDue } from "./test-schedules/begin-due.ts";
import { resumeRuns } from "./test-runs/resume.ts";

/** Begins the scheduled test runs of one organization and resumes all of them; named by the organization's id. */
export class TestRuns extends DurableObject<Env> {
  readonly #log = createLog({ service: "simulations", object: "TestRuns" });
  readonly #sweeper = createSweeper({
    storage: this.ctx.storage,
    sweep: (orgId) => whenAnswering(this.env, () => this.#resume(orgId)),
    onFailure: (err, orgId) => this.#log.error("test runs not resumed", err, { orgId }),
    now: Date.now,
    random: Math.random,
    delayMs: retryAfterMs(this.env),
    watchMs: leaseMs(retryAfterMs(this.env)),
  });

  /** Resolves once the alarm is stored. */
  arm(orgId: string, when: "soon" | "now"): Promise<void> {
    return this.#sweeper.arm(orgId, when);
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  async #resume(orgId: string): Promise<Date | undefined> {
    const database = connect(this.env.HYPERDRIVE.connectionString);
    try {
      const next = await beginDue(database, orgId, this.#log);
      const look = await resumeRuns(this.env, database, orgId, this.#log);
      if (next === undefined || look === undefined) return next ?? look;
      return next < look ? next : look;
    } finally {
      this.ctx.waitUntil(Promise.all([database.close(), announceEvents(this.env, orgId, this.#log)]));
    }
  }
}
