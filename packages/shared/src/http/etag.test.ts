import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { etagHeader, etagOf, expectedRevision, requireCurrent } from "./etag.ts";
import { Problem } from "./problem.ts";

const revision = fc.integer({ min: 1, max: 999_999_999 });
/** A tag of somebody else's, commas and all. */
const strange = fc
  .string({ unit: fc.constantFrom("a", ",", "-", "W/", "1"), maxLength: 8 })
  .filter((text) => !/^\d+$/.test(text))
  .map((text) => `"${text}"`);
const space = fc.constantFrom("", " ", "\t", "  ");
const refused = expect.objectContaining({ code: "precondition_failed" });

describe("entity tags", () => {
  it("read back the revision of a tag that we gave, as we gave it or as a proxy that compresses makes it", () => {
    fc.assert(
      fc.property(revision, space, space, (number, before, after) => {
        expect(expectedRevision(before + etagOf(number) + after)).toBe(number);
        expect(expectedRevision(`${before}W/${etagOf(number)}${after}`)).toBe(number);
      }),
    );
  });

  it("are found in a list, among what is not ours", () => {
    const others = fc.array(fc.tuple(fc.constantFrom("", "W/"), strange), { maxLength: 3 });
    fc.assert(
      fc.property(revision, others, others, space, fc.constantFrom("", "W/"), (number, before, after, gap, weak) => {
        const list = [...before.map((tag) => tag.join("")), weak + etagOf(number), ...after.map((tag) => tag.join(""))];
        expect(expectedRevision(list.join(`${gap},${gap}`))).toBe(number);
      }),
    );
  });

  it("of two revisions are an answer to neither", () => {
    fc.assert(
      fc.property(revision, revision, (one, other) => {
        const list = `${etagOf(one)}, W/${etagOf(other)}`;
        if (one === other) expect(expectedRevision(list)).toBe(one);
        else expect(() => expectedRevision(list)).toThrow(refused);
      }),
    );
  });

  it.each([undefined, "*", " * "])("ask for nothing with %j", (header) =>
    expect(expectedRevision(header)).toBeUndefined(),
  );

  it.each(["", ",", "42", '"abc"', '"-1"', 'w/"1"', "W/1", 'W /"1"', '"1" "1"', '"1"x', '"1', '1"', '""', '"1", *'])(
    "that cannot be ours (%j) do not match",
    (header) => {
      expect(() => expectedRevision(header)).toThrow(refused);
    },
  );
});

describe("a row that is to be changed", () => {
  const found = async () => ({ revision: 3 });
  const code = (work: Promise<unknown>) => work.then(String, (err: unknown) => err instanceof Problem && err.code);

  it("is the one that the client saw, or any when it does not say", async () => {
    expect(await requireCurrent("thing", etagHeader({ revision: 3 }).ETag, found)).toEqual({ revision: 3 });
    expect(await requireCurrent("thing", undefined, found)).toEqual({ revision: 3 });
    expect(await code(requireCurrent("thing", '"2"', found))).toBe("precondition_failed");
  });

  it("is not there, whatever was seen of it", async () => {
    const nothing = async () => undefined;
    expect(await code(requireCurrent("thing", '"3"', nothing))).toBe("not_found");
  });
});
