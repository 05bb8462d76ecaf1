import fc from "fast-check";
import { expect, test } from "vitest";
import { diffWords } from "./word-diff.ts";

const told = (before: string, after: string) =>
  diffWords(before, after).map(({ kind, text }) => ({ same: text, gone: `-${text}-`, new: `+${text}+` })[kind]);

test("the changed words are marked, the others stand between them", () => {
  expect(told("Bonjour, que puis-je pour vous ?", "Bonsoir, que puis-je faire pour vous ?")).toEqual([
    "-Bonjour-",
    "+Bonsoir+",
    ", que puis-je",
    "+ faire+",
    " pour vous ?",
  ]);
  expect(told("", "Au revoir")).toEqual(["+Au revoir+"]);
  expect(told("pareil", "pareil")).toEqual(["pareil"]);
});

test("both texts can be read from it, whatever they are", () => {
  const text = fc.array(fc.constantFrom("le", " ", "cabinet", "é", "\n", "!", "🙂")).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = diffWords(before, after);
      const without = (kind: string) => parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join("");
      expect([without("new"), without("gone")]).toEqual([before, after]);
    }),
  );
});

test("texts too long to compare word by word are shown as wholes", () => {
  const long = (word: string) => `début ${`${word} `.repeat(3000)}fin`;
  expect(diffWords(long("a"), long("b")).map(({ kind }) => kind)).toEqual(["same", "gone", "new", "same"]);
});
