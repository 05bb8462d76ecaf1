import { readFile as readFromDisk } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readPdf } from "./pdf.ts";
import { readFile } from "./read.ts";
import { bombs, drawn, pdfOf, streamOf, writePdf, type Drawn } from "./testing/pdf.ts";

const fixture = async (name: string) =>
  new Uint8Array(await readFromDisk(new URL(`./testing/fixtures/${name}`, import.meta.url)));
const read = (bytes: Uint8Array) => readFile(bytes, "a.pdf", readPdf);
const textsOf = async (bytes: Uint8Array) => {
  const reading = await read(bytes);
  if (reading.outcome === "failed") throw new Error(reading.code);
  return reading.blocks.map(({ text }) => text);
};
const textsOfPage = (texts: Drawn[]) => textsOf(pdfOf({ pages: [drawn(texts)] }));

const LEFT = [
  "Le cabinet vous accueille du lundi au vendredi, et",
  "le samedi matin pour les urgences. Merci de venir",
  "avec votre carte vitale et votre ordonnance, et de",
  "prévenir au moins la veille en cas d’empêchement.",
];
const RIGHT = [
  "Le parking se trouve derrière la mairie, à deux",
  "minutes à pied. Un ascenseur mène au deuxième",
  "étage. La salle d’attente est ouverte un quart",
  "d’heure avant la première consultation du jour.",
];
const columnOf = (lines: string[], x: number): Drawn[] =>
  lines.map((text, index) => ({ x, y: 700 - 14 * index, text }));
const rowsOf = (rows: string[][], xs: number[], pitch = 18): Drawn[] =>
  rows.flatMap((cells, row) => cells.map((text, at) => ({ x: xs[at] ?? 0, y: 700 - pitch * row, text })));
const byColumn = (texts: Drawn[]) => texts.toSorted((a, b) => a.x - b.x || b.y - a.y);

describe("columns are read one after the other", () => {
  it("as a leaflet has them", async () =>
    expect(await textsOf(await fixture("depliant.pdf"))).toEqual([
      "Horaires",
      "Lundi 9 h - 12 h",
      "Mardi 9 h - 12 h",
      "Mercredi fermé",
      "Tarifs",
      "Consultation 30 €",
      "Vaccin 12 €",
      "Certificat 25 €",
    ]));

  it("in whatever order they were drawn, when they are prose", async () => {
    const columns = [...columnOf(LEFT, 50), ...columnOf(RIGHT, 320)];
    const expected = [LEFT.join(" "), RIGHT.join(" ")];
    expect(await textsOfPage(columns)).toEqual(expected);
    expect(await textsOfPage(columns.toSorted((a, b) => b.y - a.y))).toEqual(expected);
  });

  it("below a title that goes over both, and with a table in one of them", async () => {
    const title = {
      x: 50,
      y: 750,
      text: "Livret d’accueil du cabinet des Tilleuls, édition de septembre, pour tous les patients",
    };
    const table = rowsOf(
      [
        ["Acte", "Prix"],
        ["Consultation", "30 €"],
        ["Vaccin", "12 €"],
      ],
      [320, 480],
      14,
    );
    expect(await textsOfPage([title, ...columnOf(LEFT, 50), ...table])).toEqual([
      title.text,
      LEFT.join(" "),
      "Acte | Prix",
      "Consultation | 30 €",
      "Vaccin | 12 €",
    ]);
  });
});

it("a line with the wide spaces of a justified text is a line of it", async () => {
  const words = ["Le", "cabinet", "vous", "accueille", "avec"].map((text, at) => ({
    x: [50, 123, 247, 343, 483][at] ?? 0,
    y: 672,
    text,
  }));
  const lines = [
    { x: 50, y: 700, text: LEFT[0] ?? "" },
    { x: 50, y: 644, text: LEFT[1] ?? "" },
  ];
  expect(await textsOfPage([...lines, ...words].map((drawing) => ({ ...drawing, size: 22 })))).toEqual([
    `${LEFT[0]} Le cabinet vous accueille avec ${LEFT[1]}`,
  ]);
});

