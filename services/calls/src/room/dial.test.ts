import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterAttempt,
  afterCrash,
  afterLook,
  afterMessage,
  dialling,
  mayDial,
  nextDialMs,
  type Attempt,
  type Dial,
} from "./dial.ts";

const armed: Dial = { state: "armed", since: 0 };
const unknown = afterAttempt(dialling(1000), { outcome: "unknown" }, 2000);

type Step =
  | { kind: "dial" }
  | { kind: "answer"; attempt: Attempt }
  | { kind: "crash" }
  | { kind: "look"; found: boolean }
  | { kind: "message" };
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
  fc.constant({ kind: "message" as const }),
);

describe("dialling", () => {
  test("whatever happens in whatever order, a call is dialled at most once", () => {
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
          else if (each.kind === "message" && attempts > 0) dial = afterMessage(dial, "v");
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

  test("it is made when a look finds it, or when the call itself speaks, even before the answer", () => {
    const made = { state: "made", vapiCallId: "v" };
    expect(afterLook(unknown, "v")).toEqual(made);
    expect(afterMessage(dialling(0), "v")).toEqual(made);
    expect(afterAttempt({ state: "made", vapiCallId: "v" }, { outcome: "unknown" }, 1)).toEqual(made);
  });

  test("a crash while dialling leaves the outcome unknown, a crash before it leaves the call to be dialled", () => {
    expect(afterCrash(dialling(5))).toEqual({ state: "unknown", since: 5, looks: 0 });
    expect(afterCrash(armed)).toEqual(armed);
  });

  test("a message without Vapi's id settles nothing", () => {
    expect(afterMessage(unknown, undefined)).toEqual(unknown);
  });
});
