import { pauseMs, WaitsFor } from "@allokoli/shared/mirror/state";
import { isNothingDone, VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { ProviderRefused, ProviderUnavailable } from "@allokoli/shared/providers/errors";
import type { ProviderOrder } from "../providers/provider.ts";

/**
 * The order of a number, as a state that survives a crash at any point:
 *
 *   asked ──► buying ──► held ──► done
 *     │          │         └────► returning ──► failed
 *     └──────────┴──────────────────────────────► failed
 *
 * `asked`: nothing was sent. `buying`: a purchase was sent, or is about to be. `held`: the number is in the account; Vapi
 * may have been asked to take it. `returning`: what was bought goes back. What was sent without an answer is looked up
 * before anything is sent again, so that nothing is bought twice. A provider may take days over a purchase.
 */
export type Order = {
  state: "asked" | "buying" | "held" | "returning" | "done" | "failed";
  /** True when we bought it: only then may it be returned. */
  isBought: boolean;
  providerNumberId: string | null;
  /** When a request was sent whose outcome is not known. */
  sentAt: number | null;
  /** How often a look did not show its outcome. */
  looks: number;
  /** Why the order failed, in one sentence. */
  error: string | null;
};

export type Imported = {
  vapiId: string;
  number: string;
  /** In which it was sent just now; unknown of a number that an earlier attempt sent, which the mirror sends again. */
  form?: string;
};

/**
 * What an order needs from outside. The provider's functions throw `ProviderRefused` or `ProviderUnavailable`, Vapi's
 * `VapiRefused` or `VapiUnavailable`; `importNumber` throws `WaitsFor` too, before it sends anything.
 */
export type OrderWorld = {
  /** Stores the order before the next step. */
  save(order: Order): Promise<void>;
  /** Stores that the order is done, and what Vapi has. */
  finish(order: Order, imported: Imported): Promise<void>;
  /** False when the number was released while the order was under way. */
  isWanted: boolean;
  /** False when the number must be in the account already. */
  mayBuy: boolean;
  /** The provider's id of the number when it is in the account. */
  findOwned(): Promise<string | undefined>;
  buy(): Promise<string | undefined>;
  /** The outcome of a purchase that was sent. */
  findOrder(): Promise<ProviderOrder>;
  /** Cancels a purchase that is under way, where the provider allows it. */
  cancel(): Promise<void>;
  release(providerNumberId: string): Promise<void>;
  /** The number at Vapi, if an earlier attempt created it. */
  findImported(): Promise<Imported | undefined>;
  importNumber(): Promise<Imported>;
  now(): number;
  /** Longer than the provider or Vapi can take to carry out a request. */
  quietMs: number;
};

/** So many refusals after an unknown outcome, or looks without a result, mean that the purchase was never made. */
const FINAL_LOOKS = 6;
const NOT_WANTED = "It was released before it arrived.";
const NOT_OWNED = "This number is not in the account yet.";

export const isSettled = ({ state }: Order) => state === "done" || state === "failed";

export type Pace = { delayMs: number; quietMs: number; now: number; random: number };

/** The wait before the order is resumed; undefined when nothing is left to do. */
export function waitMs(order: Order, { delayMs, quietMs, now, random }: Pace): number | undefined {
  if (isSettled(order)) return undefined;
  const pause = pauseMs(order.looks + 1, delayMs, random);
  const quiet = order.sentAt === null ? 0 : order.sentAt + quietMs - now;
  return quiet > 0 ? Math.min(pause, quiet) : pause;
}

/** Advance the order as far as possible now. The returned order has been saved. */
export async function advance(start: Order, world: OrderWorld): Promise<Order> {
  let order = start;
  /** True in a state that this run has just entered: no earlier attempt can have left anything behind. */
  let isFresh = false;
  for (;;) {
    const next = await step(order, isFresh, world);
    if (next === order) return order;
    isFresh = next.state !== order.state;
    order = next;
    if (isSettled(order) || !isFresh) return order;
  }
}

function step(order: Order, isFresh: boolean, world: OrderWorld): Promise<Order> {
  switch (order.state) {
    case "asked":
      return begin(order, world);
    case "buying":
      return isFresh ? buyFirst(order, world) : buyAgain(order, world);
    case "held":
      return importInto(order, isFresh, world);
    case "returning":
      return giveBack(order, world);
    case "done":
    case "failed":
      return Promise.resolve(order);
  }
}

/** A number that is in the account already is imported, not bought. */
async function begin(order: Order, world: OrderWorld): Promise<Order> {
  if (!world.isWanted) return fail(order, NOT_WANTED, world);
  const owned = await attempt(world.findOwned);
  if (owned.outcome === "unknown") return later(order, world);
  if (owned.outcome === "refused") return fail(order, owned.reason, world);
  if (owned.value !== undefined) return hold(order, owned.value, false, world);
  if (!world.mayBuy) return fail(order, NOT_OWNED, world);
  return saved({ ...order, state: "buying", sentAt: world.now(), looks: 0 }, world);
}

async function buyFirst(order: Order, world: OrderWorld): Promise<Order> {
  const bought = await attempt(world.buy);
  if (bought.outcome === "refused") return fail(order, bought.reason, world);
  if (bought.outcome === "unknown") return later(order, world);
  return afterPurchase(order, bought.value, world);
}

/** An earlier attempt may still buy it. A number is sold once: asking again is safe, giving up is not. */
async function buyAgain(order: Order, world: OrderWorld): Promise<Order> {
  const owned = await attempt(world.findOwned);
  if (owned.outcome === "done" && owned.value !== undefined) {
    if (world.isWanted) return hold(order, owned.value, true, world);
    return goBack({ ...order, providerNumberId: owned.value, isBought: true }, NOT_WANTED, world);
  }
  if (owned.outcome !== "done" || isUnquiet(order, world)) return later(order, world);
  const sent = await attempt(world.findOrder);
  // A refused look says nothing about the purchase.
  if (sent.outcome !== "done") return later(order, world);
  if (sent.value.state === "turned down") return fail(order, sent.value.reason, world);
  const isUnderWay = sent.value.state === "under way";
  if (!world.isWanted) return withdraw(order, isUnderWay, world);
  if (isUnderWay) return later(order, world);
  const again = await saved({ ...order, sentAt: world.now(), looks: 0 }, world);
  const bought = await attempt(world.buy);
  if (bought.outcome === "done") return afterPurchase(again, bought.value, world);
  if (bought.outcome === "unknown") return later(again, world);
  return order.looks + 1 >= FINAL_LOOKS ? fail(order, bought.reason, world) : later(order, world);
}

/** The request may still be carried out: the order fails only after several looks without a result. */
async function withdraw(order: Order, isUnderWay: boolean, world: OrderWorld): Promise<Order> {
  if (isUnderWay) await attempt(world.cancel);
  else if (order.looks + 1 >= FINAL_LOOKS) return fail(order, NOT_WANTED, world);
  return later(order, world);
}

/** Some providers do not return the id of what they sold: it is looked up, now or later. */
async function afterPurchase(order: Order, providerNumberId: string | undefined, world: OrderWorld): Promise<Order> {
  if (providerNumberId !== undefined) return hold(order, providerNumberId, true, world);
  const owned = await attempt(world.findOwned);
  const isFound = owned.outcome === "done" && owned.value !== undefined;
  return isFound ? hold(order, owned.value ?? null, true, world) : later(order, world);
}

async function importInto(order: Order, isFresh: boolean, world: OrderWorld): Promise<Order> {
  if (!isFresh) {
    const found = await attempt(world.findImported);
    if (found.outcome === "done" && found.value !== undefined) return finish(order, found.value, world);
    if (found.outcome !== "done" || isUnquiet(order, world)) return later(order, world);
    if (!world.isWanted) return goBack(order, NOT_WANTED, world);
  }
  const sent = await saved({ ...order, sentAt: world.now() }, world);
  const imported = await attempt(world.importNumber);
  if (imported.outcome === "done") return finish(sent, imported.value, world);
  if (imported.outcome === "unknown") return later(imported.isSent ? sent : order, world);
  return goBack(sent, imported.reason, world);
}

/** Only a number that was bought here is returned. */
const goBack = (order: Order, error: string, world: OrderWorld) =>
  order.isBought ? saved({ ...order, state: "returning", looks: 0, error }, world) : fail(order, error, world);

/** Money is at stake: it is tried until the provider has taken the number back, however often it refuses. */
async function giveBack(order: Order, world: OrderWorld): Promise<Order> {
  const { providerNumberId } = order;
  const released = await attempt(async () => providerNumberId === null || (await world.release(providerNumberId)));
  return released.outcome === "done" ? saved({ ...order, state: "failed" }, world) : later(order, world);
}

const isUnquiet = ({ sentAt }: Order, { now, quietMs }: OrderWorld) => sentAt !== null && now() < sentAt + quietMs;

const hold = (order: Order, providerNumberId: string | null, isBought: boolean, world: OrderWorld) =>
  saved({ ...order, state: "held", providerNumberId, isBought, sentAt: null, looks: 0 }, world);
const fail = (order: Order, error: string, world: OrderWorld) => saved({ ...order, state: "failed", error }, world);
const later = (order: Order, world: OrderWorld) => saved({ ...order, looks: order.looks + 1 }, world);

async function saved(order: Order, world: OrderWorld): Promise<Order> {
  await world.save(order);
  return order;
}

async function finish(order: Order, imported: Imported, world: OrderWorld): Promise<Order> {
  const done: Order = { ...order, state: "done", looks: 0, error: null };
  await world.finish(done, imported);
  return done;
}

type Attempt<T> =
  | { outcome: "done"; value: T }
  | { outcome: "refused"; reason: string }
  | { outcome: "unknown"; isSent: boolean };

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { outcome: "done", value: await work() };
  } catch (err) {
    if (err instanceof ProviderRefused) return { outcome: "refused", reason: err.message };
    if (err instanceof VapiRefused) return { outcome: "refused", reason: err.reasons.join(" ") };
    if (err instanceof WaitsFor) return { outcome: "unknown", isSent: false };
    if (err instanceof ProviderUnavailable || err instanceof VapiUnavailable)
      return { outcome: "unknown", isSent: !isNothingDone(err) };
    throw err;
  }
}
