import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measure, NOTHING, quantile } from "./measure.ts";
import { addDays, daysBetween, periodOf, periodsIn } from "./periods.ts";
import { toTimeline } from "./timeline.ts";

/** The buckets of app.latency_bucket. */
const bucketOf = (ms: number) => (ms <= 50 ? 0 : Math.min(75, Math.ceil(Math.log(ms / 50) / Math.log(1.1))));
const bucketsOf = (latencies: number[]) => {
  const counts = new Map<number, number>();
  for (const ms of latencies) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
  return counts;
};

describe("a quantile of latencies", () => {
  it("is within 5 % and half a millisecond of the true one, between 50 ms and a minute", () => {
    const latencies = fc.array(fc.integer({ min: 50, max: 60_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.95), (given, share) => {
        const sorted = given.toSorted((left, right) => left - right);
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        const found = quantile(bucketsOf(given), share) ?? 0;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.05 * exact + 0.5);
      }),
    );
  });

  it("is null without turns", () => {
    expect(quantile(new Map(), 0.5)).toBeNull();
    expect(quantile(new Map([[3, 0]]), 0.5)).toBeNull();
  });
});

describe("measures", () => {
  it("have no rate and no latency without data", () => {
    expect(measure(NOTHING)).toEqual({
      calls: 0,
      minutes: 0,
      costUsd: 0,
      successRate: null,
      turns: 0,
      latencyMedianMs: null,
      latencyP95Ms: null,
    });
    expect(measure({ ...NOTHING, calls: 3, successes: 1, failures: 1, durationMs: 90_000 })).toMatchObject({
      minutes: 1.5,
      successRate: 0.5,
    });
  });
});

describe("periods", () => {
  it("are days, weeks from Monday, and months", () => {
    expect(periodsIn("2026-11-20", "2026-11-24", "day")).toHaveLength(5);
    expect(periodsIn("2026-11-20", "2026-11-24", "week")).toEqual(["2026-11-16", "2026-11-23"]);
    expect(periodsIn("2026-02-27", "2026-03-01", "month")).toEqual(["2026-02-01", "2026-03-01"]);
    expect(daysBetween("2026-03-28", "2026-03-30")).toBe(3);
  });

  it("contain every day of their range once", () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 399 }));
    fc.assert(
      fc.property(range, fc.constantFrom("day", "week", "month"), ([start, length], step) => {
        const from = addDays("2020-01-01", start);
        const to = addDays(from, length);
        const periods = periodsIn(from, to, step);
        expect(periods).toEqual([...new Set(periods)].toSorted());
        expect(periods).toContain(periodOf(to, step));
        expect(periods[0]).toBe(periodOf(from, step));
      }),
    );
  });
});

describe("a timeline", () => {
  const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 10, 0, second));
  const rows = [
    { seq: 1, type: "call.status", at: at(0), data: { type: "call.status", status: "in-progress" } },
    { seq: 2, type: "tool.called", at: at(2), data: { type: "tool.called", toolCallId: "a", name: "horaires" } },
    { seq: 3, type: "tool.called", at: at(3), data: { type: "tool.called", toolCallId: "b", name: "muette" } },
    { seq: 4, type: "tool.result", at: at(4), data: { type: "tool.result", toolCallId: "a", name: "horaires" } },
    { seq: 5, type: "handoff", at: at(5), data: { type: "handoff", from: "Accueil", to: "Agenda" } },
  ];

  it("has every event from the start of the call, the duration of tools, and both sides of a handoff", () => {
    const call = {
      id: "c",
      startedAt: at(0),
      endedAt: at(9),
      turnLatencies: [{ turnMs: 812.4, modelMs: 1, voiceMs: null, transcriberMs: 2, endpointingMs: 3 }],
    };
    const timeline = toTimeline(call, rows);
    expect(timeline.events.map(({ seq, offsetMs }) => [seq, offsetMs])).toEqual([
      [1, 0],
      [2, 2000],
      [3, 3000],
      [4, 4000],
      [5, 5000],
    ]);
    expect(timeline.tools).toMatchObject([
      { toolCallId: "a", offsetMs: 2000, durationMs: 2000, failed: false },
      { toolCallId: "b", durationMs: null, failed: true },
    ]);
    expect(timeline.handoffs).toMatchObject([{ from: "Accueil", to: "Agenda", offsetMs: 5000 }]);
    expect(timeline.turns).toMatchObject([{ number: 1, turnMs: 812, voiceMs: null }]);
  });

  it("of a call that never started counts from its first event", () => {
    const call = { id: "c", startedAt: null, endedAt: null, turnLatencies: null };
    expect(toTimeline(call, rows.slice(1)).events[0]).toMatchObject({ offsetMs: 0 });
    expect(toTimeline(call, []).events).toEqual([]);
  });
});
