import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillUrl, placeholdersOf } from "./url-template.ts";

const TEMPLATE = "https://agenda.example.com/jours/{jour}/places?pour={nom}";

describe("an address with parameters", () => {
  it("gets their values in their places", () => {
    expect(placeholdersOf(TEMPLATE)).toEqual(["jour", "nom"]);
    expect(fillUrl(TEMPLATE, { jour: 3, nom: "Zoé & co", autre: "x" })?.href).toBe(
      "https://agenda.example.com/jours/3/places?pour=Zo%C3%A9%20%26%20co",
    );
  });

  it.each([[".."], ["."], [""], [null], [["a"]], ["\ud800"]])("is refused with %j in it", (jour) => {
    expect(fillUrl(TEMPLATE, { jour, nom: "x" })).toBeUndefined();
  });

  it("leads to the same server and the same depth of path, whatever a caller makes the model say", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (jour, nom) => {
        const url = fillUrl(TEMPLATE, { jour, nom });
        if (url === undefined) return;
        expect(url.origin).toBe("https://agenda.example.com");
        expect(url.pathname).toMatch(/^\/jours\/[^/]+\/places$/);
        expect([...url.searchParams.keys()]).toEqual(["pour"]);
        expect(url.hash).toBe("");
      }),
    );
  });
});
