import { describe, expect, it } from "vitest";
import { askedWordsOf, plain, termsOf } from "./terms.ts";

const isSame = (...spellings: string[]) =>
  expect(new Set(spellings.map((spelling) => termsOf(spelling).join(" "))).size, spellings.join(", ")).toBe(1);

describe("plain letters", () => {
  it.each([
    ["Œuvre d'ÉTÉ", "oeuvre d'ete"],
    ["ﬁn", "fin"],
    ["العِيَادَةُ", "العياده"],
    ["إلى أحمد", "الي احمد"],
    ["١٢ دينارا", "12 دينارا"],
  ])("%s is %s", (text, expected) => expect(plain(text)).toBe(expected));
});

describe("near relations are one term", () => {
  it.each([
    [["tarif", "tarifs", "Tarifs"]],
    [["journal", "journaux"]],
    [["cadeau", "cadeaux"]],
    [["annuler", "annulation", "annulé", "annulées", "annulez"]],
    [["payer", "paiement"]],
    [["consultation", "consultations", "consulter"]],
    [["infirmier", "infirmière"]],
    [["pharmacie", "pharmacies", "pharmacy"]],
    [["book", "booking", "booked"]],
    [["repair", "repairs", "repairing"]],
    [["register", "registered", "registering"]],
    [["vaccinate", "vaccinated", "vaccination"]],
    [["موعد", "الموعد", "بالموعد"]],
    [["عيادة", "العيادة", "عياده"]],
    [["بطاقة", "البطاقات", "وبالبطاقة"]],
    [["نغلق", "تغلقون", "يغلق"]],
    [["واتساب", "بالواتساب"]],
  ])("%j", (spellings) => isSame(...spellings));

  it.each([
    ["chat", "chien"],
    ["poste", "poisson"],
    ["carte", "cartouche"],
    ["room", "roof"],
  ])("%s is not %s", (a, b) => expect(termsOf(a)).not.toEqual(termsOf(b)));
});

describe("what says nothing is left out", () => {
  it.each(["Quels sont vos", "est-ce que vous avez", "what are your", "هل لديكم", "?!", ""])("%s", (text) =>
    expect(termsOf(text)).toEqual([]),
  );

  it.each(["We don't", "they've", "I can't", "that's"])("%s", (text) => expect(termsOf(text)).toEqual([]));

  it("nor does what asks for a time or an amount, though it may in a text", () => {
    for (const [question, rest] of [
      ["What time is breakfast?", "breakfast"],
      ["À quelle heure fermez-vous ?", "fermez"],
      ["how much for a consultation", "consultation"],
    ] as const) {
      expect(askedWordsOf(question).map(({ term }) => term)).toEqual(termsOf(rest));
    }
    expect(termsOf("180 euros de l'heure")).toContain("heur");
  });

  it("but a number, an abbreviation and a short word stay", () => {
    expect(termsOf("Le 15, un RDV, du vin")).toEqual(["15", ...termsOf("rendez"), "vin"]);
  });
});