describe("a table is read row by row", () => {
  const rows = [
    ["Jour", "Matin", "Soir"],
    ["Lundi", "9 h - 12 h", "14 h - 18 h"],
    ["Mardi", "9 h - 12 h", "fermé"],
  ];
  const expected = rows.map((cells) => cells.join(" | "));

  it("in whatever order it was drawn", async () => {
    const table = rowsOf(rows, [50, 200, 350]);
    expect(await textsOfPage(table)).toEqual(expected);
    const prices = rowsOf(
      [
        ["Consultation", "30 €"],
        ["Visite à domicile", "45 €"],
        ["Vaccin", "12 €"],
      ],
      [50, 400],
    );
    expect(await textsOfPage(byColumn(prices))).toEqual([
      "Consultation | 30 €",
      "Visite à domicile | 45 €",
      "Vaccin | 12 €",
    ]);
  });

  it("with a cell of several lines as one, and the text around it as text", async () => {
    const texts = [
      { x: 50, y: 760, text: "Nos tarifs" },
      ...rowsOf(
        [
          ["Visite", "à domicile, dans un rayon", "45 €"],
          ["Vaccin", "sans ordonnance", "12 €"],
        ],
        [50, 200, 450],
        40,
      ),
      { x: 200, y: 687, text: "de dix kilomètres" },
      { x: 50, y: 600, text: "Tiers payant accepté." },
    ];
    expect(await textsOfPage(texts.toSorted((a, b) => b.y - a.y))).toEqual([
      "Nos tarifs",
      "Visite | à domicile, dans un rayon de dix kilomètres | 45 €",
      "Vaccin | sans ordonnance | 12 €",
      "Tiers payant accepté.",
    ]);
  });

  it("below columns that have white in the same place, each row with all lines of its cells", async () => {
    const cell = (x: number, y: number, ...lines: string[]) => lines.map((text, at) => ({ x, y: y - 13 * at, text }));
    const table = [
      cell(50, 580, "Jour"),
      cell(150, 580, "Matin"),
      cell(330, 580, "Remarque"),
      cell(50, 553, "Lundi"),
      cell(150, 560, "9 h -", "12 h"),
      cell(330, 560, "Sur rendez-vous, sauf les ur-", "gences"),
      cell(50, 520, "Mardi"),
      cell(150, 520, "fermé"),
      cell(330, 520, "Garde"),
    ].flat();
    expect(await textsOfPage([...columnOf(LEFT, 50), ...columnOf(RIGHT, 320), ...table])).toEqual([
      LEFT.join(" "),
      RIGHT.join(" "),
      "Jour | Matin | Remarque",
      "Lundi | 9 h - 12 h | Sur rendez-vous, sauf les urgences",
      "Mardi | fermé | Garde",
    ]);
  });

  it("on a page that lies on its side", async () => {
    const content = rowsOf(rows, [50, 200, 350])
      .map(({ x, y, text }) => `BT /F1 11 Tf 0 1 -1 0 ${800 - y} ${x} Tm (${text}) Tj ET`)
      .join("\n")
      .replaceAll("é", "\\351");
    expect(await textsOf(pdfOf({ pages: [content] }))).toEqual(expected);
  });
});

/** A page in a font that names its letters by a table of codes. */
const withCodes = (table: string | undefined, shown: string) =>
  pdfOf({
    pages: [`BT /F2 12 Tf 72 700 Td <${shown}> Tj ET`],
    resources: `/F2<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H${table === undefined ? "" : "/ToUnicode 100 0 R"}/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 600/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>`,
    objects: table === undefined ? {} : { 100: streamOf("", `begincmap\n${table}\nendcmap`) },
  });

describe("letters", () => {
  it("are those of the table, with white space in it or over lines", async () => {
    const table = "1 beginbfrange\n<0001>  <0004>\n[ <0043>\n\n  <00e9>\t<0064>\r\n<0065>\n]\nendbfrange";
    expect(await textsOf(withCodes(table, "0001000200030004"))).toEqual(["Céde"]);
  });

  it("that are drawn as one are apart again", async () => {
    expect(await textsOf(await fixture("ligatures-liga.pdf"))).toEqual([
      "Le bilan affiche un coefficient difficile; fluoration offerte.",
    ]);
    expect(await textsOf(withCodes("2 beginbfchar\n<0001> <fb01>\n<0002> <006e>\nendbfchar", "00010002"))).toEqual([
      "fin",
    ]);
  });

  it("of Arabic stand in the order in which they are read", async () => {
    // As it lies on the page, from left to right: the end of the word first, lam and alef in one shape.
    const table = "4 beginbfchar\n<0001> <fee1>\n<0002> <fefc>\n<0003> <feb4>\n<0004> <fedf>\nendbfchar";
    expect(await textsOf(withCodes(table, "0001000200030004"))).toEqual(["لسلام"]);
  });

  it("that nobody can name make the file fail, and say so", async () => {
    expect(await read(withCodes(undefined, "000300040005000600070008"))).toMatchObject({
      outcome: "failed",
      code: "garbled",
    });
    const table = "1 beginbfrange\n<0001> <00ff> <e000>\nendbfrange";
    expect(await read(withCodes(table, "000100020003"))).toMatchObject({ outcome: "failed", code: "garbled" });
  });
});

