import { createCrashPlan, Crash, type CrashPlan } from "@allokoli/shared/mirror/testing";
import { VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProviderRefused, ProviderUnavailable } from "../providers/errors.ts";
import type { ProviderOrder } from "../providers/provider.ts";
import { carryOn, isSettled, waitMs, type Imported, type Order, type OrderWorld } from "./order.ts";

const QUIET_MS = 1000;
const NUMBER = "+33199001000";

const orderOf = (state: Order["state"]): Order => ({
  state,
  isBought: false,
  providerNumberId: null,
  sentAt: null,
  looks: 0,
  error: null,
});

type Sky = "fine" | "down" | "answer lost";
type Setting = {
  /** Before which run the number is let go; undefined when it stays wanted. */
  letGoAt: number | undefined;
  mayBuy: boolean;
  /** How often the provider is asked before it has carried a purchase out. */
  reviews: number;
  isTurnedDown: boolean;
  /** For a while the account cannot be asked about its orders. */
  isLockedOut: boolean;
  start: "asked" | "held";
  /** The number is in the account already. */
  isOwned: boolean;
  isSold: boolean;
  isRefusedByVapi: boolean;
  /** What each request finds, in turn; fine when it ran out. */
  weather: Sky[];
};

/** A provider, a Vapi and a row, which outlive every process. */
function createWorld({
  letGoAt,
  start,
  mayBuy,
  reviews,
  isTurnedDown,
  isLockedOut,
  isOwned,
  isSold,
  isRefusedByVapi,
  weather,
}: Setting) {
  const skies = [...weather];
  const kept = { order: orderOf(start), imported: undefined as Imported | undefined };
  const deeds: string[] = [];
  const state = { isOwned, atVapi: 0, now: 0, orders: 0, reviewsLeft: reviews, isCancelled: false, run: 0 };
  const ask = <T>(unavailable: () => Error, work: () => T): T => {
    const sky = skies.shift() ?? "fine";
    if (sky === "down") throw unavailable();
    const result = work();
    if (sky === "answer lost") throw unavailable();
    return result;
  };
  const provider = <T>(work: () => T) => ask(() => new ProviderUnavailable(503), work);
  const vapi = <T>(work: () => T) => ask(() => new VapiUnavailable(503, undefined), work);
  const imported = { vapiId: "vapi-1", number: NUMBER };

  const deliver = () => {
    state.isOwned = true;
    deeds.push("bought");
  };

  const process = (plan: CrashPlan): OrderWorld => ({
    isWanted: letGoAt === undefined || state.run < letGoAt,
    mayBuy,
    save: plan.wrap((order: Order) => void (kept.order = order)),
    finish: plan.wrap((order: Order, found: Imported) => void Object.assign(kept, { order, imported: found })),
    findOwned: plan.wrap(() => provider(() => (state.isOwned ? "PN1" : undefined))),
    buy: plan.wrap(() =>
      provider(() => {
        if (isSold || state.isOwned || state.orders > 0) throw new ProviderRefused(400, "It is not available.");
        state.orders++;
        if (reviews > 0) throw new ProviderUnavailable(202);
        deliver();
        return "PN1";
      }),
    ),
    findOrder: plan.wrap(() =>
      provider((): ProviderOrder => {
        if (isLockedOut && state.run < 4) throw new ProviderRefused(401, "The key is not known.");
        if (state.orders === 0) return { state: "none" };
        if (state.isCancelled) return { state: "turned down", reason: "The order was cancelled." };
        if (state.reviewsLeft > 0) state.reviewsLeft--;
        if (state.reviewsLeft > 0 || state.isOwned) return { state: "under way" };
        if (isTurnedDown) return { state: "turned down", reason: "The documents were turned down." };
        deliver();
        return { state: "under way" };
      }),
    ),
    cancel: plan.wrap(() =>
      provider(() => {
        if (state.isOwned) throw new ProviderRefused(422, "It is too late for that.");
        state.isCancelled = true;
      }),
    ),
    release: plan.wrap(() =>
      provider(() => {
        if (state.isOwned) deeds.push("released");
        state.isOwned = false;
      }),
    ),
    findImported: plan.wrap(() => vapi(() => (state.atVapi > 0 ? imported : undefined))),
    importNumber: plan.wrap(() =>
      vapi(() => {
        if (isRefusedByVapi) throw new VapiRefused(400, ["Existing Phone Number Already Has This Number."]);
        state.atVapi++;
        return imported;
      }),
    ),
    now: () => state.now,
    quietMs: QUIET_MS,
  });
  return { kept, deeds, state, process };
}

