import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBell } from "./bell.ts";
import type { Attempt } from "./decide.ts";
import { AT_ONCE, driveLane, type LaneDeps, type LaneState, type Turn } from "./drive.ts";
import { HELD_MS, WAITS_MS } from "./schedule.ts";
import { dueOf, nextOf, type Queued } from "./testing/reference.ts";

type Endpoint = { url: string; failingSince: Date | null; pausedUntil: Date | null; isEnabled: boolean };
type Answer = { status: number; ms?: number; retryAfter?: string } | "crash";

const crash = new Error("the object died");
const loopTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A queue in memory, an endpoint with a mind of its own, and a clock that goes on when all of them wait. */
function createWorld(resources: string[], answerTo: (row: Queued, sendings: number) => Answer) {
  let time = 0;
  let timers: { at: number; callBack: () => void }[] = [];
  const rows: Queued[] = [];
  const endpoint: Endpoint = { url: "https://crm.example.fr", failingSince: null, pausedUntil: null, isEnabled: true };
  const sent: { id: string; resourceId: string; at: number; tries: number; queuedAt: number }[] = [];
  const underWay: string[] = [];
  const counts = { reads: 0, settles: 0, mostUnderWay: 0, statementsAtOnce: 0, mostStatementsAtOnce: 0 };
  const add = (resourceId: string) =>
    rows.push({
      id: String(rows.length),
      resourceId,
      position: rows.length,
      tries: 0,
      at: time,
      state: "pending",
    });
  resources.forEach(add);
  const after = (ms: number, callBack: () => void) => {
    const timer = { at: time + ms, callBack };
    timers.push(timer);
    return () => void (timers = timers.filter((other) => other !== timer));
  };
  const wait = (ms: number) => new Promise<void>((resolve) => after(ms, resolve));
  /** A statement takes a millisecond; there is one connection. */
  const statement = async () => {
    counts.mostStatementsAtOnce = Math.max(counts.mostStatementsAtOnce, ++counts.statementsAtOnce);
    await wait(1);
    counts.statementsAtOnce--;
  };
  const look: (now: Date, turn: Turn) => LaneState<Endpoint, Queued> | undefined = (now, turn) => {
    if (!endpoint.isEnabled) return undefined;
    if (endpoint.pausedUntil !== null && endpoint.pausedUntil > now)
      return { endpoint: { ...endpoint }, due: [], next: endpoint.pausedUntil, isAll: false };
    const next = nextOf(rows, now.getTime());
    const due = dueOf(rows, now.getTime(), turn).map((row) => ({ ...row }));
    const known = new Set([...turn.underWay, ...due.map(({ id }) => id)]);
    return {
      endpoint: { ...endpoint },
      due,
      next: next === undefined ? undefined : new Date(next),
      isAll: rows.every(({ id, state }) => state !== "pending" || known.has(id)),
    };
  };
  const bell = createBell();
  const run = { isUnderWay: false, isWoken: false };
  const deps: LaneDeps<Endpoint, Queued> = {
    async read(now, turn) {
      counts.reads++;
      // As it is when the statement begins.
      const state = look(now, turn);
      await statement();
      return state;
    },
    async send(_endpoint, row) {
      expect(underWay).not.toContain(row.resourceId);
      underWay.push(row.resourceId);
      counts.mostUnderWay = Math.max(counts.mostUnderWay, underWay.length);
      const times = sent.filter(({ id }) => id === row.id).length;
      sent.push({ ...row, at: time, queuedAt: rows[Number(row.id)]?.tries === 0 ? row.at : NaN });
      const answer = answerTo(row, times);
      await wait(answer === "crash" ? 1 : (answer.ms ?? 1));
      underWay.splice(underWay.indexOf(row.resourceId), 1);
      if (answer === "crash") throw crash;
      const attempt: Attempt = {
        at: new Date(time),
        durationMs: 1,
        status: answer.status,
        failure: null,
        answer: "",
        retryAfter: answer.retryAfter,
      };
      return attempt;
    },
    async settle(_endpoint, settled, verdict) {
      counts.settles++;
      await statement();
      for (const { delivery, verdict: next } of settled) {
        const row = rows.find(({ id }) => id === delivery.id);
        if (row === undefined) throw new Error("nobody queued it");
        // Somebody queued it anew meanwhile.
        if (row.at !== delivery.at) continue;
        row.state = next.state;
        if (next.state === "pending") row.at = next.nextAttemptAt.getTime();
        if (next.state !== "delivered") row.tries = next.tries;
      }
      const isQueued = settled.some(({ delivery }) => rows[Number(delivery.id)]?.state === "pending");
      endpoint.failingSince = verdict.failingSince;
      endpoint.pausedUntil = verdict.pausedUntil;
      if (verdict.disabledReason !== undefined) endpoint.isEnabled = false;
      return isQueued;
    },
    turns: { last: null },
    run,
    bell,
    after,
    now: () => time,
    random: () => 0.5,
    pace: 1,
    disableAfterMs: Number.POSITIVE_INFINITY,
  };
  /** Moves the clock from one timer to the next until it is done. */
  async function play<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const watched = work.finally(() => (isDone = true));
    watched.catch(() => undefined);
    for (await loopTurn(); !isDone; await loopTurn()) {
      const next = timers.toSorted((left, right) => left.at - right.at)[0];
      if (next === undefined) throw new Error("it waits, and nothing would wake it");
      timers = timers.filter((other) => other !== next);
      time = Math.max(time, next.at);
      next.callBack();
    }
    return watched;
  }
  return {
    rows,
    sent,
    endpoint,
    counts,
    after,
    ids: () => sent.map(({ id }) => id),
    sendingsOf: (id: string) => sent.filter((one) => one.id === id).map(({ at }) => at),
    /** Something happens, and the lane is woken. */
    happen(resourceId: string) {
      add(resourceId);
      run.isWoken = true;
      bell.ring();
    },
    /** It is erased with its event: nothing waits, and nothing that comes back is written down. */
    erase(row: Queued | undefined) {
      if (row === undefined) throw new Error("nobody queued it");
      Object.assign(row, { state: "failed", at: NaN });
    },
    /** Somebody asks for it again, and the lane is woken. */
    replay(row: Queued | undefined) {
      if (row === undefined) throw new Error("nobody queued it");
      Object.assign(row, { state: "pending", tries: 0, at: time });
      run.isWoken = true;
      bell.ring();
    },
    runOnce: () => play(driveLane(deps)),
    /** The alarm, again and again: after a crash at once, else when there is more. */
    async run() {
      for (;;) {
        const next = await play(driveLane(deps)).catch((err: unknown) => {
          if (err !== crash) throw err;
          return new Date(time);
        });
        if (next === undefined) return;
        time = Math.max(time, next.getTime());
      }
    },
  };
}

