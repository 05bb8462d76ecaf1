import { VapiNotAsked, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { describe, expect, test } from "vitest";
import { afterFailedLook, nextLookMs } from "./reconcile.ts";
import { startOf, type Progress } from "../events/history.ts";

const TIMING = { silentAfterMs: 30_000, reportAfterMs: 25_000 };
const looks = (progress: Progress, scheduledMs: number | null = null) =>
  [0, 1, 2, 3, 4, 5].map((look) => nextLookMs(progress, 0, look, scheduledMs, TIMING));

describe("when to ask Vapi", () => {
  test("an open call after 30 s of silence, then less and less often, but without end", () => {
    expect(looks({ ...startOf("queued"), status: "in-progress" })).toEqual([
      30_000, 90_000, 210_000, 450_000, 750_000, 1_050_000,
    ]);
  });

  test("an ended call, when its report is late", () => {
    expect(looks({ ...startOf("queued"), status: "ended" })[0]).toBe(25_000);
  });

  test("a scheduled call, not before its time", () => {
    expect(looks(startOf("scheduled"), 3_600_000)[0]).toBe(3_630_000);
  });

  /** Looks that fail, each at its time; returns the wait before each. */
  const waitsOf = (failure: Error, before: number, times: number) => {
    let known = { lastHeardMs: 0, looks: before };
    let now = 0;
    return Array.from({ length: times }, () => {
      const progress: Progress = { ...startOf("queued"), status: "in-progress" };
      const next = nextLookMs(progress, known.lastHeardMs, known.looks, null, TIMING) ?? 0;
      const wait = next - now;
      now = next;
      known = { ...known, ...afterFailedLook(failure, known.looks, now) };
      return wait;
    });
  };

  test("not while Vapi is down: no request counts as a look, and no wait grows", () => {
    const away = new VapiNotAsked(new Date(), 5_000);
    expect(waitsOf(away, 0, 8)).toEqual(Array.from({ length: 8 }, () => 30_000));
    expect(waitsOf(away, 3, 4).slice(1)).toEqual([30_000, 30_000, 30_000]);
  });

  test("less and less often while Vapi is asked and does not answer", () => {
    expect(waitsOf(new VapiUnavailable(500, undefined), 0, 5)).toEqual([30_000, 60_000, 120_000, 240_000, 300_000]);
  });

  test("never again once the report is there", () => {
    expect(looks({ ...startOf("queued"), status: "ended", reportedBy: "vapi" })).toEqual(Array.from({ length: 6 }));
  });
});
