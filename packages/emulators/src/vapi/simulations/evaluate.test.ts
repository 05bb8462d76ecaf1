import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { seededRandom } from "../random.ts";
import { evaluate, extract, satisfies } from "./evaluate.ts";

const judged = (description: string, more: JsonObject = {}): JsonObject => ({
  structuredOutput: { name: "critère", description, schema: { type: "boolean" } },
  comparator: "=",
  value: true,
  ...more,
});
const findings = (evaluations: JsonObject[], iteration = 1) => evaluate(evaluations, iteration, seededRandom(1));

describe("what is extracted", () => {
  const sentences = ["Il a répondu.", "Il n’a pas répondu."] as const;

  it("satisfies a numeric comparison or not, as asked", () => {
    const comparator = fc.constantFrom("=", "!=", ">", "<", ">=", "<=");
    const expected = fc.oneof(fc.integer(), fc.double({ min: -1e9, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(comparator, expected, fc.boolean(), (how, value, holds) => {
        expect(satisfies(extract(how, value, holds, sentences), how, value)).toBe(holds);
      }),
    );
  });

  it("satisfies an equality of texts and of truths or not, as asked", () => {
    const expected = fc.oneof(fc.boolean(), fc.string(), fc.constantFrom(...sentences));
    fc.assert(
      fc.property(fc.constantFrom("=", "!="), expected, fc.boolean(), (how, value, holds) => {
        expect(satisfies(extract(how, value, holds, sentences), how, value)).toBe(holds);
      }),
    );
  });

  it("is a French sentence where any text will do, which agrees with the verdict before it", () => {
    const reason = judged("Pourquoi", {
      structuredOutput: { name: "raison", schema: { type: "string" } },
      comparator: "!=",
      value: "",
      required: false,
    });
    const { evaluations } = findings([judged("Poli"), reason, judged("Exact [false]"), reason]);
    expect(evaluations[1]).toMatchObject({ passed: true, required: false });
    expect(evaluations[1]?.["extractedValue"]).toMatch(/respecté|répondu clairement|confirmée/);
    expect(evaluations[3]?.["extractedValue"]).toMatch(/n’a pas|sans avoir|manque/);
  });
});

describe("the magic words of a description", () => {
  it("[false] fails every iteration, [false on 2] the second only", () => {
    expect(findings([judged("Poli [false]")])).toMatchObject({
      passed: false,
      evaluations: [{ passed: false, extractedValue: false, expectedValue: true }],
    });
    const passed = [1, 2, 3].map((iteration) => findings([judged("Poli [false on 2]")], iteration).passed);
    expect(passed).toEqual([true, false, true]);
  });

  it("are read in the schema’s description too", () => {
    const output = { name: "critère", schema: { type: "boolean", description: "Poli [false]" } };
    expect(findings([judged("", { structuredOutput: output })]).passed).toBe(false);
  });

  it("[error] fails without a value", () => {
    expect(findings([judged("Poli [error]")])).toMatchObject({
      passed: false,
      evaluations: [{ passed: false, extractedValue: null, error: expect.any(String) }],
    });
  });

  it("[skip] counts for nothing, so that an item with nothing else passes, as at Vapi", () => {
    expect(findings([judged("Ton [skip]")])).toMatchObject({
      passed: true,
      evaluations: [{ passed: false, isSkipped: true, skipReason: expect.any(String), extractedValue: null }],
    });
    expect(findings([judged("Ton [skip]"), judged("Poli [false]")]).passed).toBe(false);
  });

  it("[says …] holds only when the assistant said it", () => {
    const judge = (said: string) => evaluate([judged("Poli [says bonjour]")], 1, seededRandom(1), said).passed;
    expect([judge("Cabinet Moreau, bonjour."), judge("Allô ?")]).toEqual([true, false]);
  });

  it("in what is not required fail nothing", () => {
    expect(findings([judged("Poli [false]", { required: false })]).passed).toBe(true);
  });
});
