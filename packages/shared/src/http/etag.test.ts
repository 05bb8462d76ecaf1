import { describe, expect, it } from "vitest";
import { etagOf, expectedRevision } from "./etag.ts";

describe("entity tags", () => {
  it("reads back the revision of a tag that we gave", () => expect(expectedRevision(etagOf(42))).toBe(42));
  it.each([undefined, "*", " * "])("asks for nothing with %j", (header) =>
    expect(expectedRevision(header)).toBeUndefined(),
  );
  it.each(["", "42", 'W/"1"', '"1", "2"', '"abc"', '"-1"'])(
    "a tag that cannot be ours (%j) does not match",
    (header) => {
      expect(() => expectedRevision(header)).toThrow(expect.objectContaining({ code: "precondition_failed" }));
    },
  );
});
