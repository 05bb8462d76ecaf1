import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { announceEvents } from "@allokoli/shared/events/announce";
import { createLog } from "@allokoli/shared/log/log";
import { leaseMs } from "@allokoli/shared/mirror/mirror";
import { createVapi } from "@allokoli/shared/vapi/client";
import { delayMs, quietMs, requireWhole, type Env, type OrderAnswer, type OrderName } from "./env.ts";
import { createOrderKeeper } from "./orders/keeper.ts";
import type { Order } from "./orders/order.ts";
import { advanceOrder } from "./orders/world.ts";

/** Advances one order until it is settled; named by the number's id. */
export class NumberOrder extends DurableObject<Env> {
  readonly #log = createLog({ service: "telephony", object: "NumberOrder" });
  readonly #keeper = createOrderKeeper({
    storage: this.ctx.storage,
    advance: (name) => this.#advance(name),
    vapiIsBackAt: () => createVapi(this.env).comeBackAt(),
    log: this.#log,
    now: Date.now,
    random: Math.random,
    delayMs: delayMs(this.env),
    quietMs: quietMs(this.env),
    watchMs: leaseMs(delayMs(this.env)),
  });

  arm(order: OrderName, when: "soon" | "now"): Promise<void> {
    return this.#keeper.arm(order, when);
  }

  run(order: OrderName): Promise<OrderAnswer> {
    return this.#keeper.run(order);
  }

  override alarm(): Promise<void> {
    return this.#keeper.ring();
  }

  async #advance(name: OrderName): Promise<Order | undefined> {
    const env = requireWhole(this.env);
    const database = connect(env.HYPERDRIVE.connectionString);
    try {
      return await advanceOrder(env, database, name);
    } finally {
      this.ctx.waitUntil(Promise.all([database.close(), announceEvents(this.env, name.orgId, this.#log)]));
    }
  }
}
