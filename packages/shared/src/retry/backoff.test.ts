import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

const pauses = { firstMs: 1000, longestMs: 60_000 };

describe("the pause before the next try", () => {
  it("doubles from the first, up to the longest, however often it failed", () => {
    expect([0, 1, 2, 3, 6, 7, 1000].map((attempts) => backoffMs(attempts, pauses))).toEqual([
      1000, 1000, 2000, 4000, 32_000, 60_000, 60_000,
    ]);
  });

  it("is spread between two parts of itself", () => {
    const spread = [0.75, 1.25] as const;
    expect([0, 0.5, 0.999].map((random) => backoffMs(2, { ...pauses, spread, random }))).toEqual([1500, 2000, 2499]);
  });
});
