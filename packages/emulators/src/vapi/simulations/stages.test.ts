import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../random.ts";
import type { Course, ItemStatus } from "./stages.ts";
import { drawStages, isOver, statusAt } from "./stages.ts";

const ORDER: ItemStatus[] = ["queued", "running", "evaluating", "passed", "failed", "canceled"];

const plans = fc
  .record({
    speed: fc.constantFrom("instant" as const, 1, 50),
    voice: fc.boolean(),
    course: fc.constantFrom<Course>("evaluated", "endless", "crash"),
    verdict: fc.constantFrom("passed" as const, "failed" as const),
    seed: fc.nat(),
  })
  .map(({ seed, ...rest }) => drawStages({ ...rest, now: 0, resultsLagMs: 0, random: seededRandom(seed) }));
const moment = fc.nat({ max: 200_000 });

describe("the stages of an item", () => {
  it("never go back, and nothing happens after the end", () => {
    fc.assert(
      fc.property(plans, fc.option(moment, { nil: undefined }), moment, moment, (stages, canceledAt, one, other) => {
        const before = statusAt(stages, canceledAt, Math.min(one, other));
        const after = statusAt(stages, canceledAt, Math.max(one, other));
        expect(ORDER.indexOf(after)).toBeGreaterThanOrEqual(ORDER.indexOf(before));
        if (isOver(before)) expect(after).toBe(before);
      }),
    );
  });

  it("last a tenth of a second each when nothing waits", () => {
    const stages = drawStages({
      now: 1000,
      speed: "instant",
      voice: true,
      course: "evaluated",
      verdict: "passed",
      resultsLagMs: 0,
      random: seededRandom(1),
    });
    const at = (now: number): ItemStatus => statusAt(stages, undefined, now);
    expect([1099, 1100, 1200, 1299, 1300].map(at)).toEqual(["queued", "running", "evaluating", "evaluating", "passed"]);
  });

  it("let an endless item run until it is cancelled, and a crashed one fail without an evaluation", () => {
    const drawn = (course: Course) =>
      drawStages({
        now: 0,
        speed: "instant",
        voice: true,
        course,
        verdict: "passed",
        resultsLagMs: 0,
        random: seededRandom(1),
      });
    expect(statusAt(drawn("endless"), undefined, 1e12)).toBe("running");
    expect(statusAt(drawn("endless"), 500, 1e12)).toBe("canceled");
    expect(statusAt(drawn("crash"), undefined, 199)).toBe("running");
    expect(statusAt(drawn("crash"), undefined, 200)).toBe("failed");
  });
});
