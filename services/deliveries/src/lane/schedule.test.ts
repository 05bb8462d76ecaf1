import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextTryMs, retryAfterMs, WAITS_MS } from "./schedule.ts";

const NOW = Date.parse("2026-11-23T08:00:00Z");
const HOUR = 3_600_000;
const pace = { now: NOW, random: 0, pace: 1 };

describe("the schedule", () => {
  it("is that of Standard Webhooks: ten tries over three days", () => {
    const waits = WAITS_MS.map((_, tries) => (nextTryMs(tries, undefined, pace) ?? NaN) - NOW);
    const seconds = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
    expect(waits).toEqual(seconds.map((wait) => wait * 1000));
    expect(nextTryMs(WAITS_MS.length, undefined, pace)).toBeUndefined();
  });

  it("never tries before its wait is over nor before the moment asked for, and never much later", () => {
    const asked = fc.option(fc.integer({ min: NOW - HOUR, max: NOW + 100 * HOUR }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.nat(WAITS_MS.length - 1),
        asked,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, at, random) => {
          const next = nextTryMs(tries, at, { ...pace, random }) ?? NaN;
          const wait = WAITS_MS[tries] ?? NaN;
          const heard = Math.min(at ?? NOW, NOW + 24 * HOUR);
          expect(next).toBeGreaterThanOrEqual(Math.max(NOW + wait, heard));
          expect(next).toBeLessThanOrEqual(Math.max(NOW + wait * 1.2 + 1, heard));
        },
      ),
    );
  });
});

describe("Retry-After", () => {
  it.each([
    ["120", NOW + 120_000],
    [" 0 ", NOW],
    ["Mon, 23 Nov 2026 08:05:00 GMT", NOW + 300_000],
    ["Mon, 23 Nov 2026 07:00:00 GMT", NOW - HOUR],
  ])("%j is understood", (header, at) => expect(retryAfterMs(header, NOW)).toBe(at));

  it.each([undefined, "", "soon", "-5", "1.5", "1e9", "99999999999999", "2026-11-23", "Mon, nonsense"])(
    "%j is none",
    (header) => expect(retryAfterMs(header, NOW)).toBeUndefined(),
  );
});
