import { describe, expect, it } from "vitest";
import { makeMobiles } from "./make-metadata.ts";
import { readMobile } from "./mobile.ts";
import mobiles from "./mobiles.json" with { type: "json" };

describe("a number that SMS go to", () => {
  it("is a mobile, as its country writes it or as E.164", () => {
    for (const [written, country, number] of [
      ["06 39 98 12 34", "FR", "+33639981234"],
      ["Portable : +33 7 56 12 34 56", "FR", "+33756123456"],
      ["0692 12 34 56", "RE", "+262692123456"],
      ["0690 35 12 34", "FR", "+590690351234"],
      ["0470 12 34 56", "BE", "+32470123456"],
      ["+1 613 555 0123", "FR", "+16135550123"],
    ] as const)
      expect(readMobile(written, country), written).toEqual({ number });
  });

  it("is no other: a landline, a box, what costs extra, a short number, a satellite, words", () => {
    for (const [written, fault] of [
      ["01 99 00 10 00", "not_mobile"],
      ["09 72 10 10 10", "not_mobile"],
      ["0800 12 34 56", "not_mobile"],
      ["08 99 12 34 56", "not_mobile"],
      ["+870 773 111 632", "not_mobile"],
      ["+881 6 1234 5678", "not_mobile"],
      ["3639", "short_number"],
      ["15", "emergency_number"],
      ["06 39 98 12 34 poste 3", "extension"],
      ["mon portable", "not_a_number"],
    ] as const)
      expect(readMobile(written, "FR"), written).toMatchObject({ fault });
  });

  it("is known of every country as the library knows it", () => {
    expect(mobiles).toEqual(makeMobiles());
  });
});