const well = (): Answer => ({ status: 200 });
/** Resources, so that "a" comes before "b". */
const resources = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 });
const answers = fc.array(
  fc.oneof(
    fc.constant<Answer>("crash"),
    fc.record({ status: fc.constantFrom(200, 500, 429), ms: fc.integer({ min: 1, max: 15_000 }) }),
  ),
  { maxLength: 60 },
);
const inOrder = (said: Answer[]) => {
  const left = [...said];
  return () => left.shift() ?? well();
};

describe("a lane", () => {
  it("ends with everything delivered or tried as often as may be, however it is answered and whenever it dies", async () => {
    await fc.assert(
      fc.asyncProperty(resources, answers, async (of, said) => {
        const world = createWorld(of, inOrder(said));
        await world.run();
        for (const { state, tries } of world.rows) {
          expect(state === "delivered" || (state === "failed" && tries === WAITS_MS.length)).toBe(true);
        }
        expect(new Set(world.ids()).size).toBe(of.length);
        expect(world.counts.mostUnderWay).toBeLessThanOrEqual(AT_ONCE);
        expect(world.counts.mostStatementsAtOnce).toBe(1);
      }),
    );
  });

  it("sends nothing of a resource for ten minutes while something before it is not done", async () => {
    await fc.assert(
      fc.asyncProperty(resources, answers, async (of, said) => {
        const world = createWorld(of, inOrder(said));
        await world.run();
        world.sent.forEach(({ id, resourceId, at, queuedAt }, index) => {
          if (Number.isNaN(queuedAt) || at - queuedAt >= HELD_MS) return;
          const later = world.sent.slice(index + 1).filter((other) => other.resourceId === resourceId);
          expect(later.filter((other) => Number(other.id) < Number(id))).toEqual([]);
        });
      }),
    );
  });

  it("sends each once and each resource's in order, as long as it is answered well", async () => {
    await fc.assert(
      fc.asyncProperty(resources, fc.array(fc.integer({ min: 1, max: 15_000 })), async (of, times) => {
        const world = createWorld(of, inOrder(times.map((ms) => ({ status: 200, ms }))));
        await world.run();
        expect(world.ids().toSorted()).toEqual(world.rows.map(({ id }) => id).toSorted());
        for (const resource of new Set(of)) {
          const ids = world.sent.filter(({ resourceId }) => resourceId === resource).map(({ id }) => Number(id));
          expect(ids).toEqual(ids.toSorted((left, right) => left - right));
        }
      }),
    );
  });

  it("stops when the endpoint is gone, with what is left still there", async () => {
    const world = createWorld(["a", "a", "a"], inOrder([{ status: 200 }, { status: 410 }]));
    await world.run();
    expect(world.ids()).toEqual(["0", "1"]);
    expect(world.rows.map(({ state }) => state)).toEqual(["delivered", "failed", "pending"]);
  });
});

