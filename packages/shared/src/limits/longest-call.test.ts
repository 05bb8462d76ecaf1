import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestCall, shareOfMinutes, type UsedMinutes } from "./longest-call.ts";
import { NEW_ACCOUNT_LIMITS, PLAN_LIMITS, PLANS } from "./plans.ts";

describe("a line's share of what is left", () => {
  const cases: [string, UsedMinutes, number][] = [
    ["of the month, on each plan", { plan: "starter", ofMonth: 0, ofNewDay: null }, 100],
    ["of the month, on each plan", { plan: "pro", ofMonth: 0, ofNewDay: null }, 166],
    ["of the month, on each plan", { plan: "business", ofMonth: 0, ofNewDay: null }, 300],
    ["in whole minutes", { plan: "starter", ofMonth: 971, ofNewDay: null }, 2],
    ["of the day, when that is less", { plan: "starter", ofMonth: 0, ofNewDay: 0 }, 6],
    ["of the day, when that is less", { plan: "starter", ofMonth: 0, ofNewDay: 31 }, 2],
    ["of the month, when that is less", { plan: "starter", ofMonth: 960, ofNewDay: 0 }, 4],
    ["a minute at least", { plan: "starter", ofMonth: 0, ofNewDay: 59 }, 1],
    ["a minute at least", { plan: "starter", ofMonth: 1_000, ofNewDay: null }, 1],
    ["a minute at least, also when more was used than there is", { plan: "starter", ofMonth: 4_000, ofNewDay: 90 }, 1],
  ];
  test.each(cases)("is %s: %o, %i minutes", (_name, used, minutes) => {
    expect(shareOfMinutes(used)).toBe(minutes * 60);
  });

  test("is what all lines can use together without outlasting it, while there is a minute for each", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLANS),
        fc.nat(30_000),
        fc.option(fc.nat(NEW_ACCOUNT_LIMITS.minutesOutPerDay)),
        (plan, ofMonth, ofNewDay) => {
          const { callsAtOnce, minutesPerMonth } = PLAN_LIMITS[plan];
          const leftOfDay = ofNewDay === null ? minutesPerMonth : NEW_ACCOUNT_LIMITS.minutesOutPerDay - ofNewDay;
          const left = Math.max(callsAtOnce, Math.min(minutesPerMonth - ofMonth, leftOfDay));
          expect((shareOfMinutes({ plan, ofMonth, ofNewDay }) / 60) * callsAtOnce).toBeLessThanOrEqual(left);
        },
      ),
    );
  });
});

describe("what Vapi is told of a call's length", () => {
  const cases: [string, number | null, boolean, number | undefined][] = [
    ["the share, where who speaks is longer", 43_200, false, 360],
    ["nothing, where who speaks is as long", 360, false, undefined],
    ["nothing, where who speaks is shorter", 10, false, undefined],
    ["the share, where it is not known how long who speaks is", null, false, 360],
    ["the shorter of both, of a planned call", 10, true, 10],
    ["the shorter of both, of a planned call", 43_200, true, 360],
    ["the share, of a planned call of which it is not known", null, true, 360],
  ];
  test.each(cases)("is %s (%s)", (_name, own, isPlanned, told) => {
    expect(longestCall(own, 360, isPlanned)).toBe(told);
  });
});
