import { createCrashPlan, Crash, type CrashPlan } from "@allokoli/shared/mirror/testing";
import { longestMs } from "@allokoli/shared/mirror/state";
import { VapiNotAsked, VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quietMs } from "../env.ts";
import { ProviderRefused, ProviderUnavailable } from "@allokoli/shared/providers/errors";
import type { ProviderOrder } from "../providers/provider.ts";
import { advance, isSettled, waitMs, type Imported, type Order, type OrderWorld } from "./order.ts";

const QUIET_MS = 1000;
/** The time between two looks: several fit into the time in which nothing is sent again. */
const STEP_MS = 300;
const NUMBER = "+33199001000";

const orderOf = (state: Order["state"]): Order => ({
  state,
  isBought: false,
  providerNumberId: null,
  sentAt: null,
  looks: 0,
  error: null,
});

/** `lateMs`: the request gets no answer, and is carried out that much later. */
type Sky = "fine" | "down" | "not asked" | "answer lost" | { lateMs: number };
type Setting = {
  /** The run before which the number is released; undefined when it is not. */
  releasedAt: number | undefined;
  mayBuy: boolean;
  /** How often the provider is asked before it carries a purchase out. */
  reviews: number;
  isTurnedDown: boolean;
  /** For a while the account cannot be asked about its orders. */
  isLockedOut: boolean;
  start: "asked" | "held";
  /** The number is in the account already. */
  isOwned: boolean;
  isSold: boolean;
  isRefusedByVapi: boolean;
  /** The outcome of each request, in turn; after the last, every request succeeds. */
  weather: Sky[];
};

/** A provider, a Vapi and a row, which survive every process. */
function createWorld({
  releasedAt,
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
  const changes: string[] = [];
  const state = { isOwned, atVapi: 0, now: 0, orders: 0, reviewsLeft: reviews, isCancelled: false, run: 0 };
  let late: { at: number; work(): unknown }[] = [];
  const carryOutLate = () => {
    const due = late.filter(({ at }) => at <= state.now);
    late = late.filter(({ at }) => at > state.now);
    for (const { work } of due) {
      try {
        work();
      } catch {
        // Refused, without an answer.
      }
    }
  };
  const ask = <T>(unavailable: () => Error, work: () => T): T => {
    carryOutLate();
    const sky = skies.shift() ?? "fine";
    if (typeof sky === "object") {
      late.push({ at: state.now + sky.lateMs, work });
      throw unavailable();
    }
    if (sky === "not asked") throw new VapiNotAsked(new Date(0), 1);
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
    changes.push("bought");
  };

  const process = (plan: CrashPlan): OrderWorld => ({
    isWanted: releasedAt === undefined || state.run < releasedAt,
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
        // A purchase is delivered once, though the number may be returned before a late look at it is carried out.
        if (state.reviewsLeft > 0 || state.isOwned || changes.includes("bought")) return { state: "under way" };
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
        if (state.isOwned) changes.push("released");
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
  return { kept, changes, state, process, carryOutLate };
}

/** Processes one after the other, the first with a crash, until the order is settled. */
async function runToTheEnd(setting: Setting, crash?: { step: number; moment: "before" | "after" }) {
  const world = createWorld(setting);
  const firstPlan = createCrashPlan(crash);
  for (let run = 0; run < 120 && !isSettled(world.kept.order); run++) {
    const plan = run === 0 ? firstPlan : createCrashPlan(undefined);
    await advance(world.kept.order, world.process(plan)).catch((err: unknown) => {
      if (!(err instanceof Crash)) throw err;
    });
    world.state.now += STEP_MS;
    world.state.run++;
  }
  world.state.now += QUIET_MS;
  world.carryOutLate();
  return { ...world, steps: firstPlan.steps };
}

/** Nothing is bought twice, nothing unused remains, and only what was bought here is returned. */
function expectLaw({ kept, changes, state }: Awaited<ReturnType<typeof runToTheEnd>>, setting: Setting) {
  const { order } = kept;
  expect(isSettled(order)).toBe(true);
  expect(changes.filter((change) => change === "bought").length).toBeLessThanOrEqual(1);
  if (order.state === "done") {
    expect(kept.imported).toEqual({ vapiId: "vapi-1", number: NUMBER });
    expect(state.atVapi).toBe(1);
    expect(changes).not.toContain("released");
    expect(order.isBought).toBe(changes.includes("bought"));
  } else {
    expect(order.error).toMatch(/\w/);
    expect(state.atVapi).toBe(0);
    expect(state.isOwned).toBe(setting.isOwned);
    expect(changes).toEqual(changes.includes("bought") ? ["bought", "released"] : []);
  }
  const isForSale = setting.mayBuy && !setting.isSold && !(setting.reviews > 0 && setting.isTurnedDown);
  const shouldSucceed = !setting.isRefusedByVapi && (setting.start === "held" || setting.isOwned || isForSale);
  if (!setting.mayBuy) expect(state.orders).toBe(0);
  // Released in time, it may end either way; after that the mirror releases it.
  if (setting.releasedAt === undefined) expect(order.state).toBe(shouldSucceed ? "done" : "failed");
  else if (!shouldSucceed || setting.releasedAt === 0) expect(order.state).toBe("failed");
}

const FINE = { releasedAt: undefined, mayBuy: true, reviews: 0, isTurnedDown: false, isLockedOut: false };

const setting = fc.record({
  mayBuy: fc.boolean(),
  reviews: fc.nat(12),
  releasedAt: fc.option(fc.nat(8), { nil: undefined }),
  isTurnedDown: fc.boolean(),
  isLockedOut: fc.boolean(),
  start: fc.constantFrom("asked" as const, "held" as const),
  isOwned: fc.boolean(),
  isSold: fc.boolean(),
  isRefusedByVapi: fc.boolean(),
  weather: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom<Sky[]>("fine", "down", "answer lost") },
      { weight: 1, arbitrary: fc.record({ lateMs: fc.integer({ min: 1, max: QUIET_MS }) }) },
    ),
    { maxLength: 12 },
  ),
});

