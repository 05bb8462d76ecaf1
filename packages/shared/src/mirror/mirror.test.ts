import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../http/problem.ts";
import type { Log } from "../log/log.ts";
import { createMirror, leaseMs, type Mirror } from "./mirror.ts";
import { createSweeper, type SweeperState } from "./sweeper.ts";
import {
  crashing,
  createCrashPlan,
  createFakeTable,
  createFakeVapi,
  toProvider,
  type CrashPlan,
  type FakeRow,
  type Weather,
} from "./testing.ts";

const DELAY_MS = 15_000;
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const never = createCrashPlan(undefined);

/** When a step runs: at once, or when a scheduler says so. */
type Schedule = <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) => (...args: Args) => Promise<T>;

/** One organization: a table, a Vapi, an alarm clock, and processes that serve requests or sweep. */
function createWorld(weather: Weather[] = [], schedule: Schedule = (work) => work) {
  const table = createFakeTable();
  const vapi = createFakeVapi(weather);
  let time = 1_000_000;
  let alarm: number | null = null;
  let state: SweeperState | undefined;
  const now = () => new Date(time);

  const mirrorIn = (plan: CrashPlan): Mirror<FakeRow> => {
    const store = crashing(table.store, plan);
    const provider = toProvider<FakeRow>(vapi, (row) => row.content, plan);
    return createMirror({
      store: {
        dueIds: schedule(store.dueIds),
        claim: schedule(store.claim),
        settle: schedule(store.settle),
        nextDue: schedule(store.nextDue),
      },
      provider: {
        create: schedule(provider.create),
        update: schedule(provider.update),
        remove: schedule(provider.remove),
        findOurs: schedule(provider.findOurs),
      },
      arm: schedule(plan.wrap((when: "soon" | "now") => sweeperIn(plan).arm("org", when))),
      toProblem: (refusal) => new Problem("vapi_refused", { cause: refusal }),
      now,
      random: () => 0.5,
      delayMs: DELAY_MS,
      log: silent,
    });
  };
  const sweeperIn = (plan: CrashPlan) =>
    createSweeper({
      storage: {
        get: async () => state,
        put: async (_key, next) => void (state = next),
        getAlarm: async () => alarm,
        setAlarm: async (at) => void (alarm = at),
      },
      sweep: () => mirrorIn(plan).sweep(),
      onFailure: () => undefined,
      now: () => time,
      random: () => 0.5,
      delayMs: DELAY_MS,
      watchMs: leaseMs(DELAY_MS),
    });

  return {
    table,
    vapi,
    get alarm() {
      return alarm;
    },
    now,
    pass: (ms: number) => (time += ms),
    mirrorIn,
    create: (id: string, content: string, plan = never) =>
      mirrorIn(plan).change(schedule(plan.wrap((leaseUntil: Date) => table.create(id, content, now(), leaseUntil)))),
    update: (id: string, content: string, plan = never) =>
      mirrorIn(plan).change(schedule(plan.wrap((leaseUntil: Date) => table.update(id, content, now(), leaseUntil)))),
    remove: (id: string, plan = never) => mirrorIn(plan).remove(schedule(plan.wrap(() => table.remove(id, now())))),
    /** What the alarm does when it is due; a process that crashes in it is started again by the platform. */
    async ring(plan = never) {
      if (alarm === null || alarm > time) return;
      alarm = null;
      await sweeperIn(plan).ring();
    },
    /** Fair weather from here on: let the alarm ring until it is quiet. */
    async calm() {
      weather.length = 0;
      for (let rings = 0; alarm !== null; rings++) {
        if (rings > 50) throw new Error("the alarm never goes quiet");
        time = Math.max(time, alarm);
        await this.ring();
      }
    },
  };
}
type World = ReturnType<typeof createWorld>;

/** The law: Vapi has exactly what the books want. */
function expectConverged({ table, vapi }: World) {
  for (const row of table.rows.values()) {
    expect(row.isDeleted, "a deleted row goes").toBe(false);
    expect(row.state).toBe(row.content === "bad" ? "failed" : "synced");
  }
  const wanted = [...table.rows.values()].filter(({ content }) => content !== "bad");
  for (const { id, vapiId, content } of wanted) {
    const ours = [...vapi.things.values()].filter((thing) => thing.ourId === id);
    expect(ours, "one counterpart a row").toEqual([{ vapiId, ourId: id, content }]);
  }
  for (const { ourId } of vapi.things.values()) expect(table.rows.has(ourId), "no orphan at Vapi").toBe(true);
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (err: unknown) => (err instanceof Problem ? err.code : "crashed"),
  );

