import { describe, expect, it } from "vitest";
import { readFile } from "./read.ts";

async function textsOf(text: string, name = "a.csv"): Promise<string[]> {
  const reading = await readFile(new TextEncoder().encode(text), name, () => Promise.reject(new Error("no PDF here")));
  if (reading.outcome === "failed") throw new Error(reading.code);
  return reading.blocks.map((block) => block.text);
}
/** Each line as a row without names. */
const rowsOf = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => line.replaceAll(/[;\t]/g, " | "));

describe("the first row of a table is one like the others", () => {
  it.each([
    "Lundi;Fermé\nMardi;9h-12h\nMercredi;14h-18h\n",
    "Lundi;fermé;14h-18h\nMardi;9h-12h;fermé\n",
    "Lundi;Dr Martin\nMardi;Dr Durand\n",
    "Samedi;matin;fermé\nDimanche;matin;fermé\n",
    "Janvier;Congés\nFévrier;Présent\n",
    "Certificat;gratuit\nConsultation;30 €\nVisite;45 €\nVaccin;12 €\n",
    "Bilan sanguin;sur ordonnance\nConsultation;30 €\n",
    "Bilan sanguin;avec ordonnance\nConsultation;30 €\nVisite;45 €\nVaccin;12 €\n",
    "Dr Martin;cardiologue;martin@cabinet.fr\nDr Durand;pédiatre;durand@cabinet.fr\n",
    "Dr Martin;cardiologue\nDr Durand;pédiatre\n",
    "Nom;Cabinet des Tilleuls\nAdresse;12 rue de la Paix\nTéléphone;01 84 88 12 34\n",
    "Médecin;Anne Martin\nTéléphone;01 84 88 12 34\n",
    "Site;www.cabinet.fr\nCourriel;a@cabinet.fr\n",
  ])("%j", async (text) => expect(await textsOf(text)).toEqual(rowsOf(text)));

  it("in a text with tabs", async () => {
    const text = "Lundi\tfermé\nMardi\t14h - 18h\nMercredi\tfermé\n";
    expect(await textsOf(text, "a.txt")).toEqual(rowsOf(text));
  });
});

describe("the first row of a table names its columns", () => {
  it.each([
    ["Acte;Prix\nConsultation;30 €\n", "Acte: Consultation | Prix: 30 €"],
    ["Jour;Matin;Après-midi\nLundi;9h-12h;14h-18h\n", "Jour: Lundi | Matin: 9h-12h | Après-midi: 14h-18h"],
    [";Lundi;Mardi\nDr Martin;9h-12h;fermé\n", "Dr Martin | Lundi: 9h-12h | Mardi: fermé"],
    ["Question;Réponse\nPrix ?;30 €\nHoraires ?;9h\n", "Question: Prix ? | Réponse: 30 €"],
    ["Soin;Durée;Tarif 2026\nDétartrage;30 min;50 €\n", "Soin: Détartrage | Durée: 30 min | Tarif 2026: 50 €"],
    ["Jour;Dr Martin;Dr Durand\nLundi;9h;14h\n", "Jour: Lundi | Dr Martin: 9h | Dr Durand: 14h"],
    ["Salle;Congés\nA;oui\n", "Salle: A | Congés: oui"],
    ["x;montant_ht;montant_ttc\na;1;2\nb;3;4\nc;5;6\n", "x: a | montant_ht: 1 | montant_ttc: 2"],
  ])("%j", async (text, row) => {
    const [names, first] = await textsOf(text);
    expect(names).toBe(text.split("\n")[0]?.replace(/^;/, "").replaceAll(";", " | "));
    expect(first).toBe(row);
  });

  it("of which one may group those below it", async () =>
    expect(
      await textsOf(";Lundi;;Mardi;\n;Matin;Soir;Matin;Soir\nDr Martin;9h-12h;14h-18h;;14h-18h\nDr Durand;;;9h-12h;\n"),
    ).toEqual([
      "Lundi Matin | Lundi Soir | Mardi Matin | Mardi Soir",
      "Dr Martin | Lundi Matin: 9h-12h | Lundi Soir: 14h-18h | Mardi Soir: 14h-18h",
      "Dr Durand | Mardi Matin: 9h-12h",
    ]));
});
