import { describe, expect, it } from "vitest";
import { ALWAYS, daysOf, lengthOptions, logOptions } from "./kept.ts";

describe("how long things are kept", () => {
  it("is chosen from lengths in order, the one that a program set among them, or for ever", () => {
    expect(lengthOptions(365).map(({ value }) => value)).toEqual([
      "30",
      "90",
      "180",
      "365",
      "730",
      "1095",
      "1825",
      ALWAYS,
    ]);
    expect(lengthOptions(45).map(({ value }) => value)).toEqual([
      "30",
      "45",
      "90",
      "180",
      "365",
      "730",
      "1095",
      "1825",
      ALWAYS,
    ]);
    expect(lengthOptions(45)[1]?.label).toContain("45");
    expect(lengthOptions(null).at(-1)?.value).toBe(ALWAYS);
  });

  it("is between half a year and a year for the log", () => {
    expect(logOptions(200).map(({ value }) => value)).toEqual(["180", "200", "365"]);
  });

  it("is sent in days, or as null", () => {
    expect([daysOf("365"), daysOf(ALWAYS)]).toEqual([365, null]);
  });
});