describe("an order", () => {
  it("under any failures ends as it should, and buys at most once", async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (given) => expectLaw(await runToTheEnd(given), given)),
      { numRuns: 500 },
    );
  });

  it("does so with a crash at any step, too", async () => {
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

  it("released while a purchase is sent again, waits for its outcome", async () => {
    const weather: Sky[] = ["fine", "fine", { lateMs: QUIET_MS - 1 }];
    const setting = {
      ...FINE,
      start: "asked" as const,
      isOwned: false,
      isSold: false,
      isRefusedByVapi: false,
      weather,
    };
    const world = createWorld({ ...setting, releasedAt: 1 });
    Object.assign(world.kept, { order: { ...orderOf("buying"), sentAt: -QUIET_MS, looks: 5 } });
    for (let run = 0; run < 20; run++) {
      await advance(world.kept.order, world.process(createCrashPlan(undefined)));
      world.state.now += STEP_MS;
      world.state.run++;
    }
    expect(world.changes).toEqual(["bought", "released"]);
    expect(world.kept.order.state).toBe("failed");
  });

  it("does not wait for a request that was never sent because Vapi is down", async () => {
    const setting = { ...FINE, start: "held" as const, isOwned: true, isSold: false, isRefusedByVapi: false };
    const world = createWorld({ ...setting, weather: ["fine", "not asked"] });
    await advance(world.kept.order, world.process(createCrashPlan(undefined)));
    expect(world.kept.order).toMatchObject({ state: "held", sentAt: null, looks: 1 });
  });

  it("settles in one run when nothing fails", async () => {
    const world = createWorld({
      ...FINE,
      start: "asked",
      isOwned: false,
      isSold: false,
      isRefusedByVapi: false,
      weather: [],
    });
    const order = await advance(world.kept.order, world.process(createCrashPlan(undefined)));
    expect(order).toMatchObject({ state: "done", isBought: true, providerNumberId: "PN1" });
  });

  it("waits longer each time, and not at all once it is settled", () => {
    const pace = { delayMs: 1000, quietMs: 7000, now: 10_000, random: 0.5 };
    const waiting = [0, 1, 2, 3].map((looks) => waitMs({ ...orderOf("buying"), looks }, pace) ?? 0);
    expect(waiting).toEqual(waiting.toSorted((left, right) => left - right));
    expect(waitMs(orderOf("done"), pace)).toBeUndefined();
    expect(waitMs(orderOf("failed"), pace)).toBeUndefined();
  });

  it("continues as soon as an unanswered request may be sent again", () => {
    const pace = { delayMs: 1000, quietMs: 7000, now: 10_000, random: 0.5 };
    expect(waitMs({ ...orderOf("held"), looks: 5, sentAt: 5000 }, pace)).toBe(2000);
    expect(waitMs({ ...orderOf("held"), looks: 5, sentAt: 3000 }, pace)).toBeGreaterThan(2000);
  });

  it("waits longer than Vapi may take, because a number costs money", () => {
    expect(quietMs({})).toBe(2 * longestMs(15_000));
    expect(quietMs({ MIRROR_SWEEP_DELAY_MS: "100" })).toBe(2 * longestMs(100));
  });
});