it("what is filled into a form stands beside its question", async () => {
  const field = (name: string, rect: string, more: string) =>
    `<</Type/Annot/Subtype/Widget/F 4/T(${name})/Rect[${rect}]${more}>>`;
  const form = pdfOf({
    pages: [
      drawn([
        { x: 50, y: 700, text: "Nom du patient :" },
        { x: 50, y: 670, text: "Médecin :" },
        { x: 75, y: 640, text: "Tiers payant" },
      ]),
    ],
    page: "/Annots[100 0 R 101 0 R 102 0 R 103 0 R]",
    catalog: "/AcroForm<</Fields[100 0 R 101 0 R 102 0 R 103 0 R]>>",
    objects: {
      100: field("nom", "150 695 400 712", "/FT/Tx/V(Durand)"),
      101: field("medecin", "150 665 400 682", "/FT/Ch/Ff 131072/Opt[[(d1)(Dr Martin)][(d2)(Dr Petit)]]/V(d2)"),
      102: field("tiers", "50 638 65 652", "/FT/Btn/V/Yes/AS/Yes/AP<</N<</Yes 104 0 R/Off 104 0 R>>>>"),
      103: field("code", "150 600 400 615", "/FT/Tx/Ff 8192/V(4711)"),
      104: streamOf("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", ""),
    },
  });
  const text = (await textsOf(form)).join("\n");
  expect(text).toMatch(/Nom du patient : (\| )?Durand/);
  expect(text).toMatch(/Médecin : (\| )?Dr Petit/);
  expect(text).toContain("[x] Tiers payant");
  expect(text).not.toContain("4711");
});

describe("a PDF", () => {
  it("gives its paragraphs with their pages", async () =>
    expect(await read(writePdf([["Horaires du cabinet", "Ouvert le samedi matin."], ["Tarifs : 30 euros."]]))).toEqual({
      outcome: "read",
      kind: "pdf",
      blocks: [
        { kind: "paragraph", text: "Horaires du cabinet", page: 1 },
        { kind: "paragraph", text: "Ouvert le samedi matin.", page: 1 },
        { kind: "paragraph", text: "Tarifs : 30 euros.", page: 2 },
      ],
    }));

  it("without text, with a password, or cut short fails with a reason", async () => {
    expect(await read(writePdf([[], []]))).toMatchObject({ outcome: "failed", kind: "pdf", code: "no_text" });
    expect(await read(await fixture("locked.pdf"))).toMatchObject({ outcome: "failed", code: "password_protected" });
    expect(await read(new TextEncoder().encode("%PDF-1.7\nnothing"))).toMatchObject({ code: "damaged" });
  });

  it("that only forbids changes is read", async () =>
    expect(await textsOf(await fixture("unchangeable.pdf"))).toEqual(["Tarifs publics."]));

  it("of many pages is read to its end", async () => {
    const pages = Array.from({ length: 300 }, (_, page) => columnOf([...LEFT, `Page ${page}`, ...RIGHT], 50));
    const texts = await textsOf(pdfOf({ pages: pages.map(drawn) }));
    expect(texts.join(" ")).toContain("Page 299");
  });
});

describe("what would take all memory or all time", () => {
  it.each(Object.entries(bombs(200 * 1024 * 1024)))("%s: is stopped", { timeout: 60_000 }, async (_name, make) =>
    expect(await read(make())).toMatchObject({
      outcome: "failed",
      code: expect.stringMatching(/^(expands_too_much|too_slow)$/),
    }),
  );
});
