import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differences, mergeThree, type Pieces } from "./merge.ts";

const pieces = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom<unknown>("x", "y", 1, ["x"]));

describe("changes of two people", () => {
  test("of different things are both kept, also what one added or took away", () => {
    const base = { name: "Accueil", voice: "Denise", phrase: "Bonjour", old: 1 };
    const mine = { ...base, name: "Secrétariat", added: "moi" };
    const { old: _gone, ...theirs } = { ...base, voice: "Henri", other: "eux" };
    expect(mergeThree(base, mine, theirs)).toEqual({
      pieces: { name: "Secrétariat", voice: "Henri", phrase: "Bonjour", added: "moi", other: "eux" },
      conflicts: [],
      taken: ["voice", "old", "other"],
    });
  });

  test("of the same thing are a conflict, and mine stays until I choose; the same change is none", () => {
    const base = { a: 1, b: 1, c: 1 };
    const merged = mergeThree(base, { a: 2, b: 2 }, { a: 3, b: 2, c: 4 });
    expect(merged).toEqual({ pieces: { a: 2, b: 2 }, conflicts: ["a", "c"], taken: [] });
  });

  test("are all conflicts when nobody knows any more what both began with", () => {
    expect(mergeThree(undefined, { a: 1, b: 2 }, { a: 1, b: 3 }).conflicts).toEqual(["b"]);
  });

  test("do not differ by the order of keys, which a database does not keep", () => {
    const [one, other] = [
      { tool: { type: "x", hours: { a: 1, b: 2 } } },
      { tool: { hours: { b: 2, a: 1 }, type: "x" } },
    ];
    expect(differences(one, other)).toEqual([]);
    expect(differences({ list: [1, 2] }, { list: [2, 1] })).toEqual(["list"]);
  });

  test("lose nothing, whatever they are: each piece is mine or, unchanged by me, theirs", () => {
    fc.assert(
      fc.property(pieces, pieces, pieces, (base, mine, theirs) => {
        const merged = mergeThree(base, mine, theirs);
        expect(mergeThree(base, base, theirs).pieces).toEqual(theirs);
        expect(mergeThree(base, mine, base).pieces).toEqual(mine);
        for (const name of new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])) {
          const changed = (side: Pieces) => differences({ x: base[name] }, { x: side[name] }).length > 0;
          expect(merged.pieces[name]).toEqual(changed(mine) || !changed(theirs) ? mine[name] : theirs[name]);
        }
      }),
    );
  });
});
