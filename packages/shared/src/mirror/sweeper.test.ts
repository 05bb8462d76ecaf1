import { describe, expect, it } from "vitest";
import { createSweeper } from "./sweeper.ts";

const DELAY_MS = 1000;
const WATCH_MS = 6000;

/** A sweeper with its alarm clock. */
function createWorld(sweep: (orgId: string) => Promise<Date | undefined>, stored?: unknown) {
  let time = 0;
  let alarm: number | null = stored === undefined ? null : 0;
  let state = stored;
  const failures: unknown[] = [];
  const sweeper = createSweeper({
    storage: {
      get: async () => state,
      put: async (_key, next) => void (state = next),
      delete: async () => {
        state = undefined;
        return true;
      },
      async getAlarm() {
        const seen = alarm;
        // An answer takes time, and others call meanwhile.
        for (let tick = 0; tick < 20; tick++) await Promise.resolve();
        return seen;
      },
      setAlarm: async (at) => void (alarm = at),
    },
    sweep,
    onFailure: (err) => failures.push(err),
    now: () => time,
    random: () => 0.5,
    delayMs: DELAY_MS,
    watchMs: WATCH_MS,
  });
  return {
    sweeper,
    failures,
    get alarm() {
      return alarm;
    },
    async ring() {
      if (alarm === null) throw new Error("no alarm is set");
      time = Math.max(time, alarm);
      alarm = null;
      await sweeper.ring();
      return time;
    },
  };
}

describe("a sweeper", () => {
  it("sweeps the organization it was armed for, looks once more, and sets no further alarm", async () => {
    const swept: string[] = [];
    const world = createWorld(async (orgId) => void swept.push(orgId));
    await world.sweeper.arm("org", "soon");
    expect(await world.ring()).toBe(DELAY_MS);
    expect(await world.ring()).toBe(WATCH_MS);
    expect(world.alarm).toBeNull();
    expect(swept).toEqual(["org", "org"]);
  });

  // As earlier releases stored it; the alarm is set.
  it.each([
    ["a bare value", { orgId: "org", watchUntil: WATCH_MS, failures: 2 }],
    ["version 1", { shapeVersion: 1, value: { orgId: "org", watchUntil: WATCH_MS, failures: 2 } }],
  ])("goes on where another release stopped, which stored %s", async (_, stored) => {
    const swept: string[] = [];
    const world = createWorld(async (orgId) => void swept.push(orgId), stored);
    await world.ring();
    expect(world.alarm).toBe(WATCH_MS);
    expect(swept).toEqual(["org"]);
    expect(world.failures).toEqual([]);
  });

  it("reports a state that it cannot read, sweeps nothing, and can be armed again", async () => {
    const swept: string[] = [];
    const world = createWorld(async (orgId) => void swept.push(orgId), { shapeVersion: 9, value: {} });
    await world.ring();
    expect([swept, world.failures.length, world.alarm]).toEqual([[], 1, null]);
    await world.sweeper.arm("org", "now");
    await world.ring();
    expect(swept).toEqual(["org"]);
  });

  it("wakes when the next row is due, and not before", async () => {
    let next: Date | undefined = new Date(4321);
    const world = createWorld(async () => next);
    await world.sweeper.arm("org", "soon");
    await world.ring();
    expect(world.alarm).toBe(4321);
    next = undefined;
    await world.ring();
    expect(world.alarm).toBe(WATCH_MS);
  });

  it("is never delayed when armed again, and an arming for now wakes it at once", async () => {
    const world = createWorld(async () => undefined);
    await world.sweeper.arm("org", "soon");
    await world.sweeper.arm("org", "soon");
    expect(world.alarm).toBe(DELAY_MS);
    await world.sweeper.arm("org", "now");
    expect(world.alarm).toBe(0);
  });

  it("keeps the alarm of an arming during a sweep", async () => {
    const world = createWorld(async () => {
      await world.sweeper.arm("org", "now");
      return undefined;
    });
    await world.sweeper.arm("org", "soon");
    const rang = await world.ring();
    expect(world.alarm).toBe(rang);
  });

  it("keeps it also when both set their alarms at the same moment", async () => {
    let arming: Promise<void> | undefined;
    const world = createWorld(async () => {
      arming = world.sweeper.arm("org", "now");
      return new Date(86_400_000);
    });
    await world.sweeper.arm("org", "soon");
    const rang = await world.ring();
    await arming;
    expect(world.alarm).toBe(rang);
  });

  it("never gives up while Postgres is unavailable, and slows down to once a minute", async () => {
    let isAway = true;
    const world = createWorld(async () => {
      if (isAway) throw new Error("database away");
      return undefined;
    });
    await world.sweeper.arm("org", "soon");
    const rings: number[] = [];
    for (let ring = 0; ring < 40; ring++) rings.push(await world.ring());
    const pauses = rings.slice(1).map((at, index) => at - (rings[index] ?? 0));
    expect(pauses[0]).toBeLessThanOrEqual(DELAY_MS);
    expect(Math.max(...pauses)).toBe(60_000);
    expect(world.failures).toHaveLength(40);
    isAway = false;
    await world.ring();
    expect(world.alarm).toBeNull();
  });
});
