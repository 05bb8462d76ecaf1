import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { system } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { createLog } from "@allokoli/shared/log/log";
import { createStockRounds } from "@allokoli/shared/mirror/stocktake-rounds";
import { createWatch } from "@allokoli/shared/mirror/watch";
import { stocktakeEveryMs, watchEveryMs, type Env } from "./env.ts";
import { organizationsToSweep } from "./mirrors.ts";
import { STOCK_KINDS, takeStockOf } from "./stocktake.ts";

/**
 * Finds organizations whose copies at Vapi have an older form, and takes stock of what Vapi lost or has too much. There
 * is only one, and once armed it never stops.
 */
export class MirrorWatch extends DurableObject<Env> {
  readonly #log = createLog({ service: "assistants", object: "MirrorWatch" });
  readonly #watch = createWatch({
    storage: this.ctx.storage,
    waiting: (after, atOnce) => this.#waiting(after, atOnce),
    wake: (orgId) => this.env.MIRROR_SWEEP.getByName(orgId).arm(orgId, "now"),
    onFailure: (err) => this.#log.error("mirrors not watched", err),
    now: Date.now,
    everyMs: watchEveryMs(this.env),
  });

  readonly #stock = createStockRounds({
    storage: this.ctx.storage,
    kinds: STOCK_KINDS.map((kind) => () => takeStockOf(this.env, kind, this.#log)),
    onFailure: (err) => this.#log.error("stock not taken", err),
    now: Date.now,
    everyMs: stocktakeEveryMs(this.env),
  });

  arm(): Promise<void> {
    return this.#watch.arm();
  }

  override async alarm(): Promise<void> {
    await this.#watch.ring();
    await this.#stock.ring();
  }

  async #waiting(after: string | null, atOnce: number): Promise<string[]> {
    const env = requireEnv(this.env, ["VAPI_WEBHOOK_SECRET", "PUBLIC_API_URL", "MIRROR_SWEEP"]);
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
