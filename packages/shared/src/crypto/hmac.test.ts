import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hmac, organizationSecret, timingSafeEqual, toHex } from "./hmac.ts";

describe("hmac", () => {
  it("agrees with RFC 4231, test case 2", async () => {
    const bytes = await hmac("Jefe", "what do ya want for nothing?");
    expect(toHex(bytes)).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  });

  it("gives each organization a secret of its own, the same every time", async () => {
    const [one, again, other] = await Promise.all([
      organizationSecret("master", "a"),
      organizationSecret("master", "a"),
      organizationSecret("master", "b"),
    ]);
    expect(one).toBe(again);
    expect(one).not.toBe(other);
    expect(await organizationSecret("another master", "a")).not.toBe(one);
  });

  it("compares as === does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (left, right) => {
        expect(await timingSafeEqual(left, right)).toBe(left === right);
        expect(await timingSafeEqual(left, left)).toBe(true);
      }),
    );
  });
});
