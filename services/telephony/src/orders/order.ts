import { backoffMs } from "@allokoli/shared/mirror/state";
import { VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { ProviderRefused, ProviderUnavailable } from "../providers/errors.ts";
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
  /** True when we bought it: only then may it be given back. */
  isBought: boolean;
  providerNumberId: string | null;
  /** When a request was sent whose outcome is not known. */
  sentAt: number | null;
  /** How often its outcome was looked for in vain. */
  looks: number;
  /** Why it came to nothing, in one sentence. */
  error: string | null;
};

export type Imported = { vapiId: string; number: string };

/** The world of one order. The provider's functions throw `ProviderRefused` or `ProviderUnavailable`, Vapi's `VapiRefused` or `VapiUnavailable`. */
export type OrderWorld = {
  /** Written down before the next step is taken. */
  save(order: Order): Promise<void>;
  /** Written down with the order: what Vapi has, and that it is done. */
  finish(order: Order, imported: Imported): Promise<void>;
  /** False when somebody let the number go before it was theirs. */
  isWanted: boolean;
  /** False when the number must be in the account already. */
  mayBuy: boolean;
  /** The provider's id of the number when it is in the account. */
  findOwned(): Promise<string | undefined>;
  buy(): Promise<string | undefined>;
  /** What became of a purchase that was sent. */
  findOrder(): Promise<ProviderOrder>;
  /** Takes back a purchase that is under way, where the provider lets it be. */
  cancel(): Promise<void>;
  release(providerNumberId: string): Promise<void>;
  /** The number at Vapi when an earlier attempt made it. */
  findImported(): Promise<Imported | undefined>;
  importNumber(): Promise<Imported>;
  now(): number;
  /** Longer than any request to the provider or to Vapi can take. */
  quietMs: number;
};

/** Refusals after an attempt of unknown outcome, and looks in vain, until the purchase is taken for never made. */
const FINAL_LOOKS = 6;
const NOT_WANTED = "It was let go before it was there.";
const NOT_OWNED = "This number is not in the account yet.";

export const isSettled = ({ state }: Order) => state === "done" || state === "failed";

/** Before the order is carried on again; undefined when nothing is left to do. */
export function waitMs(order: Order, delayMs: number, random: number): number | undefined {
  return isSettled(order) ? undefined : backoffMs(order.looks + 1, delayMs, random);
}

/** Carry the order on as far as it goes at the moment. The answer has been saved. */
export async function carryOn(start: Order, world: OrderWorld): Promise<Order> {
  let order = start;
  /** A state that this very run has come to: no earlier attempt can have left anything behind. */
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

/** What the account has already is imported without being bought. */
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

/** An earlier attempt may have bought it, or may do so yet. A number is sold once, so asking again is safe; giving up is not. */
async function buyAgain(order: Order, world: OrderWorld): Promise<Order> {
  const owned = await attempt(world.findOwned);
  if (owned.outcome === "done" && owned.value !== undefined) {
    if (world.isWanted) return hold(order, owned.value, true, world);
    return goBack({ ...order, providerNumberId: owned.value, isBought: true }, NOT_WANTED, world);
  }
  if (owned.outcome !== "done" || isUnquiet(order, world)) return later(order, world);
  const sent = await attempt(world.findOrder);
  // A refusal to tell is no word about the purchase.
  if (sent.outcome !== "done") return later(order, world);
  if (sent.value.state === "turned down") return fail(order, sent.value.reason, world);
  const isUnderWay = sent.value.state === "under way";
  if (!world.isWanted) return withdraw(order, isUnderWay, world);
  if (isUnderWay) return later(order, world);
  const bought = await attempt(world.buy);
  if (bought.outcome === "done") return afterPurchase(order, bought.value, world);
  if (bought.outcome === "refused" && order.looks + 1 >= FINAL_LOOKS) return fail(order, bought.reason, world);
  return later(order, world);
}

/** What was sent may still be carried out: it is given up only after several looks in vain. */
async function withdraw(order: Order, isUnderWay: boolean, world: OrderWorld): Promise<Order> {
  if (isUnderWay) await attempt(world.cancel);
  else if (order.looks + 1 >= FINAL_LOOKS) return fail(order, NOT_WANTED, world);
  return later(order, world);
}

/** Some providers do not tell the id of what they sold: it is looked up, if need be later. */
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
  if (imported.outcome === "unknown") return later(sent, world);
  return goBack(sent, imported.reason, world);
}

/** Only what was bought here is given back. */
const goBack = (order: Order, error: string, world: OrderWorld) =>
  order.isBought ? saved({ ...order, state: "returning", looks: 0, error }, world) : fail(order, error, world);

/** Money is at stake: it is tried until the provider has it back, however often it refuses. */
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

type Attempt<T> = { outcome: "done"; value: T } | { outcome: "refused"; reason: string } | { outcome: "unknown" };

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { outcome: "done", value: await work() };
  } catch (err) {
    if (err instanceof ProviderRefused) return { outcome: "refused", reason: err.message };
    if (err instanceof VapiRefused) return { outcome: "refused", reason: err.reasons.join(" ") };
    if (err instanceof ProviderUnavailable || err instanceof VapiUnavailable) return { outcome: "unknown" };
    throw err;
  }
}
