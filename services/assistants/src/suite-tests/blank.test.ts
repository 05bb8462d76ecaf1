import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blank, BLANKS, namesIn } from "./blank.ts";

const blanked = (line: string, others: string[] = [], known: string[] = []) =>
  blank(line, namesIn([line, ...others], known), BLANKS.fr);

describe("what a caller said", () => {
  it.each([
    [
      "Bonjour, je m'appelle Claire Dubois, je voudrais un rendez-vous.",
      "Bonjour, je m'appelle [nom], je voudrais un rendez-vous.",
    ],
    ["C’est madame Le Goff, D-U-P-O-N-T.", "C’est madame [nom], [nom]."],
    ["Mon nom est Jean-Pierre de la Tour.", "Mon nom est [nom] de la [nom]."],
    ["Bonjour, Claire Dubois, c'est pour mon fils.", "Bonjour, [nom], c'est pour mon fils."],
    ["Au nom de Martin, s'il vous plaît.", "Au nom de [nom], s'il vous plaît."],
    ["Mon numéro est le 06 12 34 56 78.", "Mon numéro est le [numéro]."],
    ["C'est le +33 6.12.34.56.78 ou le 0612345678", "C'est le [numéro] ou le [numéro]"],
    ["Zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit.", "[numéro]."],
    ["Mon adresse est claire.dubois@exemple.fr, merci.", "Mon adresse est [e-mail], merci."],
    ["claire point dubois arobase exemple point fr", "[e-mail]"],
    ["J'habite 12 bis, rue des Lilas, au troisième.", "J'habite [adresse], au troisième."],
    ["C'est au 4 avenue du Général Leclerc, 69003 Lyon.", "C'est au [adresse], [numéro] Lyon."],
    ["Je suis né le 12 mars 1980.", "Je suis né le [date]."],
    ["Née le douze mars mille neuf cent quatre-vingt.", "Née le [date]."],
    ["Ma date de naissance : 12/03/1980", "Ma date de naissance : [date]"],
    ["Mon numéro de sécu, c'est le 2 80 03 69 123 456 78.", "Mon numéro de sécu, c'est le [numéro]."],
    ["FR76 3000 6000 0112 3456 7890 189", "[numéro]"],
  ])("loses what identifies: %s", (line, expected) => expect(blanked(line)).toBe(expected));

  it.each([
    "Bonjour, je voudrais un rendez-vous mardi 12 mars à quatorze heures trente.",
    "Il a quatre ans et 38,5 de fièvre depuis deux jours.",
    "C'est pour un renouvellement : Doliprane 1000, trois fois par jour.",
    "Est-ce que la rue est loin ? Je suis libre mercredi.",
    "Combien coûte une visite ? Quarante-cinq euros ?",
  ])("keeps what the call is about: %s", (line) => expect(blanked(line)).toBe(line));

  it("loses a name in every line once somebody has said whose it is", () => {
    const names = namesIn(["Je m'appelle Claire Dubois."], ["Paul Petit"]);
    expect(blank("Dubois, oui. Et PETIT aussi, comme Claire.", names, BLANKS.fr)).toBe(
      "[nom], oui. Et [nom] aussi, comme [nom].",
    );
  });

  it("is blanked in English too", () => {
    const line = "My name is Mary O'Neil, born on March 3, 1975, I live at 12 Baker Street.";
    expect(blank(line, namesIn([line]), BLANKS.en)).toBe("My name is [name], born on [date], I live at [address].");
  });

  it("holds no telephone number, however it is written", () => {
    const separator = fc.constantFrom("", " ", ".", "-", " - ");
    fc.assert(
      fc.property(
        fc.stringMatching(/^0[1-9]\d{8}$/),
        separator,
        fc.constantFrom("Rappelez le ", "c'est ", ""),
        (digits, by, before) => {
          const pairs = digits.match(/../g) ?? [];
          expect(blanked(`${before}${pairs.join(by)}.`)).not.toMatch(/\d/);
        },
      ),
    );
  });

  it("ends, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (line) => typeof blanked(line) === "string"),
    );
    const long = "deux ".repeat(4000) + "A B ".repeat(2000) + "a.".repeat(3000);
    expect(blanked(long).length).toBeLessThan(long.length);
  });
});
