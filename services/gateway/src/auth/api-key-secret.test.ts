import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecret, isApiKey, isWellFormed, tracesOf } from "./api-key-secret.ts";

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const secret = bytes.map((given) => createSecret(() => given));
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

describe("an API key", () => {
  it("is known by its beginning and its shape, whatever the chance", () => {
    fc.assert(
      fc.property(secret, (key) => {
        expect(key).toMatch(/^alk_[0-9A-Za-z]{49}$/);
        expect([isApiKey(key), isWellFormed(key)]).toEqual([true, true]);
      }),
    );
    expect(isWellFormed(createSecret())).toBe(true);
  });

  it("holds all of its 256 bits: two that differ in one are two keys", () => {
    fc.assert(
      fc.property(bytes, fc.nat(255), (given, bit) => {
        const other = given.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        expect(createSecret(() => other)).not.toBe(createSecret(() => given));
      }),
    );
    const most = createSecret(() => new Uint8Array(32).fill(255));
    const digits = Array.from(most.slice(4, 47), (digit) => BigInt(ALPHABET.indexOf(digit)));
    expect(digits.reduce((sum, digit) => sum * 62n + digit, 0n)).toBe(2n ** 256n - 1n);
  });

  it("ends with the CRC-32 of what is before, as anybody's scanner can check", () => {
    fc.assert(
      fc.property(secret, (key) => {
        const digits = Array.from(key.slice(-6), (digit) => ALPHABET.indexOf(digit));
        expect(digits.reduce((sum, digit) => sum * 62 + digit, 0)).toBe(crc32(key.slice(0, -6)));
      }),
    );
  });

  it("with a character mistaken, left out or swapped with its neighbour is none", () => {
    fc.assert(
      fc.property(secret, fc.nat(52), fc.constantFrom(...ALPHABET.split("")), (key, at, letter) => {
        const wrong = [
          key.slice(0, at) + letter + key.slice(at + 1),
          key.slice(0, at) + key.slice(at + 1),
          key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2),
          `${key}${letter}`,
        ];
        for (const other of wrong) expect(isWellFormed(other), other).toBe(other === key);
      }),
    );
  });

  it("is known again by its beginning and its end, which leave more than 200 bits unsaid", () => {
    const key = createSecret();
    expect(tracesOf(key)).toEqual({ start: key.slice(0, 8), lastFour: key.slice(-4) });
  });
});
