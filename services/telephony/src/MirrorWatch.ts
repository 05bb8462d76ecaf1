import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { system } from "@allokoli/shared/db/tenant";
import { createLog } from "@allokoli/shared/log/log";
import { createStockRounds } from "@allokoli/shared/mirror/stocktake-rounds";
import { createWatch } from "@allokoli/shared/mirror/watch";
import { requireWhole, type Env } from "./env.ts";
import { organizationsToSweep } from "./numbers/form.ts";
import { findStalledOrders } from "./orders/stalled.ts";
import { STOCK_KINDS, takeStockOf } from "./stocktake.ts";

/**
 * Finds numbers in an older form, missing or surplus resources at Vapi, and stalled orders. There is one, and it never
 * stops once armed.
 */
export class MirrorWatch extends DurableObject<Env> {
  readonly #log = createLog({ service: "telephony", object: "MirrorWatch" });
  readonly #watch = createWatch({
    storage: this.ctx.storage,
    waiting: (after, atOnce) => this.#waiting(after, atOnce),
    wake: (orgId) => this.env.MIRROR_SWEEP.getByName(orgId).arm(orgId, "now"),
    onFailure: (err) => this.#log.error("mirrors not watched", err),
    now: Date.now,
    everyMs: Number(requireWhole(this.env).MIRROR_WATCH_EVERY_MS),
  });

  readonly #stock = createStockRounds({
    storage: this.ctx.storage,
    kinds: STOCK_KINDS.map((kind) => () => takeStockOf(this.env, kind, this.#log)),
    onFailure: (err) => this.#log.error("stock not taken", err),
    now: Date.now,
    everyMs: Number(requireWhole(this.env).MIRROR_STOCKTAKE_EVERY_MS),
  });

  arm(): Promise<void> {
    return this.#watch.arm();
  }

  override async alarm(): Promise<void> {
    await this.#watch.ring();
    await this.#wakeOrders().catch((err: unknown) => this.#log.error("orders not watched", err));
    await this.#stock.ring();
  }

  async #wakeOrders(): Promise<void> {
    const env = requireWhole(this.env);
    const database = connect(env.HYPERDRIVE.connectionString);
    try {
      const left = await system(database).read((tx) => findStalledOrders(tx, Date.now()));
      if (left.length > 0) this.#log.warn("stalled orders", { count: left.length });
      await Promise.all(left.map((order) => env.NUMBER_ORDER.getByName(order.numberId).arm(order, "now")));
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }

  async #waiting(after: string | null, atOnce: number): Promise<string[]> {
    const env = requireWhole(this.env);
    const database = connect(env.HYPERDRIVE.connectionString);
    try {
      const waiting = await system(database).read((tx) => organizationsToSweep(tx, env, { after, atOnce }));
      if (waiting.length > 0) this.#log.info("organizations to sweep", { count: waiting.length });
      return waiting;
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
