import { describe, expect, it } from "vitest";
import { createOrderKeeper } from "./keeper.ts";
import type { Order } from "./order.ts";

const [DELAY_MS, QUIET_MS, WATCH_MS] = [1000, 14_000, 6000];
const NAME = { orgId: "org", numberId: "number" };
const HELD: Order = {
  state: "held",
  isBought: true,
  providerNumberId: "PN1",
  sentAt: null,
  looks: 0,
  error: null,
};

/** A keeper with stored values, its alarm, and the orders that it resumed. */
function createWorld(advance: () => Promise<Order | undefined>, stored: Record<string, unknown> = {}) {
  const held = new Map(Object.entries(stored));
  const asked: unknown[] = [];
  const told: string[] = [];
  const world = { time: 0, alarm: null as number | null, backAt: undefined as Date | undefined, held, asked, told };
  const keeper = createOrderKeeper({
    storage: {
      get: async (key) => held.get(key),
      put: async (key, value) => void held.set(key, value),
      delete: async (key) => held.delete(key),
      deleteAll: async () => held.clear(),
      setAlarm: async (at) => void (world.alarm = at),
      deleteAlarm: async () => void (world.alarm = null),
    },
    async advance(name) {
      asked.push(name);
      return advance();
    },
    vapiIsBackAt: async () => world.backAt,
    log: { error: (message) => void told.push(message) },
    now: () => world.time,
    random: () => 0.5,
    delayMs: DELAY_MS,
    quietMs: QUIET_MS,
    watchMs: WATCH_MS,
  });
  return Object.assign(world, { keeper });
}

describe("the keeper of an order", () => {
  it("resumes it until it is settled, and stores nothing afterwards", async () => {
    let order = HELD;
    const world = createWorld(async () => order);
    await world.keeper.arm(NAME, "now");
    expect(world.alarm).toBe(0);
    expect(await world.keeper.run(NAME)).toMatchObject({ state: "held", isAtProvider: true });
    expect(world.alarm).toBeGreaterThan(0);
    order = { ...HELD, state: "done" };
    await world.keeper.ring();
    expect([world.alarm, world.held.size, world.asked.length]).toEqual([null, 0, 2]);
  });

  it("waits for Vapi as long as Vapi is down, if nothing else is left to do", async () => {
    const world = createWorld(async () => HELD);
    world.backAt = new Date(77_000);
    await world.keeper.arm(NAME, "now");
    await world.keeper.ring();
    expect(world.alarm).toBe(77_000);
  });

  it("waits for the row of its order, and forgets the order when the row never comes", async () => {
    const world = createWorld(async () => undefined);
    await world.keeper.arm(NAME, "soon");
    await world.keeper.ring();
    expect(world.alarm).toBe(2 * DELAY_MS);
    world.time = WATCH_MS;
    await world.keeper.ring();
    expect([world.alarm, world.held.size]).toEqual([null, 0]);
  });

  it("is woken again after a failed attempt", async () => {
    const world = createWorld(() => Promise.reject(new Error("away")));
    await world.keeper.arm(NAME, "now");
    await world.keeper.ring();
    expect([world.alarm, world.told]).toEqual([DELAY_MS, ["order not advanced"]]);
  });

  it.each([
    ["bare values", { order: NAME, watchUntil: WATCH_MS }],
    ["version 1", { order: { shapeVersion: 1, value: NAME }, watchUntil: { shapeVersion: 1, value: WATCH_MS } }],
  ])("continues an order of another release, stored as %s", async (_, stored) => {
    const world = createWorld(async () => HELD, stored);
    await world.keeper.ring();
    expect([world.asked, world.told]).toEqual([[NAME], []]);
    const early = createWorld(async () => undefined, stored);
    await early.keeper.ring();
    expect(early.alarm).toBe(2 * DELAY_MS);
  });

  it("sets unreadable state aside and logs it, and can still run a named order", async () => {
    const world = createWorld(async () => HELD, { order: { number: 7 } });
    await world.keeper.ring();
    expect([world.asked, world.told]).toEqual([[], ["stored state was set aside"]]);
    await world.keeper.run(NAME);
    expect(world.asked).toEqual([NAME]);
  });
});
