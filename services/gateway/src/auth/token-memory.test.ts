import { describe, expect, it } from "vitest";
import { createTokenMemory } from "./token-memory.ts";

const token = (exp: number, kid = "key") => ({
  claims: { sub: "0198c2a4-0000-7000-8000-000000000001", role: "authenticated" as const, exp },
  kid,
});

describe("the memory of tokens", () => {
  it("never holds more than it may, and releases the one unused for longest", () => {
    const memory = createTokenMemory(3);
    for (const hash of ["a", "b", "c"]) memory.remember(hash, token(100));
    memory.find("a", 0);
    memory.remember("d", token(100));
    expect(memory.size).toBe(3);
    expect(memory.find("b", 0)).toBeUndefined();
    expect(memory.find("a", 0)).toBeDefined();
  });

  it("releases a token at its expiry", () => {
    const memory = createTokenMemory(3);
    memory.remember("a", token(100));
    expect(memory.find("a", 99_999)).toBeDefined();
    expect(memory.find("a", 100_000)).toBeUndefined();
    expect(memory.size).toBe(0);
  });

  it("keeps only the tokens of keys that are still there", () => {
    const memory = createTokenMemory(3);
    memory.remember("a", token(100, "old"));
    memory.remember("b", token(100, "current"));
    memory.retain(new Set(["current"]));
    expect([memory.find("a", 0), memory.find("b", 0)]).toEqual([undefined, expect.anything()]);
  });
});
