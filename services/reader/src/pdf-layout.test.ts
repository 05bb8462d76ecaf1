import fc from "fast-check";
import { expect, it } from "vitest";
import { toReadingOrder } from "./pdf-layout.ts";
import type { Run } from "./pdf-lines.ts";

const place = fc.record({
  x: fc.integer({ min: 0, max: 500 }),
  y: fc.integer({ min: 0, max: 40 }).map((row) => row * 12),
  width: fc.integer({ min: 5, max: 200 }),
  size: fc.constantFrom(9, 11, 22),
});

it("each text of a page is read once, wherever it stands and whenever it was drawn", () => {
  fc.assert(
    fc.property(fc.array(place, { maxLength: 60 }), (places) => {
      const runs = places.map((at, order) => ({ ...at, order, text: `[${order}]` }));
      const read = toReadingOrder(runs).map((part) => (part.kind === "row" ? part.cells.join(" ") : part.text));
      const found = read.join(" ").match(/\[\d+\]/g) ?? [];
      expect(found.toSorted()).toEqual(runs.map(({ text }) => text).toSorted());
    }),
    {
      numRuns: 300,
      examples: [
        // Two lines of two cells, none of which stands beside another column's.
        [
          [
            { x: 0, y: 204, width: 5, size: 9 },
            { x: 16, y: 180, width: 5, size: 9 },
            { x: 16, y: 192, width: 5, size: 9 },
            { x: 30, y: 192, width: 5, size: 9 },
            { x: 32, y: 180, width: 5, size: 11 },
          ],
        ],
      ],
    },
  );
});

type Placed = Omit<Run, "order" | "size"> & { size?: number };
const read = (placed: Placed[]) =>
  toReadingOrder(placed.map((run, order) => ({ size: 11, ...run, order }))).map((part) =>
    part.kind === "row" ? part.cells.join(" | ") : part.text,
  );

it("below a title that ends in another column, the empty cells of a week stay empty", () => {
  const COLUMNS = [12, 128, 211, 305, 403, 497];
  const rows = [
    ["", "Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi"],
    ["Matin", "9h-12h", "", "9h-12h", "9h-12h", ""],
    ["Après-midi", "", "14h-18h", "", "14h-18h", "14h-18h"],
  ];
  const table = rows.flatMap((cells, row) =>
    cells.flatMap((text, at) =>
      text === "" ? [] : [{ text, x: COLUMNS[at] ?? 0, y: 781 - 14 * row, width: 6 * text.length }],
    ),
  );
  const title = { text: "Horaires", x: 6, y: 814, width: 115, size: 24 };
  expect(read([title, ...table])).toEqual(["Horaires", ...rows.map((cells) => cells.join(" | "))]);
});

it("columns whose lines are justified with wide spaces are read one after the other, below a title", () => {
  const words = (texts: string[], y: number, left: number, width: number): Placed[] => {
    const each = 6;
    const white = (width - each * texts.join("").length) / (texts.length - 1);
    let x = left;
    return texts.map((text) => {
      const run = { text, x, y, width: each * text.length };
      x += run.width + white;
      return run;
    });
  };
  const line = (text: string, y: number, x: number): Placed => ({ text, x, y, width: 275 });
  const title = { text: "Le cabinet", x: 6, y: 814, width: 141, size: 24 };
  const left = [
    ...words(["Le", "parking", "se", "trouve", "derrière", "le"], 771, 6, 275),
    line("bâtiment principal et il est gratuit pour les", 758, 6),
    line("patients, et à deux minutes du cabinet, à pied.", 745, 6),
  ];
  const right = [
    line("En cas d’urgence vitale appelez le quinze, sans", 782, 316),
    ...words(["attendre", "le", "retour", "de", "notre"], 771, 316, 275),
    line("secrétariat, qui ne peut donner aucun avis. Les", 758, 316),
    line("urgences dentaires sont reçues chaque matin ici", 745, 316),
  ];
  expect(read([title, ...left, ...right])).toEqual([
    "Le cabinet",
    "Le parking se trouve derrière le bâtiment principal et il est gratuit pour les patients, et à deux minutes du cabinet, à pied.",
    "En cas d’urgence vitale appelez le quinze, sans attendre le retour de notre secrétariat, qui ne peut donner aucun avis. Les urgences dentaires sont reçues chaque matin ici",
  ]);
});

