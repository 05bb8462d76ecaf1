import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requestIdOf, traceparentOf } from "./trace.ts";

const GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

describe("a request's id", () => {
  it.each(["a", "0198c2a4-0000-7000-8000-000000000001", "Root_1.2-3", "x".repeat(64)])(
    "is the client's own when it is plain: %s",
    (given) => {
      expect(requestIdOf(given)).toBe(given);
    },
  );

  it.each([undefined, "", "x".repeat(65), "a b", 'a"b', "é", "a\nb", "<script>"])(
    "is a new one instead of %j",
    (given) => {
      expect(requestIdOf(given)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    },
  );
});

describe("a trace", () => {
  it("is resumed, with this hop as the next one's parent", () => {
    expect(traceparentOf(GIVEN, (bytes) => "ab".repeat(bytes))).toBe(
      `00-4bf92f3577b34da6a3ce929d0e0e4736-${"ab".repeat(8)}-00`,
    );
  });

  it.each([
    undefined,
    "",
    "nonsense",
    `${GIVEN}-more`,
    GIVEN.toUpperCase(),
    `01${GIVEN.slice(2)}`,
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
  ])("is begun where %j is given", (given) => {
    expect(traceparentOf(given, (bytes) => "cd".repeat(bytes))).toBe(`00-${"cd".repeat(16)}-${"cd".repeat(8)}-01`);
  });

  it("is well formed whatever is given", () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        expect(traceparentOf(given)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
      }),
    );
  });
});
