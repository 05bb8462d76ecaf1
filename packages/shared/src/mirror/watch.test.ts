import { describe, expect, it } from "vitest";
import { armedOnce, createWatch } from "./watch.ts";

const EVERY_MS = 60_000;

/** A watch over so many organizations, its alarm clock, and the organizations that it woke. */
function createWorld(
  organizations: string[],
  wake: (orgId: string) => Promise<void> = async () => undefined,
  stored?: unknown,
) {
  let time = 0;
  let alarm: number | null = null;
  let after = stored;
  const woken: string[] = [];
  const failures: unknown[] = [];
  const questions: (string | null)[] = [];
  const watch = createWatch({
    storage: {
      get: async () => after,
      put: async (_key, kept) => void (after = kept),
      delete: async () => {
        after = undefined;
        return true;
      },
      getAlarm: async () => alarm,
      setAlarm: async (at) => void (alarm = at),
    },
    async waiting(from, atOnce) {
      questions.push(from);
      return organizations.filter((orgId) => from === null || orgId > from).slice(0, atOnce);
    },
    async wake(orgId) {
      await wake(orgId);
      woken.push(orgId);
    },
    onFailure: (err) => failures.push(err),
    now: () => time,
    everyMs: EVERY_MS,
  });
  return {
    watch,
    woken,
    failures,
    questions,
    /** The next alarm; resolves with the time that passed until then. */
    async ring() {
      if (alarm === null) throw new Error("no alarm is set");
      const passed = alarm - time;
      time = alarm;
      alarm = null;
      await watch.ring();
      return passed;
    },
  };
}
const named = (count: number) => Array.from({ length: count }, (_, index) => `org-${String(index).padStart(3, "0")}`);

describe("a watch", () => {
  it.each([
    ["a bare value", "org-004"],
    ["version 1", { shapeVersion: 1, value: "org-004" }],
  ])("goes on after the organization at which another release stopped, which stored %s", async (_, stored) => {
    const world = createWorld(named(6), undefined, stored);
    await world.watch.arm();
    await world.ring();
    expect([world.woken, world.failures]).toEqual([["org-005"], []]);
  });

  it("begins at the beginning when it cannot read where it stopped, and says so", async () => {
    const world = createWorld(named(2), undefined, { shapeVersion: 9, value: "org-001" });
    await world.watch.arm();
    await world.ring();
    expect([world.woken.length, world.failures.length]).toEqual([2, 1]);
  });

  it("looks at once when it is armed, and then in every round, with one query each", async () => {
    const world = createWorld([]);
    await world.watch.arm();
    await world.watch.arm();
    expect([await world.ring(), await world.ring(), await world.ring()]).toEqual([0, EVERY_MS, EVERY_MS]);
    expect(world.questions).toEqual([null, null, null]);
  });

  it("wakes all that wait, a page at a time, and rings soon for the next page", async () => {
    const organizations = named(60);
    const world = createWorld(organizations);
    await world.watch.arm();
    await world.ring();
    expect(world.woken).toHaveLength(25);
    const waits = [await world.ring(), await world.ring(), await world.ring()];
    expect(world.woken.slice(0, 60)).toEqual(organizations);
    expect(waits).toEqual([10_000, 10_000, EVERY_MS]);
    expect(world.questions.at(-1)).toBeNull();
  });

  it("goes on after those that cannot be woken, and rings again although the query fails", async () => {
    const world = createWorld(named(30), async (orgId) => {
      if (orgId < "org-025") throw new Error(orgId);
    });
    await world.watch.arm();
    await world.ring();
    await world.ring();
    expect(world.woken).toEqual(named(30).slice(25));
    expect(world.failures).toHaveLength(25);

    const away = createWorld(
      new Proxy<string[]>([], {
        get: () => {
          throw new Error("away");
        },
      }),
    );
    await away.watch.arm();
    await away.ring();
    expect(await away.ring()).toBe(EVERY_MS);
    expect(away.failures).toHaveLength(2);
  });
});

describe("an object that is woken", () => {
  it("arms the watch once, and again when that failed", async () => {
    const failures: unknown[] = [];
    let times = 0;
    const arm = armedOnce(
      async () => {
        times += 1;
        if (times === 1) throw new Error("away");
      },
      (err) => failures.push(err),
    );
    for (let asked = 0; asked < 4; asked += 1) await arm();
    expect([times, failures.length]).toEqual([2, 1]);
  });
});
