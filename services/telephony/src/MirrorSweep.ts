import { DurableObject } from "cloudflare:workers";
import { connect, type Database } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { announceEvents } from "@allokoli/shared/events/announce";
import { createLog } from "@allokoli/shared/log/log";
import { leaseMs } from "@allokoli/shared/mirror/mirror";
import { createSweeper } from "@allokoli/shared/mirror/sweeper";
import { credentialMirror } from "./credentials/mirror.ts";
import { delayMs, requireWhole, type Env } from "./env.ts";
import { numberMirror } from "./numbers/mirror.ts";
import { hasAnswerers } from "./numbers/store.ts";

/** Of 15 s each: five minutes. */
const WATCH_DELAYS = 20;

/** Carries on what Vapi has yet to be told of one organization's telephony; named by the organization's id. */
export class MirrorSweep extends DurableObject<Env> {
  readonly #log = createLog({ service: "telephony", object: "MirrorSweep" });
  readonly #sweeper = createSweeper({
    storage: this.ctx.storage,
    sweep: (orgId) => this.#sweep(orgId),
    onFailure: (err, orgId) => this.#log.error("mirror sweep failed", err, { orgId }),
    now: Date.now,
    random: Math.random,
    delayMs: delayMs(this.env),
    watchMs: leaseMs(delayMs(this.env)),
  });

  /** Resolves once the alarm is stored. */
  arm(orgId: string, when: "soon" | "now"): Promise<void> {
    return this.#sweeper.arm(orgId, when);
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  /** An assistant that changes at Vapi makes its numbers due, and wakes nobody here: they are looked at now and then. */
  async #nextWatch(database: Database, orgId: string): Promise<Date | undefined> {
    const isWired = await systemTenant(database, orgId).read((tx) => hasAnswerers(tx, orgId));
    return isWired ? new Date(Date.now() + WATCH_DELAYS * delayMs(this.env)) : undefined;
  }

  async #sweep(orgId: string): Promise<Date | undefined> {
    const env = requireWhole(this.env);
    const database = connect(env.HYPERDRIVE.connectionString);
    try {
      // Credentials first: numbers are called with them.
      const credentials = await credentialMirror(env, database, orgId, this.#log).sweep();
      const numbers = await numberMirror(env, database, orgId, this.#log).sweep();
      const moments = [credentials, numbers, await this.#nextWatch(database, orgId)].flatMap(
        (moment) => moment?.getTime() ?? [],
      );
      return moments.length === 0 ? undefined : new Date(Math.min(...moments));
    } finally {
      this.ctx.waitUntil(Promise.all([database.close(), announceEvents(this.env, orgId, this.#log)]));
    }
  }
}
