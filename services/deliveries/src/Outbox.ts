import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { createLog } from "@allokoli/shared/log/log";
import { createSweeper } from "@allokoli/shared/mirror/sweeper";
import { numberOf, type Env } from "./env.ts";
import { clearDeleted, clearOld, dispatchEvents } from "./outbox/outbox.ts";

/** Takes an organization's events to the lanes of its endpoints, and clears out old ones; named by the organization's id. */
export class Outbox extends DurableObject<Env> {
  readonly #log = createLog({ service: "deliveries", object: "Outbox" });
  readonly #sweeper = createSweeper({
    storage: this.ctx.storage,
    sweep: (orgId) => this.#sweep(orgId),
    onFailure: (err, orgId) => this.#log.error("events not dispatched", err, { orgId }),
    now: Date.now,
    random: Math.random,
    delayMs: numberOf(this.env, "DATABASE_RETRY_MS"),
    // It is woken after the commit.
    watchMs: 0,
  });
  /** In memory alone: said once more after an eviction, it changes nothing. */
  #isSweepArmed = false;

  /** Resolves once the alarm is stored. */
  wake(orgId: string): Promise<void> {
    return this.#sweeper.arm(orgId, "now");
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  async #sweep(orgId: string): Promise<Date | undefined> {
    const { env } = this;
    if (!this.#isSweepArmed) await env.OUTBOX_SWEEP.getByName("all").arm();
    this.#isSweepArmed = true;
    const database = connect(env.HYPERDRIVE.connectionString);
    const tenant = systemTenant(database, orgId);
    try {
      const due = await dispatchEvents(tenant);
      await Promise.all(due.map((endpointId) => env.LANE.getByName(endpointId).wake({ orgId, endpointId })));
      return await this.#clear(tenant);
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }

  /** Deleted endpoints at once, old events once a day. */
  async #clear(tenant: Tenant): Promise<Date | undefined> {
    if (await clearDeleted(tenant)) return new Date();
    const clearAt = await this.ctx.storage.get<number>("clearAt");
    if (clearAt !== undefined && Date.now() < clearAt) return new Date(clearAt);
    const next = await clearOld(tenant, new Date());
    if (next === undefined) await this.ctx.storage.delete("clearAt");
    else await this.ctx.storage.put("clearAt", next.getTime());
    return next;
  }
}
