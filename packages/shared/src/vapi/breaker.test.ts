import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  admit,
  afterAnswer,
  afterFailure,
  afterProbe,
  beginProbe,
  isQuiet,
  isSuspect,
  newBreaker,
  retryAt,
  SUSPECT_AFTER,
  type Breaker,
} from "./breaker.ts";

const timing = { pauseMs: 5_000, probeMs: 3_000 };
const LONGEST_PAUSE_MS = 30_000;
const START = 1_800_000_000_000;

/** What happens at the gate, one thing after another. A probe ends with the next step that says so. */
type StepOf = { waitMs: number; does: "request" | "answer" | "failure" | "quiet" | "probe ends"; random: number };
const Step: fc.Arbitrary<StepOf> = fc.record({
  waitMs: fc.nat(60_000),
  does: fc.constantFrom("request", "answer", "failure", "quiet", "probe ends"),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});
const Steps = fc.array(Step, { maxLength: 200 });
type BreakerStep = { breaker: Breaker; now: number; turn: number | undefined };

/** Plays the steps, with a probe that is answered or not; `see` is shown each moment. */
function play(steps: StepOf[], isAnswered: () => boolean, see: (told: BreakerStep) => void): BreakerStep {
  let breaker = newBreaker(START);
  let now = START;
  let turn: number | undefined;
  const begin = () => {
    const begun = beginProbe(breaker, now, timing);
    breaker = begun;
    turn = begun.probeUntil;
  };
  for (const { waitMs, does, random } of steps) {
    now += waitMs;
    if (does === "request" && admit(breaker, now) === "probe") begin();
    if (does === "answer") breaker = afterAnswer(breaker, now);
    if (does === "failure") {
      breaker = afterFailure(breaker, now);
      if (isSuspect(breaker, now)) begin();
    }
    if (does === "quiet" && isQuiet(breaker, now, 30_000)) begin();
    if (does === "probe ends" && turn !== undefined) {
      breaker = afterProbe(breaker, { turn, isAnswered: isAnswered(), now, random }, timing);
      turn = undefined;
    }
    see({ breaker, now, turn });
  }
  return { breaker, now, turn };
}

describe("the breaker", () => {
  it("is never opened by requests alone: while the probe is answered, whatever fails, every request goes", () => {
    fc.assert(
      fc.property(Steps, (steps) => {
        play(
          steps,
          () => true,
          ({ breaker, now }) => expect(admit(breaker, now)).toBe("go"),
        );
      }),
    );
  });

  it("has one probe at a time, and lets nothing else through while it is open", () => {
    fc.assert(
      fc.property(Steps, fc.infiniteStream(fc.boolean()), (steps, answers) => {
        play(
          steps,
          () => answers.next().value ?? false,
          ({ breaker, now }) => {
            const admission = admit(breaker, now);
            if (breaker.open !== null) expect(admission).not.toBe("go");
            if (breaker.probeUntil !== null && now < breaker.probeUntil) {
              expect(admission).not.toBe("probe");
              expect(isSuspect(breaker, now)).toBe(false);
              expect(isQuiet(breaker, now, 0)).toBe(false);
            }
            expect(breaker.failedAt.length).toBeLessThanOrEqual(SUSPECT_AFTER);
          },
        );
      }),
    );
  });

  it("closes again: a probe's turn comes within the longest pause, and its answer lets everything through", () => {
    fc.assert(
      fc.property(Steps, fc.infiniteStream(fc.boolean()), (steps, answers) => {
        let { breaker, now } = play(
          steps,
          () => answers.next().value ?? false,
          () => undefined,
        );
        // A request in whose turn the probe was may have been cancelled: nothing is heard of it any more.
        now += LONGEST_PAUSE_MS + 4_000;
        if (breaker.open === null) return;
        expect(admit(breaker, now)).toBe("probe");
        const begun = beginProbe(breaker, now, timing);
        breaker = afterProbe(begun, { turn: begun.probeUntil, isAnswered: true, now, random: 0.5 }, timing);
        expect(admit(breaker, now)).toBe("go");
        expect(breaker.failedAt).toEqual([]);
      }),
    );
  });

  const fail = (breaker: Breaker, ...times: number[]) =>
    times.reduce((before, seconds) => afterFailure(before, START + seconds * 1000), breaker);
  const probed = (breaker: Breaker, seconds: number, isAnswered: boolean, random = 1) => {
    const now = START + seconds * 1000;
    const begun = beginProbe(breaker, now, timing);
    return afterProbe(begun, { turn: begun.probeUntil, isAnswered, now, random }, timing);
  };

  it("opens after three failures and a failed probe, since the first of them, ever longer up to half a minute", () => {
    let breaker = fail(newBreaker(START), 1, 2);
    expect(isSuspect(breaker, START + 2000)).toBe(false);
    breaker = fail(breaker, 3);
    expect(isSuspect(breaker, START + 3000)).toBe(true);
    breaker = probed(breaker, 4, false);
    expect(breaker.open).toEqual({ since: START + 1000, until: START + 9000, times: 1 });
    let at = 9;
    for (const pause of [10, 20, 30, 30, 30]) {
      expect(admit(breaker, START + at * 1000 - 1)).toBe("stop");
      expect(admit(breaker, START + at * 1000)).toBe("probe");
      breaker = probed(breaker, at, false);
      at += pause;
      expect(breaker.open).toMatchObject({ since: START + 1000, until: START + at * 1000 });
      expect(retryAt(breaker, START + 1000, timing)).toBe(START + at * 1000);
    }
  });

  it("does not hold three failures of different hours against Vapi", () => {
    expect(isSuspect(fail(newBreaker(START), 0, 3600, 7200), START + 7_200_000)).toBe(false);
  });

  it("does not ask the probe more than once in five seconds for somebody whose requests always fail", () => {
    const breaker = fail(probed(fail(newBreaker(START), 1, 1, 1), 1, true), 2, 2, 2);
    expect(isSuspect(breaker, START + 2000)).toBe(false);
    expect(isSuspect(breaker, START + 6000)).toBe(true);
  });

  it("believes no probe whose turn is over", () => {
    const open = probed(fail(newBreaker(START), 1, 2, 3), 4, false);
    const late = { turn: START + 1, isAnswered: true, now: START + 5000, random: 0 };
    expect(afterProbe(open, late, timing)).toBe(open);
  });
});
