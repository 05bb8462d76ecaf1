import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Attempt } from "./decide.ts";
import { driveLane, type LaneDeps } from "./drive.ts";
import { WAITS_MS } from "./schedule.ts";

type Row = { id: string; resourceId: string; tries: number; at: number; state: "pending" | "delivered" | "failed" };
type Endpoint = { failingSince: Date | null; isEnabled: boolean };

const crash = new Error("the object died");

/** A queue in memory, an endpoint with a mind of its own, and a clock that only the schedule moves. */
function createWorld(resources: string[], answers: (number | "crash")[]) {
  let time = 0;
  const rows: Row[] = resources.map((resourceId, index) => ({
    id: String(index),
    resourceId,
    tries: 0,
    at: 0,
    state: "pending",
  }));
  const endpoint: Endpoint = { failingSince: null, isEnabled: true };
  const sent: string[] = [];
  const deps: LaneDeps<Endpoint, Row> = {
    async read(now) {
      if (!endpoint.isEnabled) return undefined;
      const pending = rows.filter(({ state }) => state === "pending").toSorted((left, right) => left.at - right.at);
      const next = pending.find(({ at }) => at > now.getTime())?.at;
      return {
        endpoint,
        due: pending.filter(({ at }) => at <= now.getTime()).map((row) => ({ ...row })),
        next: next === undefined ? undefined : new Date(next),
      };
    },
    async send(_endpoint, { id }) {
      sent.push(id);
      const answer = answers.shift() ?? 200;
      if (answer === "crash") throw crash;
      const attempt: Attempt = {
        at: new Date(time),
        durationMs: 1,
        status: answer,
        failure: null,
        answer: "",
        retryAfter: undefined,
      };
      return attempt;
    },
    async settle(_endpoint, settled, verdict) {
      for (const { delivery, verdict: next } of settled) {
        const row = rows.find(({ id }) => id === delivery.id);
        if (row === undefined) throw new Error("nobody queued it");
        row.state = next.state;
        if (next.state === "pending") row.at = next.nextAttemptAt.getTime();
        if (next.state !== "delivered") row.tries = next.tries;
      }
      endpoint.failingSince = verdict.failingSince;
      if (verdict.disabledReason !== undefined) endpoint.isEnabled = false;
    },
    now: () => time,
    random: () => 0.5,
    pace: 1,
    disableAfterMs: Number.POSITIVE_INFINITY,
  };
  return {
    rows,
    sent,
    endpoint,
    /** The alarm, again and again: after a crash at once, else when there is more. */
    async run() {
      for (;;) {
        const next = await driveLane(deps).catch((err: unknown) => {
          if (err !== crash) throw err;
          return new Date(time);
        });
        if (next === undefined) return;
        time = Math.max(time, next.getTime());
      }
    },
  };
}

const resources = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 });
const answers = fc.array(fc.constantFrom<number | "crash">(200, 500, 429, "crash"), { maxLength: 60 });

describe("a lane", () => {
  it("ends with everything delivered or tried as often as may be, however it is answered and whenever it dies", async () => {
    await fc.assert(
      fc.asyncProperty(resources, answers, async (of, said) => {
        const world = createWorld(of, [...said]);
        await world.run();
        for (const { state, tries } of world.rows) {
          expect(state === "delivered" || (state === "failed" && tries === WAITS_MS.length)).toBe(true);
        }
        expect(new Set(world.sent).size).toBe(of.length);
      }),
    );
  });

  it("sends each once and each thing's in order, as long as it is answered well", async () => {
    await fc.assert(
      fc.asyncProperty(resources, async (of) => {
        const world = createWorld(of, []);
        await world.run();
        expect(world.sent.toSorted()).toEqual(world.rows.map(({ id }) => id).toSorted());
        for (const thing of new Set(of)) {
          const ids = world.rows.filter(({ resourceId }) => resourceId === thing).map(({ id }) => Number(id));
          const order = world.sent.map(Number).filter((id) => ids.includes(id));
          expect(order).toEqual(ids);
        }
      }),
    );
  });

  it("does not let one that fails hold up those behind it", async () => {
    const world = createWorld(["a", "a", "a"], [500]);
    await world.run();
    expect(world.sent).toEqual(["0", "1", "2", "0"]);
  });

  it("stops when the endpoint is gone, with what is left still there", async () => {
    const world = createWorld(["a", "a", "a"], [200, 410]);
    await world.run();
    expect(world.sent).toEqual(["0", "1"]);
    expect(world.rows.map(({ state }) => state)).toEqual(["delivered", "failed", "pending"]);
  });
});
