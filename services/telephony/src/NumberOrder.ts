import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { announceEvents } from "@allokoli/shared/events/announce";
import { createLog } from "@allokoli/shared/log/log";
import { leaseMs } from "@allokoli/shared/mirror/mirror";
import { delayMs, requireWhole, type Env } from "./env.ts";
import type { OrderAnswer, OrderName } from "./orders/api.ts";
import { isSettled, waitMs } from "./orders/order.ts";
import { carryOnOrder, toAnswer } from "./orders/world.ts";

/** Carries one order on until it is settled; named by the number's id. At most one attempt runs at a time. */
export class NumberOrder extends DurableObject<Env> {
  readonly #log = createLog({ service: "telephony", object: "NumberOrder" });
  #running: Promise<OrderAnswer> | undefined;

  /** Resolves once the alarm is stored: from then on the order is not forgotten. */
  async arm(order: OrderName, when: "soon" | "now"): Promise<void> {
    const { storage } = this.ctx;
    // What it was armed for may be committed only later than the alarm rings.
    await storage.put("watchUntil", Date.now() + leaseMs(delayMs(this.env)));
    await storage.put("order", order);
    await storage.setAlarm(Date.now() + (when === "now" ? 0 : delayMs(this.env)));
  }

  /** Carry the order on as far as it goes at the moment; joins an attempt under way. */
  run(order: OrderName): Promise<OrderAnswer> {
    return (this.#running ??= this.#carryOn(order).finally(() => (this.#running = undefined)));
  }

  /** Does not throw for a failed attempt: an alarm that does is given up after six tries. */
  override async alarm(): Promise<void> {
    const order = await this.ctx.storage.get<OrderName>("order");
    if (order === undefined) return;
    await this.run(order).catch(async (err: unknown) => {
      this.#log.error("order not carried on", err, order);
      await this.ctx.storage.setAlarm(Date.now() + delayMs(this.env));
    });
  }

  async #carryOn(name: OrderName): Promise<OrderAnswer> {
    const { storage } = this.ctx;
    const env = requireWhole(this.env);
    const database = connect(env.HYPERDRIVE.connectionString);
    try {
      // Should this object die on the way, it wakes up again.
      await storage.setAlarm(Date.now() + 2 * delayMs(env));
      const order = await carryOnOrder(env, database, name);
      const answer = toAnswer(order);
      if (order === undefined && Date.now() < ((await storage.get<number>("watchUntil")) ?? 0)) return answer;
      const wait = order && waitMs(order, delayMs(env), Math.random());
      if (wait === undefined || (order && isSettled(order))) {
        await storage.deleteAlarm();
        await storage.deleteAll();
      } else await storage.setAlarm(Date.now() + wait);
      return answer;
    } finally {
      this.ctx.waitUntil(Promise.all([database.close(), announceEvents(this.env, name.orgId, this.#log)]));
    }
  }
}
