import { describe, expect, it } from "vitest";
import { createArming, inBites, sweepOutbox, wakeOutboxes, type OutboxDeps } from "./sweep.ts";

const NOW = 1_000_000;
const EVERY = 60_000;
const never = () => new Promise<void>(() => undefined);

const WORK = { endpointIds: ["one", "two"], hasDueAlerts: false, hasDeletedEndpoints: false };

function outbox(arm: () => Promise<void>, more: Partial<OutboxDeps> = {}) {
  const done: string[] = [];
  const failures: unknown[] = [];
  const arming = createArming(
    () => {
      done.push("arm");
      return arm();
    },
    (err) => failures.push(err),
  );
  const sweep = () =>
    sweepOutbox({
      dispatch: async () => {
        done.push("dispatch");
        return WORK;
      },
      wakeLane: async (id) => void done.push(id),
      wakeAlerts: async () => void done.push("alerts"),
      clear: async () => undefined,
      arming,
      now: () => NOW,
      sweepEveryMs: EVERY,
      ...more,
    });
  return { done, failures, sweep };
}

describe("an outbox", () => {
  it("sends though the sweep of all does not answer, and comes back as often as the sweep would", async () => {
    const { done, sweep } = outbox(never);
    expect(await sweep()).toEqual(new Date(NOW + EVERY));
    expect(done).toEqual(["arm", "dispatch", "one", "two"]);
    await sweep();
    expect(done.filter((step) => step === "arm")).toHaveLength(1);
  });

  it("sends though the sweep of all cannot be armed, says so, and tries again when it comes back", async () => {
    let refusals = 1;
    const { done, failures, sweep } = outbox(async () => {
      if (refusals-- > 0) throw new Error("overloaded");
    });
    expect(await sweep()).toEqual(new Date(NOW + EVERY));
    expect(done).toEqual(["arm", "dispatch", "one", "two"]);
    expect(failures).toEqual([new Error("overloaded")]);
    expect(await sweep()).toBeUndefined();
    await sweep();
    expect(done.filter((step) => step === "arm")).toHaveLength(2);
  });

  it("wakes who alerts members when there is something to say, and nobody otherwise", async () => {
    const { done, sweep } = outbox(async () => undefined, {
      dispatch: async () => ({ ...WORK, endpointIds: [], hasDueAlerts: true }),
    });
    await sweep();
    expect(done).toEqual(["arm", "alerts"]);
  });

  it("comes back when there is more to clear, if that is sooner", async () => {
    const soon = new Date(NOW + 5);
    const later = new Date(NOW + 10 * EVERY);
    expect(await outbox(never, { clear: async () => soon }).sweep()).toEqual(soon);
    expect(await outbox(never, { clear: async () => later }).sweep()).toEqual(new Date(NOW + EVERY));
    expect(await outbox(async () => undefined, { clear: async () => later }).sweep()).toEqual(later);
  });
});

describe("the sweep of all", () => {
  const pages = [["a", "b"], ["c", "d"], []];
  const waiting = async (after: string | null) =>
    pages[after === null ? 0 : pages.findIndex((page) => page.at(-1) === after) + 1] ?? [];

  it("wakes every outbox where something waits, though one fails and one does not answer", async () => {
    const woken: string[] = [];
    const failed: string[] = [];
    await wakeOutboxes({
      waiting,
      wake: async (orgId) => {
        if (orgId === "a") throw new Error("it is broken");
        if (orgId === "b") await never();
        woken.push(orgId);
      },
      patience: () => new Promise((resolve) => setImmediate(resolve)),
      onFailure: (_err, orgId) => failed.push(orgId),
    });
    expect(woken).toEqual(["c", "d"]);
    expect(failed).toEqual(["a"]);
  });

  it("takes bites until there is no more, and no more than it may", async () => {
    let left = 3;
    const bite = async () => --left > 0;
    await inBites(bite, 10);
    expect(left).toBe(0);
    await inBites(async () => (left++, true), 4);
    expect(left).toBe(4);
  });
});
