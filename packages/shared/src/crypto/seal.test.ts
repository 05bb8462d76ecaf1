import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../http/problem.ts";
import { createSealer } from "./seal.ts";

const keyOf = (byte: number) => btoa(String.fromCharCode(...Array<number>(32).fill(byte)));
const [FIRST, SECOND] = [keyOf(1), keyOf(2)];

describe("a sealed secret", () => {
  it("opens to what it was, and is never the same text twice", async () => {
    const sealer = await createSealer({ CREDENTIALS_KEY: FIRST });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.string(), async (secret, about) => {
        const [one, other] = await Promise.all([sealer.seal(secret, about), sealer.seal(secret, about)]);
        expect(one.text).not.toBe(other.text);
        expect(await sealer.open(one, about)).toBe(secret);
      }),
      { numRuns: 50 },
    );
  });

  it("belongs to one thing: under another's name, or with a byte changed, it does not open", async () => {
    const sealer = await createSealer({ CREDENTIALS_KEY: FIRST });
    const sealed = await sealer.seal("auth token", "org/one");
    await expect(sealer.open(sealed, "org/two")).rejects.toThrow();
    const changed = `${sealed.text.slice(0, -2)}${sealed.text.endsWith("AA") ? "BB" : "AA"}`;
    await expect(sealer.open({ ...sealed, text: changed }, "org/one")).rejects.toThrow();
    await expect(sealer.open({ ...sealed, text: "" }, "org/one")).rejects.toThrow();
  });

  it("opens after the key was changed, as long as the old one is named", async () => {
    const before = await createSealer({ CREDENTIALS_KEY: FIRST });
    const sealed = await before.seal("auth token", "row");
    const after = await createSealer({ CREDENTIALS_KEY: SECOND, CREDENTIALS_OLD_KEYS: FIRST });
    expect(await after.open(sealed, "row")).toBe("auth token");
    expect((await after.seal("auth token", "row")).keyId).not.toBe(sealed.keyId);
    const forgetful = await createSealer({ CREDENTIALS_KEY: SECOND });
    await expect(forgetful.open(sealed, "row")).rejects.toThrow("no key");
  });

  it("needs a key of 32 bytes", async () => {
    for (const key of ["", "not base64!", btoa("short")]) {
      await expect(createSealer({ CREDENTIALS_KEY: key })).rejects.toBeInstanceOf(Problem);
    }
  });
});
