import type { Log } from "@allokoli/shared/log/log";
import { storedValue, type ValueStorage } from "@allokoli/shared/stored/value";
import { shapeOf } from "@allokoli/shared/stored/shape";
import { z } from "zod";
import type { OrderAnswer, OrderName } from "../env.ts";
import { isSettled, waitMs, type Order } from "./order.ts";
import { toAnswer } from "./answer.ts";

/** The part of a Durable Object's storage that a keeper uses, or a fake. */
export type KeeperStorage = ValueStorage & {
  setAlarm(at: number): Promise<void>;
  deleteAlarm(): Promise<void>;
  deleteAll(): Promise<void>;
};

export type KeeperDeps = {
  storage: KeeperStorage;
  /** Advance the order as far as possible now; undefined when there is no such number. */
  advance(name: OrderName): Promise<Order | undefined>;
  /** When Vapi may be asked again, while it is down. */
  vapiIsBackAt(): Promise<Date | undefined>;
  log: Pick<Log, "error">;
  now(): number;
  random(): number;
  delayMs: number;
  quietMs: number;
  /** Longer than a transaction can take to commit. */
  watchMs: number;
};

const asBefore = (value: unknown) => value;
const ORDER = shapeOf("order", z.strictObject({ orgId: z.string(), numberId: z.string() }), [asBefore]);
const WATCH_UNTIL = shapeOf("order's watch", z.number(), [asBefore]);

/** Resumes one order until it is settled: the logic of `NumberOrder`. At most one attempt runs at a time. */
export function createOrderKeeper({
  storage,
  advance,
  vapiIsBackAt,
  log,
  now,
  random,
  delayMs,
  quietMs,
  watchMs,
}: KeeperDeps) {
  const kept = storedValue(storage, "order", ORDER, log);
  const watchUntil = storedValue(storage, "watchUntil", WATCH_UNTIL, log);
  let running: Promise<OrderAnswer> | undefined;

  async function attempt(name: OrderName): Promise<OrderAnswer> {
    // If this object dies during the attempt, the alarm wakes it.
    await storage.setAlarm(now() + 2 * delayMs);
    const order = await advance(name);
    // The row that it was armed for may not be committed yet.
    if (order === undefined && now() < ((await watchUntil.get()) ?? 0)) return toAnswer(order);
    const wait = order && waitMs(order, { delayMs, quietMs, now: now(), random: random() });
    if (wait === undefined || (order && isSettled(order))) {
      await storage.deleteAlarm();
      await storage.deleteAll();
    } else await storage.setAlarm((await backAt(order))?.getTime() ?? now() + wait);
    return toAnswer(order);
  }

  /** An order that waits for Vapi alone is tried when Vapi answers again, however long its pauses have become. */
  const backAt = async (order: Order | undefined) => (order?.state === "held" ? vapiIsBackAt() : undefined);

  /** Joins an attempt that is running. */
  const run = (name: OrderName): Promise<OrderAnswer> =>
    (running ??= attempt(name).finally(() => (running = undefined)));

  return {
    run,

    /** Resolves once the alarm is stored: from then on the order is not forgotten. */
    async arm(name: OrderName, when: "soon" | "now"): Promise<void> {
      await watchUntil.put(now() + watchMs);
      await kept.put(name);
      await storage.setAlarm(now() + (when === "now" ? 0 : delayMs));
    },

    /** The alarm. Does not throw for a failed attempt: the runtime gives up an alarm that does after six tries. */
    async ring(): Promise<void> {
      const name = await kept.get();
      if (name === undefined) return;
      await run(name).catch(async (err: unknown) => {
        log.error("order not advanced", err, name);
        await storage.setAlarm(now() + delayMs);
      });
    },
  };
}
