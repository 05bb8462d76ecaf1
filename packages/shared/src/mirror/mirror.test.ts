import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../http/problem.ts";
import type { Log } from "../log/log.ts";
import { createMirror, leaseMs, type Mirror } from "./mirror.ts";
import { longestMs } from "./state.ts";
import { createSweeper } from "./sweeper.ts";
import {
  crashing,
  createCrashPlan,
  createFakeTable,
  createFakeVapi,
  toProvider,
  type CrashPlan,
  type FakeClaim,
  type Weather,
} from "./testing.ts";

const DELAY_MS = 15_000;
const LONGEST_MS = longestMs(DELAY_MS);
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const never = createCrashPlan(undefined);

/** When a step runs: at once, or when a scheduler starts it. */
type Schedule = <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) => (...args: Args) => Promise<T>;

/** One organization: a table, a Vapi, an alarm clock, and processes that serve requests or sweep. */
function createWorld(weather: Weather[] = [], schedule: Schedule = (work) => work) {
  const table = createFakeTable();
  let time = 1_000_000;
  const vapi = createFakeVapi(weather, undefined, () => time);
  let alarm: number | null = null;
  let state: unknown;
  const now = () => new Date(time);

  const mirrorIn = (plan: CrashPlan): Mirror<FakeClaim> => {
    const store = crashing(table.store, plan);
    const provider = toProvider<FakeClaim>(vapi, (claim) => claim.row.content, plan);
    return createMirror({
      store: {
        dueIds: schedule(store.dueIds),
        claim: schedule(store.claim),
        sending: schedule(store.sending),
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
        delete: async () => false,
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
    /** Rings the alarm if it is due; the platform starts a process again that crashes in it. */
    async ring(plan = never) {
      if (alarm === null || alarm > time) return;
      alarm = null;
      await sweeperIn(plan).ring();
    },
    /** No faults from here on: let the alarm ring until none is set. */
    async calm() {
      weather.length = 0;
      for (let rings = 0; alarm !== null; rings++) {
        if (rings > 50) throw new Error("the alarm never goes quiet");
        time = Math.max(time, alarm);
        await this.ring();
      }
      time += LONGEST_MS;
      vapi.carryOutLate();
    },
  };
}
type World = ReturnType<typeof createWorld>;

/** The invariant: Vapi has exactly what the rows want. */
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
  it("is at Vapi when its creation is answered, and no alarm stays set", async () => {
    const world = createWorld();
    expect(await world.create("a", "one")).toMatchObject({ content: "one", state: "synced", vapiId: "vapi-1" });
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

  it("waits when Vapi does not answer, and is adopted rather than made twice", async () => {
    const world = createWorld(["answer lost"]);
    await world.create("a", "one");
    expect(world.table.rows.get("a")).toMatchObject({ state: "pending", vapiId: null });
    expect(world.vapi.things.size).toBe(1);
    await world.calm();
    expect(world.vapi.things.size).toBe(1);
    expectConverged(world);
  });

  it("is not made again while Vapi can still carry out a creation that it did not answer", async () => {
    const world = createWorld([{ lateMs: 40_000 }]);
    await world.create("a", "one");
    for (let seconds = 0; seconds < 200; seconds += 5) {
      world.pass(5000);
      await world.ring();
      // A person's change and another row's sweep do not make it any earlier.
      if (seconds === 20) await world.update("a", "two");
      if (seconds === 30) await world.create("b", "one");
    }
    expect([...world.vapi.things.values()].map(({ ourId, content }) => [ourId, content])).toEqual([
      ["b", "one"],
      ["a", "two"],
    ]);
    await world.calm();
    expectConverged(world);
  });

  it("is looked for, found and removed when it is deleted before Vapi has carried out its creation", async () => {
    const world = createWorld([{ lateMs: LONGEST_MS }]);
    await world.create("a", "one");
    world.pass(DELAY_MS);
    await world.remove("a");
    await world.calm();
    expect(world.table.rows.size).toBe(0);
    expectConverged(world);
  });

  it("is made as soon as it can only be made once, when Vapi never carried it out", async () => {
    const world = createWorld(["down"]);
    await world.create("a", "one");
    const sent = world.now().getTime();
    while (world.vapi.things.size === 0) {
      world.pass(1000);
      await world.ring();
    }
    expect(world.now().getTime() - sent).toBe(LONGEST_MS);
    await world.calm();
    expectConverged(world);
  });

  it("is made again soon when Vapi said that it did not take it", async () => {
    const world = createWorld(["busy"]);
    await world.create("a", "one");
    world.pass(DELAY_MS);
    await world.ring();
    expect(world.vapi.things.size).toBe(1);
  });

  it("is created again when somebody deleted it at Vapi", async () => {
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

  it("sends a change that was made under its own claim at once, not when the claim ends", async () => {
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
const sky: fc.Arbitrary<Weather> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Weather[]>("fine", "fine", "down", "answer lost") },
  { weight: 1, arbitrary: fc.record({ lateMs: fc.integer({ min: 1, max: LONGEST_MS }) }) },
);
const weather = fc.array(sky, { maxLength: 20 });
/** Actions at the same time, then a pause in which nothing is under way. */
const moments = fc.array(
  fc.record({
    deeds: fc.array(deed, { minLength: 1, maxLength: 3 }),
    passMs: fc.constantFrom(1, DELAY_MS, 3 * DELAY_MS, 10 * DELAY_MS),
  }),
  { maxLength: 6 },
);

it("any sequence of people's actions, crashes and faults at Vapi converges", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), weather, moments, async (scheduler, skies, story) => {
      const world = createWorld([...skies], (work) => scheduler.scheduleFunction(work));
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
        world.vapi.carryOutLate();
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
