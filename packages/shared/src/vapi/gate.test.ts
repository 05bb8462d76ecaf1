import { describe, expect, it } from "vitest";
import { newBreaker } from "./breaker.ts";
import { unavailableProblem, VapiNotAsked, VapiRefused, VapiUnavailable } from "./errors.ts";
import { createGate } from "./gate.ts";

const START = Date.parse("2026-11-27T14:02:00Z");

/** A gate before a Vapi whose probe and requests a test sets. */
function openWorld() {
  const world = {
    now: START,
    isDown: false,
    probes: 0,
    /** Requests that got through. */
    reached: 0,
    kept: { breaker: newBreaker(START) },
    /** What was told to whoever watches. */
    changes: [] as boolean[],
  };
  const gate = createGate({
    kept: world.kept,
    timing: { pauseMs: 5_000, probeMs: 3_000 },
    now: () => world.now,
    random: () => 0.5,
    onChange: ({ isAnswering }) => void world.changes.push(isAnswering),
    probe: async () => {
      world.probes += 1;
      if (world.isDown) throw new Error("timed out");
    },
  });
  return Object.assign(world, {
    gate,
    ask: (failure?: Error) =>
      gate
        .ask(async () => {
          world.reached += 1;
          if (failure !== undefined) throw failure;
          if (world.isDown) throw new TypeError("fetch failed");
          return "answered";
        })
        .catch((err: unknown) => err),
  });
}

describe("the gate before Vapi", () => {
  it("sends nothing any more after three failures, and everything after one answered probe", async () => {
    const world = openWorld();
    world.isDown = true;
    for (let number = 0; number < 3; number += 1) expect(await world.ask()).toBeInstanceOf(VapiUnavailable);
    expect(world.probes).toBe(1);
    for (let number = 0; number < 50; number += 1) expect(await world.ask()).toBeInstanceOf(VapiNotAsked);
    expect([world.reached, world.probes]).toEqual([3, 1]);
    expect(await world.gate.standing()).toEqual({ isAnswering: false, since: "2026-11-27T14:02:00.000Z" });

    world.isDown = false;
    world.now += 5_000;
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.ask()));
    expect(world.probes).toBe(2);
    // Who asked while the probe was under way was not held up by it.
    expect(answers.filter((answer) => answer === "answered")).toHaveLength(1);
    expect(await world.ask()).toBe("answered");
    expect(await world.gate.standing()).toEqual({ isAnswering: true });
    expect(world.changes).toEqual([false, true]);
  });

  it("stays shut while the probe fails, which is asked ever less often", async () => {
    const world = openWorld();
    world.isDown = true;
    for (let number = 0; number < 3; number += 1) await world.ask();
    for (let second = 0; second < 600; second += 1) {
      world.now += 1000;
      await world.ask();
    }
    expect(world.reached).toBe(3);
    expect(world.probes).toBeGreaterThan(15);
    expect(world.probes).toBeLessThan(30);
  });

  it("is not shut by a tenant who makes Vapi fail: others' requests all go", async () => {
    const world = openWorld();
    for (let number = 0; number < 300; number += 1) {
      world.now += 100;
      expect(await world.ask(new VapiUnavailable(500, undefined))).not.toBeInstanceOf(VapiNotAsked);
      expect(await world.ask()).toBe("answered");
    }
    // Once in five seconds, of thirty.
    expect(world.probes).toBeLessThanOrEqual(7);
  });

  it("is not kept open by a tenant whose requests Vapi refuses quickly while it answers nobody else", async () => {
    const world = openWorld();
    world.isDown = true;
    for (let number = 0; number < 3; number += 1) {
      await world.ask(new VapiRefused(400, ["x"]));
      await world.ask();
    }
    expect(await world.ask()).toBeInstanceOf(VapiNotAsked);
  });

  it.each([400, 401, 402, 403, 404, 408, 409, 422, 425, 429])("takes no %i for a failure", async (status) => {
    const world = openWorld();
    world.isDown = true;
    const failure =
      status === 429 ? new VapiUnavailable(status, undefined, 60) : new VapiUnavailable(status, undefined);
    for (let number = 0; number < 20; number += 1) await world.ask(failure);
    expect(world.probes).toBe(0);
  });

  it("lets the next one probe when the request that had the turn was cancelled", async () => {
    const world = openWorld();
    world.isDown = true;
    for (let number = 0; number < 3; number += 1) await world.ask();
    world.kept.breaker = { ...world.kept.breaker, probeUntil: world.now + 9_000 };
    world.now += 8_999;
    expect(await world.ask()).toBeInstanceOf(VapiNotAsked);
    expect(world.probes).toBe(1);
    world.now += 1;
    world.isDown = false;
    expect(await world.ask()).toBe("answered");
    expect(world.probes).toBe(2);
  });

  it("tells what waits to come back when it may be asked, and not all at one moment", async () => {
    const world = openWorld();
    expect(await world.gate.comeBackAt()).toBeUndefined();
    world.isDown = true;
    for (let number = 0; number < 3; number += 1) await world.ask();
    const until = world.kept.breaker.open?.until ?? 0;
    const at = (await world.gate.comeBackAt())?.getTime() ?? 0;
    expect(at - until).toBe(7_500);
  });

  it("has a probe say first that a call can be placed, where nothing was answered for a while", async () => {
    const world = openWorld();
    await world.gate.requireAnswering();
    expect(world.probes).toBe(0);
    world.now += 30_000;
    await world.gate.requireAnswering();
    await world.gate.requireAnswering();
    expect(world.probes).toBe(1);
    world.isDown = true;
    world.now += 30_000;
    for (let number = 0; number < 5; number += 1)
      await expect(world.gate.requireAnswering()).rejects.toBeInstanceOf(VapiNotAsked);
    // Three, and it is open.
    expect([world.reached, world.probes]).toEqual([0, 4]);
  });

  it("finds out by itself that Vapi is away, where nobody asks for anything", async () => {
    const world = openWorld();
    world.isDown = true;
    for (let number = 0; number < 3; number += 1) {
      expect(await world.gate.standing()).toEqual({ isAnswering: true });
      world.now += 30_000;
    }
    expect(await world.gate.standing()).toMatchObject({ isAnswering: false });
    expect(world.reached).toBe(0);
  });

  it("says why and when to try again, in a problem", async () => {
    const world = openWorld();
    world.isDown = true;
    for (let number = 0; number < 3; number += 1) await world.ask();
    expect(unavailableProblem(await world.ask())).toMatchObject({
      code: "vapi_down",
      status: 503,
      retryAfterSeconds: 5,
      detail:
        "The voice provider (Vapi) has not answered since 2026-11-27T14:02:00.000Z. This request sent nothing to it.",
    });
    expect(unavailableProblem(new VapiUnavailable(429, undefined, 42))).toMatchObject({
      code: "vapi_unavailable",
      retryAfterSeconds: 42,
    });
  });
});