describe("a slow answer", () => {
  const SLOW = { status: 200, ms: 15_000 };

  it("holds up nothing but its own resource: the other five slots go on", async () => {
    const resources = Array.from({ length: 100 }, (_, index) => `resource ${String(index).padStart(3, "0")}`);
    const world = createWorld([...resources, "resource 000"], ({ id }) =>
      id === "0" ? SLOW : { status: 200, ms: 80 },
    );
    await world.run();
    // 99 answers of 80 ms over five slots, and what the statements take.
    const quick = world.sent.filter(({ resourceId }) => resourceId !== "resource 000").map(({ at }) => at);
    expect(quick).toHaveLength(99);
    expect(Math.max(...quick)).toBeLessThan(2_000);
    expect(world.sendingsOf("100")).toEqual([expect.any(Number)]);
    expect(world.sendingsOf("100")[0]).toBeGreaterThanOrEqual(15_000);
  });

  it("keeps nothing waiting that happens meanwhile, nor what is tried again meanwhile", async () => {
    const world = createWorld(["a", "b"], ({ id }, times) => {
      if (id === "0") return SLOW;
      return { status: id === "1" && times === 0 ? 500 : 200 };
    });
    world.after(3_000, () => world.happen("c"));
    await world.run();
    expect(world.sendingsOf("2")[0]).toBeLessThan(3_010);
    expect(world.sendingsOf("1")[1]).toBeLessThan(5_520);
  });

  it("is no reason to write the others down one by one: what comes back while one is written is written together", async () => {
    const resources = ["a", "b", "c", "d", "e", "f"];
    const world = createWorld(resources, () => ({ status: 200, ms: 50 }));
    await world.run();
    expect(world.counts.settles).toBe(2);
  });

  it("that comes after the time of a run is waited for and written down", async () => {
    let left = 40;
    const world = createWorld(
      Array.from({ length: 40 }, () => "a"),
      () => ({ status: 200, ms: left-- > 0 ? 15_000 : 1 }),
    );
    await world.run();
    expect(world.ids()).toEqual(world.rows.map(({ id }) => id));
  });
});

describe("a ring", () => {
  // The first reading takes the first millisecond, the sending the second, writing down the third.
  it.each([0.5, 1.5, 2.5])(
    "after %s ms is heard: what was queued after the reading is sent in the same run",
    async (ms) => {
      const world = createWorld(["a"], well);
      world.after(ms, () => world.happen("b"));
      await world.runOnce();
      expect(world.ids()).toEqual(["0", "1"]);
    },
  );
});

