import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { createLog } from "@allokoli/shared/log/log";
import { createObjectSweeper } from "@allokoli/shared/mirror/sweeper";
import { storedValue } from "@allokoli/shared/stored/value";
import { numberOf, type Env } from "./env.ts";
import { clearDeleted, clearOld, dispatchEvents, type Work } from "./outbox/outbox.ts";
import { createArming, sweepOutbox } from "./outbox/sweep.ts";
import { CLEAR_AT } from "./stored.ts";

/** Queues an organization's events for its endpoints and deletes old ones; named by the organization's id. */
export class Outbox extends DurableObject<Env> {
  readonly #log = createLog({ service: "deliveries", object: "Outbox" });
  readonly #sweeper = createObjectSweeper(this.ctx.storage, this.#log, {
    failure: "events not dispatched",
    sweep: (orgId) => this.#sweep(orgId),
    delayMs: numberOf(this.env, "DATABASE_RETRY_MS"),
    // It is woken after the commit.
    watchMs: 0,
  });
  readonly #arming = createArming(
    () => this.env.OUTBOX_SWEEP.getByName("all").arm(),
    (err) => this.#log.error("outboxes' sweep not armed", err),
  );
  readonly #clearAt = storedValue(this.ctx.storage, "clearAt", CLEAR_AT, this.#log);

  /** Resolves once the alarm is stored. */
  wake(orgId: string): Promise<void> {
    return this.#sweeper.arm(orgId, "now");
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  async #sweep(orgId: string): Promise<Date | undefined> {
    const { env } = this;
    const database = connect(env.HYPERDRIVE.connectionString);
    const tenant = systemTenant(database, orgId);
    try {
      return await sweepOutbox({
        dispatch: () => dispatchEvents(tenant),
        wakeAlerts: () => env.ALERTS.getByName(orgId).wake(orgId),
        wakeLane: (endpointId) => env.LANE.getByName(endpointId).wake({ orgId, endpointId }),
        clear: (work) => this.#clear(tenant, work),
        arming: this.#arming,
        now: Date.now,
        sweepEveryMs: numberOf(env, "SWEEP_EVERY_MS"),
      });
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }

  /** Deleted endpoints at once, old events once a day. */
  async #clear(tenant: Tenant, work: Work): Promise<Date | undefined> {
    if (work.hasDeletedEndpoints && (await clearDeleted(tenant))) return new Date();
    const clearAt = await this.#clearAt.get();
    if (clearAt !== undefined && Date.now() < clearAt) return new Date(clearAt);
    const next = await clearOld(tenant, new Date());
    if (next === undefined) await this.#clearAt.delete();
    else await this.#clearAt.put(next.getTime());
    return next;
  }
}
