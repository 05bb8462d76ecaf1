import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { septetsOf, toGsm } from "./gsm.ts";

describe("a text in the alphabet of SMS", () => {
  it("keeps the French letters that are in it, and takes the marks from the others", () => {
    expect(toGsm("à é è ù Ç")).toBe("à é è ù Ç");
    expect(toGsm("ê ô î û â ë ï ç À È É")).toBe("e o i u a e i c A E É");
    expect(toGsm("L’œuvre de « Zoé » : 9\u00A0h\u00A005…")).toBe('L\'oeuvre de "Zoé" : 9 h 05...');
  });

  it("says the same of a letter that is written as two characters", () => {
    expect(toGsm("e\u0301 c\u0327")).toBe("é c");
  });

  it("leaves out what has no counterpart", () => {
    expect(toGsm("Cabinet 🦷 安 Ж")).toBe("Cabinet   ");
  });

  it("has no other character, whatever it is made of, and is then left as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const gsm = toGsm(text);
        expect(toGsm(gsm)).toBe(gsm);
        for (const character of gsm) expect(septetsOf(character)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("takes two septets for a bracket or the euro", () => {
    expect(septetsOf("5 €")).toBe(4);
    expect(septetsOf("[a]")).toBe(5);
  });
});
