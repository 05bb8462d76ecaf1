import type { Block } from "@allokoli/shared/rpc/reader";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_PASSAGE, MAX_REPEATED, toPassages } from "./chunk.ts";

const word = fc.string({ unit: fc.constantFrom("a", "é", "ب", "9", "😀", ".", ",", "-"), minLength: 1, maxLength: 12 });
const text = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 300 }).map((words) => words.join(" ")),
  fc.string({ unit: fc.constantFrom("a", "😀"), minLength: 1, maxLength: 3000 }),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constantFrom("paragraph" as const, "row" as const), text }),
  fc.record({ kind: fc.constantFrom("paragraph" as const), text, page: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant("heading" as const), text, level: fc.integer({ min: 1, max: 6 }) }),
);
const blocks = fc.array(block, { maxLength: 30 });
const bare = (parts: string[]) => parts.join("").replaceAll(/\s/g, "");

it("each stands on one page, however little that says", () => {
  const paragraph = (said: string, page: number): Block => ({ kind: "paragraph", text: said, page });
  const passages = toPassages([
    paragraph("Bienvenue.", 1),
    paragraph("Le parking est dessous.", 2),
    paragraph("Il ferme à minuit.", 2),
  ]);
  expect(passages.map(({ page, text: all, repeated }) => [page, all.slice(repeated)])).toEqual([
    [1, "Bienvenue."],
    [2, "Le parking est dessous.\nIl ferme à minuit."],
  ]);
});

describe("passages of any text", () => {
  it("hold all of it, in order, once but for what is repeated on purpose", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ kind: fc.constantFrom("paragraph" as const, "row" as const), text }), { maxLength: 20 }),
        (given) => {
          const passages = toPassages(given);
          expect(bare(passages.map((passage) => passage.text.slice(passage.repeated)))).toBe(
            bare(given.map((one) => one.text)),
          );
        },
      ),
    );
  });

  it("lose no heading either: each is above a passage, or one itself", () => {
    fc.assert(
      fc.property(blocks, (given) => {
        const passages = toPassages(given);
        const said = bare(passages.map((passage) => passage.text.slice(passage.repeated)));
        for (const { kind, text: heading } of given) {
          if (kind !== "heading") continue;
          const isAbove = passages.some(({ headings }) => headings.includes(heading));
          expect(isAbove || said.includes(bare([heading]))).toBe(true);
        }
      }),
    );
  });

  it("keep to their bounds, whole letters, and the same text gives the same passages", () => {
    fc.assert(
      fc.property(blocks, (given) => {
        const passages = toPassages(given);
        for (const passage of passages) {
          expect(passage.text.length).toBeGreaterThan(0);
          expect(passage.text.length).toBeLessThanOrEqual(MAX_PASSAGE);
          expect(passage.repeated).toBeLessThanOrEqual(MAX_REPEATED + 1);
          expect(passage.text.isWellFormed()).toBe(true);
        }
        expect(toPassages(given)).toEqual(passages);
      }),
    );
  });
});

describe("a passage", () => {
  it("ends where its heading does, and knows its headings and its page", () => {
    const passages = toPassages([
      { kind: "heading", level: 1, text: "Cabinet", page: 1 },
      { kind: "heading", level: 2, text: "Horaires", page: 1 },
      { kind: "paragraph", text: "Ouvert le samedi.", page: 1 },
      { kind: "heading", level: 2, text: "Tarifs", page: 2 },
      { kind: "row", text: "Visite | 45 €", page: 2 },
      { kind: "row", text: "Consultation | 30 €", page: 2 },
      { kind: "heading", level: 1, text: "Annexe", page: 3 },
    ]);
    expect(passages).toEqual([
      { text: "Ouvert le samedi.", page: 1, headings: ["Cabinet", "Horaires"], repeated: 0 },
      { text: "Visite | 45 €\nConsultation | 30 €", page: 2, headings: ["Cabinet", "Tarifs"], repeated: 0 },
      { text: "Annexe", page: 3, headings: [], repeated: 0 },
    ]);
  });

  it("is cut between sentences, and begins with the last of the one before", () => {
    const sentences = Array.from(
      { length: 30 },
      (_, index) => `La phrase numéro ${index} dit quelque chose d'utile au patient.`,
    );
    const [first, second] = toPassages([{ kind: "paragraph", text: sentences.join(" ") }]);
    expect(first?.text).toMatch(/^La phrase numéro 0 .*\.$/s);
    expect(second?.repeated).toBeGreaterThan(0);
    expect(first?.text.endsWith(second?.text.slice(0, (second?.repeated ?? 0) - 1) ?? "-")).toBe(true);
  });
});
