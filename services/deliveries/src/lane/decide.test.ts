import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAILURES, isSuccess, judgeDelivery, judgeEndpoint, type Attempt } from "./decide.ts";
import { WAITS_MS } from "./schedule.ts";

const NOW = Date.parse("2026-11-23T08:00:00Z");
const DAY = 24 * 3_600_000;
const pace = { now: NOW, random: 0.5, pace: 1 };
const judging = { now: NOW, disableAfterMs: 5 * DAY };

const attemptOf = (outcome: Partial<Attempt>): Attempt => ({
  at: new Date(NOW),
  durationMs: 80,
  status: null,
  failure: null,
  answer: null,
  retryAfter: undefined,
  ...outcome,
});
const answered = (status: number, retryAfter?: string) => attemptOf({ status, answer: "", retryAfter });

const anyAttempt = fc.oneof(
  fc.integer({ min: 200, max: 599 }).map((status) => answered(status)),
  fc.constantFrom(...FAILURES).map((failure) => attemptOf({ failure })),
);

describe("a delivery", () => {
  it("is delivered by 2xx and by nothing else", () => {
    fc.assert(
      fc.property(anyAttempt, fc.nat(12), (attempt, tries) => {
        const isDelivered = judgeDelivery(tries, attempt, pace).state === "delivered";
        expect(isDelivered).toBe(attempt.status !== null && Math.floor(attempt.status / 100) === 2);
      }),
    );
  });

  it("that is refused each time is tried as often as the schedule says, later and later, then no more", () => {
    const moments: number[] = [];
    let tries = 0;
    for (;;) {
      const verdict = judgeDelivery(tries, answered(500), pace);
      if (verdict.state !== "pending") {
        expect(verdict).toEqual({ state: "failed", tries: WAITS_MS.length });
        break;
      }
      moments.push(verdict.nextAttemptAt.getTime());
      ({ tries } = verdict);
    }
    expect(moments).toHaveLength(WAITS_MS.length - 1);
    expect(moments).toEqual(moments.toSorted((left, right) => left - right));
  });

  it("waits as long as it is asked to by 429 and 503, and by no other answer", () => {
    const waitOf = (attempt: Attempt) => {
      const verdict = judgeDelivery(0, attempt, pace);
      return verdict.state === "pending" ? verdict.nextAttemptAt.getTime() - NOW : undefined;
    };
    expect([429, 503].map((status) => waitOf(answered(status, "3600")))).toEqual([3_600_000, 3_600_000]);
    expect(waitOf(answered(500, "3600"))).toBe(5_500);
    expect(waitOf(answered(429, "1"))).toBe(5_500);
    expect(waitOf(answered(503, "999999999"))).toBe(DAY);
  });

  it("to an address that is gone is not tried again", () =>
    expect(judgeDelivery(0, answered(410), pace)).toEqual({ state: "failed", tries: 1 }));
});

describe("an endpoint", () => {
  const since = (days: number) => new Date(NOW - days * DAY);
  const health = (failingSince: Date | null, pausedUntil: Date | null = null) => ({ failingSince, pausedUntil });

  it("is well again with its first success", () => {
    fc.assert(
      fc.property(
        fc.array(
          anyAttempt.filter(({ status }) => status !== 410),
          { minLength: 1, maxLength: 6 },
        ),
        (attempts) => {
          const verdict = judgeEndpoint(health(since(30)), attempts, judging);
          expect(verdict.failingSince === null).toBe(attempts.some(isSuccess));
          expect(verdict.disabledReason === undefined).toBe(attempts.some(isSuccess));
        },
      ),
    );
  });

  it("is disabled after five days of nothing but failures, and not a moment earlier", () => {
    expect(judgeEndpoint(health(null), [answered(500)], judging)).toEqual({
      failingSince: new Date(NOW),
      pausedUntil: null,
      disabledReason: undefined,
    });
    expect(judgeEndpoint(health(new Date(NOW - 5 * DAY + 1)), [answered(500)], judging).disabledReason).toBeUndefined();
    expect(judgeEndpoint(health(since(5)), [answered(500)], judging)).toEqual({
      failingSince: since(5),
      pausedUntil: null,
      disabledReason: "Nothing could be delivered since 2026-11-18; the last time, the address answered 500.",
    });
  });

  it("is disabled at once when it is gone, whatever else arrived", () =>
    expect(judgeEndpoint(health(null), [answered(200), answered(410)], judging).disabledReason).toContain("410"));

  it("that asks to be left alone is, for what else waits for it too, but an hour at most", () => {
    const pauseOf = (...attempts: Attempt[]) => {
      const { pausedUntil } = judgeEndpoint(health(null), attempts, judging);
      return pausedUntil === null ? null : pausedUntil.getTime() - NOW;
    };
    expect(pauseOf(answered(429, "60"))).toBe(60_000);
    expect(pauseOf(answered(200), answered(503, "60"), answered(429, "5"))).toBe(60_000);
    expect(pauseOf(answered(503, "86400"))).toBe(3_600_000);
    expect(pauseOf(answered(429))).toBeNull();
    expect(pauseOf(answered(500, "60"))).toBeNull();
    expect(pauseOf(answered(429, "Mon, 23 Nov 2026 07:00:00 GMT"))).toBeNull();
  });

  it("keeps a pause that it asked for before, until it is over", () => {
    const until = (ms: number) => judgeEndpoint(health(null, new Date(NOW + ms)), [answered(200)], judging).pausedUntil;
    expect(until(60_000)).toEqual(new Date(NOW + 60_000));
    expect(until(0)).toBeNull();
    expect(until(-1)).toBeNull();
  });

  it.each(FAILURES)("says in words that it failed for %s", (failure) => {
    const reason = judgeEndpoint(health(since(6)), [attemptOf({ failure })], judging).disabledReason;
    expect(reason).toMatch(/^Nothing could be delivered since 2026-11-17; the last time, the address [a-z ,]+\.$/);
  });
});