/** Processes one after the other, the first with a crash, until the order is settled. */
async function runToTheEnd(setting: Setting, crash?: { step: number; moment: "before" | "after" }) {
  const world = createWorld(setting);
  const firstPlan = createCrashPlan(crash);
  for (let run = 0; run < 60 && !isSettled(world.kept.order); run++) {
    const plan = run === 0 ? firstPlan : createCrashPlan(undefined);
    await carryOn(world.kept.order, world.process(plan)).catch((err: unknown) => {
      if (!(err instanceof Crash)) throw err;
    });
    world.state.now += QUIET_MS;
    world.state.run++;
  }
  return { ...world, steps: firstPlan.steps };
}

/** Nothing bought twice, nothing left that nobody uses, and nothing given back that was not bought here. */
function expectLaw({ kept, deeds, state }: Awaited<ReturnType<typeof runToTheEnd>>, setting: Setting) {
  const { order } = kept;
  expect(isSettled(order)).toBe(true);
  expect(deeds.filter((deed) => deed === "bought").length).toBeLessThanOrEqual(1);
  if (order.state === "done") {
    expect(kept.imported).toEqual({ vapiId: "vapi-1", number: NUMBER });
    expect(state.atVapi).toBe(1);
    expect(deeds).not.toContain("released");
    expect(order.isBought).toBe(deeds.includes("bought"));
  } else {
    expect(order.error).toMatch(/\w/);
    expect(state.atVapi).toBe(0);
    expect(state.isOwned).toBe(setting.isOwned);
    expect(deeds).toEqual(deeds.includes("bought") ? ["bought", "released"] : []);
  }
  const isForSale = setting.mayBuy && !setting.isSold && !(setting.reviews > 0 && setting.isTurnedDown);
  const shouldSucceed = !setting.isRefusedByVapi && (setting.start === "held" || setting.isOwned || isForSale);
  if (!setting.mayBuy) expect(state.orders).toBe(0);
  // Let go in time, it may come to either end; after that it is the mirror's to let go.
  if (setting.letGoAt === undefined) expect(order.state).toBe(shouldSucceed ? "done" : "failed");
  else if (!shouldSucceed || setting.letGoAt === 0) expect(order.state).toBe("failed");
}

const FINE = { letGoAt: undefined, mayBuy: true, reviews: 0, isTurnedDown: false, isLockedOut: false };

const setting = fc.record({
  mayBuy: fc.boolean(),
  reviews: fc.nat(12),
  letGoAt: fc.option(fc.nat(8), { nil: undefined }),
  isTurnedDown: fc.boolean(),
  isLockedOut: fc.boolean(),
  start: fc.constantFrom("asked" as const, "held" as const),
  isOwned: fc.boolean(),
  isSold: fc.boolean(),
  isRefusedByVapi: fc.boolean(),
  weather: fc.array(fc.constantFrom<Sky>("fine", "down", "answer lost"), { maxLength: 12 }),
});

describe("an order", () => {
  it("in any weather comes to the end that it deserves, and buys at most once", async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (given) => expectLaw(await runToTheEnd(given), given)),
      { numRuns: 500 },
    );
  });

  it("with a crash at any step does, too", async () => {
    await fc.assert(
      fc.asyncProperty(
        setting,
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom("before", "after"),
        async (given, step, moment) => expectLaw(await runToTheEnd(given, { step, moment }), given),
      ),
      { numRuns: 1000 },
    );
  });

  it("settles in one run on a fine day", async () => {
    const world = createWorld({
      ...FINE,
      start: "asked",
      isOwned: false,
      isSold: false,
      isRefusedByVapi: false,
      weather: [],
    });
    const order = await carryOn(world.kept.order, world.process(createCrashPlan(undefined)));
    expect(order).toMatchObject({ state: "done", isBought: true, providerNumberId: "PN1" });
  });

  it("waits ever longer, and not at all when it is settled", () => {
    const waiting = [0, 1, 2, 3].map((looks) => waitMs({ ...orderOf("buying"), looks }, 1000, 0.5) ?? 0);
    expect(waiting).toEqual(waiting.toSorted((left, right) => left - right));
    expect(waitMs(orderOf("done"), 1000, 0.5)).toBeUndefined();
    expect(waitMs(orderOf("failed"), 1000, 0.5)).toBeUndefined();
  });
});