it("what is raised stands where it follows", () => {
  const raised = [
    { text: "Consultation : 30", x: 6, y: 823, width: 102 },
    { text: ",50", x: 108, y: 828, width: 16, size: 8 },
    { text: "€", x: 128, y: 823, width: 7 },
    { text: "Fermé le 1", x: 6, y: 794, width: 63 },
    { text: "er", x: 69, y: 799, width: 10, size: 8 },
    { text: "mai", x: 83, y: 794, width: 22 },
  ];
  expect(read(raised)).toEqual(["Consultation : 30,50 €", "Fermé le 1er mai"]);
});

it("a label of two lines is one cell, beside a price in the middle of them or a note of two lines", () => {
  const PRICE = { x: 546, width: 27 };
  expect(
    read(
      [
        { text: "Visite à domicile", x: 8, y: 779.1, width: 99 },
        { text: "45 €", y: 779.1, ...PRICE },
        { text: "Vaccin", x: 8, y: 761.9, width: 99 },
        { text: "12 €", y: 761.9, ...PRICE },
        { text: "Certificat de sport, pour les licences de l’année,", x: 8, y: 744.6, width: 500 },
        { text: "y compris les renouvellements", x: 8, y: 730.4, width: 250 },
        { text: "Gratuit", y: 737.1, ...PRICE },
      ].map((run) => ({ ...run, size: 12 })),
    ),
  ).toEqual([
    "Visite à domicile | 45 €",
    "Vaccin | 12 €",
    "Certificat de sport, pour les licences de l’année, y compris les renouvellements | Gratuit",
  ]);
  const row = (y: number, act: string, price: string, ...notes: string[]) => [
    { text: act, x: 12, y, width: 110 },
    { text: price, x: 300, y, width: 25 },
    ...notes.map((text, at) => ({ text, x: 337, y: y - 12.7 * at, width: 200 })),
  ];
  expect(
    read([
      ...row(812.1, "Consultation", "30 €", "remboursé à 70 %", "sur présentation de la carte"),
      ...row(785.9, "Détartrage", "50 €", "sans remise"),
      ...row(772.4, "Couronne", "70 €", "remboursé à 70 %", "sur présentation de la carte"),
    ]),
  ).toEqual([
    "Consultation | 30 € | remboursé à 70 % sur présentation de la carte",
    "Détartrage | 50 € | sans remise",
    "Couronne | 70 € | remboursé à 70 % sur présentation de la carte",
  ]);
});

it("names in the middle of their columns are those of the values that begin at the left", () => {
  const rowOf = (y: number, texts: string[], xs: number[]) =>
    texts.map((text, at) => ({ text, x: xs[at] ?? 0, y, width: 6 * text.length }));
  const left = [10, 255, 392];
  expect(
    read([
      ...rowOf(822, ["Praticien", "Jour", "Heures"], [100, 307, 465]),
      ...rowOf(803, ["Dr Martin", "Lundi", "9h-12h"], left),
      ...rowOf(784, ["Dr Durand", "Mardi", "14h-18h"], left),
    ]),
  ).toEqual(["Praticien | Jour | Heures", "Dr Martin | Lundi | 9h-12h", "Dr Durand | Mardi | 14h-18h"]);
});

it("rows beside a cell that goes over them are rows of their own", () => {
  const cell = (text: string, x: number, y: number) => ({ text, x, y, width: 6 * text.length, size: 12 });
  expect(
    read([
      cell("Praticien", 10, 822),
      cell("Jour", 255, 822),
      cell("Heures", 392, 822),
      cell("Dr Martin", 10, 793),
      cell("Lundi", 255, 803),
      cell("9h-12h", 392, 803),
      cell("Mardi", 255, 784),
      cell("14h-18h", 392, 784),
      cell("Dr Durand", 10, 756),
      cell("Lundi", 255, 766),
      cell("14h-18h", 392, 766),
      cell("Jeudi", 255, 747),
      cell("9h-12h", 392, 747),
    ]),
  ).toEqual([
    "Praticien | Jour | Heures",
    "Dr Martin | Lundi | 9h-12h",
    " | Mardi | 14h-18h",
    "Dr Durand | Lundi | 14h-18h",
    " | Jeudi | 9h-12h",
  ]);
});
