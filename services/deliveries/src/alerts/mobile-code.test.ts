import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeMac, newCode } from "./mobile-code.ts";

const FAIR = 4_294_000_000;

describe("a code", () => {
  it("has six digits, zeros in front too", () => {
    const of = (...values: number[]) => newCode((into) => into.fill(values.shift() ?? 0));
    expect(of(42)).toBe("000042");
    expect(of(FAIR - 1)).toBe("999999");
    // What is beyond the last whole million is drawn again.
    expect(of(FAIR, 2 ** 32 - 1, 7)).toBe("000007");
    for (let n = 0; n < 100; n++) expect(newCode()).toMatch(/^\d{6}$/);
  });

  it("is kept as something that tells neither code nor number, and that nothing else gives", async () => {
    const env = { CREDENTIALS_KEY: "key" };
    const subject = { orgId: "org", userId: "user", number: "+33639981234" };
    const mac = await codeMac(env, subject, "012345");
    expect(mac).toMatch(/^[0-9a-f]{64}$/);
    const digits = fc.stringMatching(/^\d{6}$/);
    await fc.assert(
      fc.asyncProperty(digits, async (code) => {
        expect((await codeMac(env, subject, code)) === mac).toBe(code === "012345");
      }),
    );
    for (const other of [{ orgId: "other" }, { userId: "other" }, { number: "+33639985678" }])
      expect(await codeMac(env, { ...subject, ...other }, "012345")).not.toBe(mac);
    expect(await codeMac({ CREDENTIALS_KEY: "another" }, subject, "012345")).not.toBe(mac);
  });
});
