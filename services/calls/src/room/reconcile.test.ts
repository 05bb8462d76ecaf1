import { describe, expect, test } from "vitest";
import { startOf, type Progress } from "./fold.ts";
import { nextLookMs } from "./reconcile.ts";

const TIMING = { silentAfterMs: 30_000, reportAfterMs: 25_000 };
const looks = (progress: Progress, scheduledMs: number | null = null) =>
  [0, 1, 2, 3, 4, 5].map((look) => nextLookMs(progress, 0, look, scheduledMs, TIMING));

describe("when to ask Vapi", () => {
  test("an open call 30 s after its last word, then ever more seldom, but always again", () => {
    expect(looks({ ...startOf("queued"), status: "in-progress" })).toEqual([
      30_000, 90_000, 210_000, 450_000, 750_000, 1_050_000,
    ]);
  });

  test("a call that ended, when its report is late", () => {
    expect(looks({ ...startOf("queued"), status: "ended" })[0]).toBe(25_000);
  });

  test("a scheduled call, not before its time", () => {
    expect(looks(startOf("scheduled"), 3_600_000)[0]).toBe(3_630_000);
  });

  test("never again once the report is there", () => {
    expect(looks({ ...startOf("queued"), status: "ended", reportedBy: "vapi" })).toEqual(Array.from({ length: 6 }));
  });
});
