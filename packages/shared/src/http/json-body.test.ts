import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNestedDeeper } from "./json-body.ts";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("how deep a JSON text goes", () => {
  it("counts arrays and objects, and nothing inside a text", () => {
    expect(isNestedDeeper(nested(64), 64)).toBe(false);
    expect(isNestedDeeper(nested(65), 64)).toBe(true);
    expect(isNestedDeeper('{"a":{"b":{}}}', 2)).toBe(true);
    expect(isNestedDeeper(JSON.stringify({ text: '[[[["\\[[[[' }), 1)).toBe(false);
    expect(isNestedDeeper("[[],[],[],{}]", 2)).toBe(false);
  });

  it("agrees with the value's own depth, whatever the value", () => {
    const depthOf = (value: unknown): number =>
      typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(8), (value, limit) => {
        expect(isNestedDeeper(JSON.stringify(value), limit)).toBe(depthOf(value) > limit);
      }),
    );
  });

  it("is told of any text, JSON or not, without recursion", () => {
    expect(isNestedDeeper("[".repeat(1_000_000), 999_999)).toBe(true);
    expect(isNestedDeeper('"\\', 0)).toBe(false);
  });
});