describe("the queue", () => {
  it("is read once for an event that is alone in it", async () => {
    const world = createWorld(["a"], well);
    await world.runOnce();
    expect(world.ids()).toEqual(["0"]);
    expect(world.counts.reads).toBe(1);
  });

  it("is read again while something waits in it", async () => {
    const world = createWorld(["a", "a", "a"], well);
    await world.runOnce();
    expect(world.ids()).toEqual(["0", "1", "2"]);
    expect(world.counts.reads).toBe(3);
  });

  it("is read again for what was queued anew while it was sent, also if it was read meanwhile", async () => {
    const world = createWorld(["a"], () => ({ status: 200, ms: 10 }));
    world.after(5, () => world.replay(world.rows[0]));
    await world.runOnce();
    expect(world.ids()).toEqual(["0", "0"]);
    expect(world.rows.map(({ state }) => state)).toEqual(["delivered"]);
  });

  it("is read again for what waits in it, also where something that was under way is erased meanwhile", async () => {
    const world = createWorld(["a", "b"], ({ id }, times) => {
      if (id === "0") return { status: 200, ms: 15_000 };
      return { status: id === "1" && times === 0 ? 500 : 200 };
    });
    world.after(3_000, () => {
      world.erase(world.rows[0]);
      world.happen("c");
    });
    await world.run();
    expect(world.sendingsOf("1")[1]).toBeLessThan(5_520);
  });

  it("is read again when something failed, to know when to go on", async () => {
    const world = createWorld(["a"], () => ({ status: 500 }));
    expect(await world.runOnce()).toBeInstanceOf(Date);
    expect(world.counts.reads).toBe(2);
  });
});

describe("what fails", () => {
  it("is waited for by what comes after it of the same resource, and by nothing else", async () => {
    const world = createWorld(["a", "a", "b", "a"], inOrder([{ status: 500 }]));
    await world.run();
    expect(world.ids()).toEqual(["0", "2", "0", "1", "3"]);
  });

  it("is waited for ten minutes at most, by all that come after it together", async () => {
    const world = createWorld(["a", "a", "a"], ({ id }) => ({ status: id === "0" ? 500 : 200 }));
    await world.run();
    expect(world.ids().filter((id) => id === "0")).toHaveLength(WAITS_MS.length);
    for (const id of ["1", "2"]) {
      const [at = 0] = world.sendingsOf(id);
      expect(at).toBeGreaterThanOrEqual(HELD_MS);
      expect(at).toBeLessThan(HELD_MS + 100);
    }
  });

  it("is waited for once more, however long those behind it have waited", async () => {
    const world = createWorld(["a", "a"], ({ id }, times) => ({ status: id === "0" && times === 0 ? 500 : 200 }));
    for (const row of world.rows) row.at = -2 * HELD_MS;
    await world.run();
    expect(world.ids()).toEqual(["0", "0", "1"]);
  });
});

describe("resources", () => {
  it("take turns: one event does not wait for hundreds of others' that were there before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.constantFrom("0", "m", "z"), async (others, last) => {
        const of = Array.from({ length: others * 40 }, (_, index) => `k${String(index % others).padStart(2, "0")}`);
        const world = createWorld([...of, last], () => ({ status: 200, ms: 100 }));
        await world.run();
        const place = world.ids().indexOf(String(of.length));
        expect(place).toBeLessThanOrEqual(others + AT_ONCE);
      }),
      { numRuns: 20 },
    );
  });

  it("take them across runs too, however few a run has time for", async () => {
    const of = Array.from({ length: 40 }, (_, index) => `k${String(index).padStart(2, "0")}`);
    const world = createWorld([...of, ...of, "z"], () => ({ status: 200, ms: 15_000 }));
    await world.run();
    expect(world.ids().indexOf("80")).toBeLessThanOrEqual(of.length + AT_ONCE);
  });
});

describe("an endpoint that asks for a pause", () => {
  it("gets it, also when what was under way is answered well after that", async () => {
    const resources = ["a", "b", "c", "d", "e", "f", "g"];
    const world = createWorld(resources, ({ id }, times) =>
      id === "0" && times === 0 ? { status: 429, retryAfter: "60" } : { status: 200, ms: 500 },
    );
    await world.run();
    expect(world.sendingsOf("6")[0]).toBeGreaterThanOrEqual(60_000);
  });
});