describe("a mirrored resource", () => {
  it("is at Vapi when its creation is answered, and the alarm goes quiet", async () => {
    const world = createWorld();
    await world.create("a", "one");
    expect(world.table.rows.get("a")).toMatchObject({ state: "synced", vapiId: "vapi-1" });
    await world.calm();
    expectConverged(world);
    expect(world.alarm).toBeNull();
  });

  it("vanishes when Vapi refuses its creation", async () => {
    const world = createWorld();
    expect(await refusal(world.create("a", "bad"))).toBe("vapi_refused");
    expect(world.table.rows.size).toBe(0);
    expect(world.vapi.things.size).toBe(0);
  });

  it("is as it was when Vapi refuses a change", async () => {
    const world = createWorld();
    await world.create("a", "one");
    const before = { ...world.table.rows.get("a") };
    expect(await refusal(world.update("a", "bad"))).toBe("vapi_refused");
    expect(world.table.rows.get("a")).toMatchObject({
      content: "one",
      state: "synced",
      revision: before.revision,
    });
    await world.calm();
    expectConverged(world);
  });

  it("waits when Vapi is silent, and is adopted rather than made twice", async () => {
    const world = createWorld(["answer lost"]);
    await world.create("a", "one");
    expect(world.table.rows.get("a")).toMatchObject({ state: "pending", vapiId: null });
    expect(world.vapi.things.size).toBe(1);
    await world.calm();
    expect(world.vapi.things.size).toBe(1);
    expectConverged(world);
  });

  it("is made anew when somebody deleted it at Vapi", async () => {
    const world = createWorld();
    await world.create("a", "one");
    world.vapi.things.clear();
    await world.update("a", "two");
    await world.calm();
    expect([...world.vapi.things.values()]).toMatchObject([{ ourId: "a", content: "two" }]);
  });

  it("fails with a reason when it is refused again and again, and a change repairs it", async () => {
    const world = createWorld(["down", "fine", "refused", "fine", "refused", "fine", "refused"]);
    await world.create("a", "one");
    for (let tries = 0; tries < 5; tries++) {
      world.pass(DELAY_MS * 10);
      await world.ring();
    }
    expect(world.table.rows.get("a")).toMatchObject({ state: "failed" });
    world.vapi.weather.length = 0;
    await world.update("a", "two");
    await world.calm();
    expectConverged(world);
  });

  it("has a change made under way by the same hands told at once, not when the claim ends", async () => {
    const world = createWorld();
    await world.mirrorIn(never).change(async (leaseUntil: Date) => {
      const committed = await world.table.create("a", "one", world.now(), leaseUntil);
      await world.update("a", "two");
      return committed;
    });
    expect(world.table.rows.get("a")).toMatchObject({ state: "pending", content: "two" });
    await world.ring();
    expect(world.table.rows.get("a")).toMatchObject({ state: "synced" });
    await world.calm();
    expectConverged(world);
  });

  it("does not begin a creation that could outlive its claim", async () => {
    const world = createWorld();
    await world.mirrorIn(never).change(async (leaseUntil: Date) => {
      const committed = await world.table.create("a", "one", world.now(), leaseUntil);
      world.pass(DELAY_MS * 3);
      return committed;
    });
    expect(world.vapi.things.size).toBe(0);
    await world.calm();
    expectConverged(world);
  });
});

describe("a crash", () => {
  const stories = {
    create: async (world: World, plan: CrashPlan) => world.create("a", "one", plan),
    update: async (world: World, plan: CrashPlan) => {
      await world.create("a", "one");
      await world.update("a", "two", plan);
    },
    "refused update": async (world: World, plan: CrashPlan) => {
      await world.create("a", "one");
      await world.update("a", "bad", plan);
    },
    delete: async (world: World, plan: CrashPlan) => {
      await world.create("a", "one");
      await world.remove("a", plan);
      world.pass(DELAY_MS);
      await world.ring(plan);
    },
    sweep: async (world: World, plan: CrashPlan) => {
      world.vapi.weather.push("answer lost");
      await world.create("a", "one");
      world.pass(DELAY_MS * 2);
      await world.ring(plan);
    },
  };

  for (const [name, story] of Object.entries(stories)) {
    it(`at every step of ${name} converges`, async () => {
      const whole = createCrashPlan(undefined);
      await refusal(story(createWorld(), whole));
      expect(whole.steps).toBeGreaterThan(2);
      for (let step = 1; step <= whole.steps; step++) {
        for (const moment of ["before", "after"] as const) {
          const world = createWorld();
          await refusal(story(world, createCrashPlan({ step, moment })));
          await world.calm();
          expectConverged(world);
        }
      }
    });
  }
});

const crash = fc.option(
  fc.record({
    step: fc.integer({ min: 1, max: 10 }),
    moment: fc.constantFrom<("before" | "after")[]>("before", "after"),
  }),
  { freq: 2, nil: undefined },
);
const id = fc.constantFrom("a", "b");
const content = fc.constantFrom("one", "two", "three", "bad");
const deed = fc.oneof(
  fc.record({ type: fc.constant("create"), id, content, crash }),
  fc.record({ type: fc.constant("update"), id, content, crash }),
  fc.record({ type: fc.constant("remove"), id, crash }),
  fc.record({ type: fc.constant("ring"), crash }),
);
const weather = fc.array(fc.constantFrom<Weather[]>("fine", "fine", "down", "answer lost"), {
  maxLength: 20,
});
/** Deeds at once, then a while in which nothing is under way. */
const moments = fc.array(
  fc.record({
    deeds: fc.array(deed, { minLength: 1, maxLength: 3 }),
    passMs: fc.constantFrom(1, DELAY_MS, 3 * DELAY_MS, 10 * DELAY_MS),
  }),
  { maxLength: 6 },
);

it("any story of people, crashes and bad weather, in any order, converges", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), weather, moments, async (scheduler, sky, story) => {
      const world = createWorld([...sky], (work) => scheduler.scheduleFunction(work));
      for (const { deeds, passMs } of story) {
        const running = deeds.map((each) => {
          const plan = createCrashPlan(each.crash);
          if (each.type === "ring") return world.ring(plan);
          if (each.type === "remove") return world.remove(each.id, plan);
          if (each.type === "update") return world.update(each.id, each.content, plan);
          return world.create(each.id, each.content, plan);
        });
        const all = Promise.all(running.map(refusal));
        await scheduler.waitFor(all);
        for (const row of world.table.rows.values()) {
          const ours = [...world.vapi.things.values()].filter((thing) => thing.ourId === row.id);
          expect(ours.length, "never two at Vapi").toBeLessThan(2);
        }
        world.pass(passMs);
      }
      await scheduler.waitFor(world.calm());
      expectConverged(world);
    }),
    { numRuns: 1000 },
  );
});
