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

describe("a number is one term, however it is written", () => {
  it.each([
    [["0184881234", "01 84 88 12 34", "01.84.88.12.34", "01-84-88-12-34", "+33 1 84 88 12 34", "+33184881234"]],
    [["01 84 88 12 34", "0033 1 84 88 12 34", "+33 (0)1 84 88 12 34", "01\u00a084\u202f88 12 34"]],
    [["02 456 78 90", "+32 2 456 78 90", "02/456 78 90", "024567890"]],
    [["021 345 67 89", "+41 21 345 67 89", "0041 21 345 67 89"]],
    [["514 555-1234", "(514) 555-1234", "+1 514 555 1234"]],
    [["9h30", "9 h 30", "09h30", "9 heures 30", "9:30", "09:30", "9\u00a0h\u00a030"]],
    [["18h", "18 h", "18 heures", "18:00", "18 h 00"]],
    [["30€", "30 €", "30\u202f€"]],
    [["1250 €", "1 250 €", "1\u202f250€"]],
  ])("%j", (spellings) => {
    isSame(...spellings);
    expect(termsOf(spellings[0] ?? "")).toHaveLength(1);
  });

  it("and what is none stays as it is", () => {
    expect(termsOf("le 01.02.2026")).toEqual(["01", "02", "2026"]);
    expect(termsOf("de 9 h à 12 h")).toEqual(["9h", "12h"]);
    expect(termsOf("12,50 €")).toEqual(["12", "50"]);
  });
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
