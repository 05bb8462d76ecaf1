import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterAttempt,
  afterCrash,
  afterLook,
  dialling,
  made,
  mayDial,
  nextDialMs,
  secondsToKnow,
  type Attempt,
} from "./dial.ts";
import type { Dial } from "../state/doc.ts";

const armed: Dial = { state: "armed", since: 0 };
const unknown = afterAttempt(dialling(1000), { outcome: "unknown" }, 2000);

type Step =
  | { kind: "dial" }
  | { kind: "answer"; attempt: Attempt }
  | { kind: "crash" }
  | { kind: "look"; found: boolean }
  | { kind: "proof" };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ kind: "dial" as const }),
  fc.record({
    kind: fc.constant("answer" as const),
    attempt: fc.constantFrom<Attempt>(
      { outcome: "made", vapiCallId: "v" },
      { outcome: "refused", reasons: ["no"] },
      { outcome: "not_made" },
      { outcome: "unknown" },
    ),
  }),
  fc.constant({ kind: "crash" as const }),
  fc.record({ kind: fc.constant("look" as const), found: fc.boolean() }),
  fc.constant({ kind: "proof" as const }),
);

describe("dialling", () => {
  test("a call is dialled at most once, whatever happens in any order", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let dial: Dial = armed;
        let attempts = 0;
        for (const [now, each] of steps.entries()) {
          if (each.kind === "dial" && mayDial(dial)) {
            attempts += 1;
            dial = dialling(now);
          } else if (each.kind === "answer") dial = afterAttempt(dial, each.attempt, now);
          else if (each.kind === "crash") dial = afterCrash(dial);
          else if (each.kind === "look" && dial.state === "unknown")
            dial = afterLook(dial, each.found ? "v" : undefined);
          else if (each.kind === "proof" && attempts > 0) dial = made("v");
        }
        expect(attempts).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("an attempt of unknown outcome is looked for six times within five minutes, then given up", () => {
    const times: (number | undefined)[] = [];
    let dial = unknown;
    while (dial.state === "unknown") {
      times.push(nextDialMs(dial));
      dial = afterLook(dial, undefined);
    }
    expect(times).toEqual([2_000, 6_000, 21_000, 61_000, 181_000, 301_000]);
    expect(dial.state).toBe("failed");
    expect(nextDialMs(dial)).toBeUndefined();
  });

  test("a look that finds the call makes it, whatever the answer then says", () => {
    expect(afterLook(unknown, "v")).toEqual(made("v"));
    expect(afterAttempt(made("v"), { outcome: "unknown" }, 1)).toEqual(made("v"));
  });

  test("a crash while dialling leaves the outcome unknown, a crash before it leaves the call to be dialled", () => {
    expect(afterCrash(dialling(5))).toEqual({ state: "unknown", since: 5, looks: 0 });
    expect(afterCrash(armed)).toEqual(armed);
  });
});

test("the time until more is known: the next look, a moment while dialling, undefined once it is known", () => {
  expect(secondsToKnow(unknown, 1500)).toBe(1);
  const looked = afterLook(unknown, undefined);
  expect(secondsToKnow(looked, 1500)).toBe(5);
  expect(secondsToKnow(looked, 60_000)).toBe(1);
  expect(secondsToKnow(dialling(0), 500)).toBe(2);
  expect(secondsToKnow(made("v"), 0)).toBeUndefined();
});
