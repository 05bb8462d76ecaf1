import { describe, expect, it } from "vitest";
import { readFile } from "./read.ts";
import { zip } from "./testing/zip.ts";

async function textsOf(content: Uint8Array | string, name: string): Promise<string[]> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const reading = await readFile(bytes, name, () => Promise.reject(new Error("no PDF here")));
  if (reading.outcome === "failed") throw new Error(reading.code);
  return reading.blocks.map(({ text }) => text);
}
const run = (text: string, properties = "") =>
  `<w:r>${properties === "" ? "" : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const docx = (body: string) => zip({ "word/document.xml": `<w:document><w:body>${body}</w:body></w:document>` });
const odt = (text: string) =>
  zip({
    mimetype: "application/vnd.oasis.opendocument.text",
    "content.xml": `<office:document-content><office:body><office:text>${text}</office:text></office:body></office:document-content>`,
  });

describe("a table with merged cells says in each row what reaches into it", () => {
  const rows = [
    "Tarifs 2026",
    "Praticien | Lundi | Lundi | Mardi",
    "Praticien | Matin | Soir | Matin",
    "Dr Martin | 9h | 14h | 9h",
    "Dr Martin | fermé | fermé | 10h",
  ];

  it("of Word", async () => {
    const cell = (text: string, properties = "") =>
      `<w:tc><w:tcPr>${properties}</w:tcPr><w:p>${text === "" ? "" : run(text)}</w:p></w:tc>`;
    const begins = `<w:vMerge w:val="restart"/>`;
    const wide = `<w:gridSpan w:val="2"/>`;
    const table = [
      cell("Tarifs 2026", `<w:gridSpan w:val="4"/>`),
      cell("Praticien", begins) + cell("Lundi", wide) + cell("Mardi"),
      cell("", "<w:vMerge/>") + cell("Matin") + cell("Soir") + cell("Matin"),
      cell("Dr Martin", begins) + cell("9h") + cell("14h") + cell("9h"),
      cell("", `<w:vMerge w:val="continue"/>`) + cell("fermé", wide) + cell("10h"),
    ];
    expect(
      await textsOf(docx(`<w:tbl>${table.map((row) => `<w:tr>${row}</w:tr>`).join("")}</w:tbl>`), "a.docx"),
    ).toEqual(rows);
  });

  it("of LibreOffice", async () => {
    const cell = (text: string, columns = 1, down = 1) =>
      `<table:table-cell table:number-columns-spanned="${columns}" table:number-rows-spanned="${down}"><text:p>${text}</text:p></table:table-cell>`;
    const covered = "<table:covered-table-cell/>";
    const table = [
      cell("Tarifs 2026", 4) + covered.repeat(3),
      cell("Praticien", 1, 2) + cell("Lundi", 2) + covered + cell("Mardi"),
      covered + cell("Matin") + cell("Soir") + cell("Matin"),
      cell("Dr Martin", 1, 2) + cell("9h") + cell("14h") + cell("9h"),
      covered + cell("fermé", 2) + covered + cell("10h"),
    ];
    expect(
      await textsOf(
        odt(`<table:table>${table.map((row) => `<table:table-row>${row}</table:table-row>`).join("")}</table:table>`),
        "a.odt",
      ),
    ).toEqual(rows);
  });

  it("of a page", async () =>
    expect(
      await textsOf(
        `<html><table><tr><th colspan=4>Tarifs 2026<tr><th rowspan=2>Praticien<th colspan=2>Lundi<th>Mardi<tr><th>Matin<th>Soir<th>Matin
         <tr><td rowspan=2>Dr Martin<td>9h<td>14h<td>9h<tr><td colspan=2>fermé<td>10h</table><p>Fin`,
        "a.html",
      ),
    ).toEqual([...rows, "Fin"]));

  it("and says again no more than a document may", async () => {
    const cell = `<td colspan=1000 rowspan=1000>${"a".repeat(199)}`;
    const texts = await textsOf(`<html><table>${`<tr>${cell}`.repeat(20_000)}</table>`, "a.html");
    expect(texts.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(20_000 * 1000);
  });
});

describe("what is struck out is no longer true, and left out", () => {
  it("of Word", async () =>
    expect(
      await textsOf(
        docx(
          `<w:p>${run("30 € ", "<w:strike/>")}${run("25 € ", "<w:dstrike/>")}${run("35 € ", `<w:strike w:val="0"/>`)}${run("net")}</w:p>`,
        ),
        "a.docx",
      ),
    ).toEqual(["35 € net"]));

  it("of a page", async () =>
    expect(
      await textsOf(
        `<html><p>Prix : <s>40 €</s> <del>38 €</del> <strike>37 €</strike> <span style="text-decoration: line-through">36 €</span> <ins>35 €</ins>`,
        "a.html",
      ),
    ).toEqual(["Prix : 35 €"]));

  it("of RTF", async () =>
    expect(
      await textsOf(String.raw`{\rtf1 {\strike 40}\strike 38\strike0  35\striked1 30\plain  euros\par}`, "a.rtf"),
    ).toEqual(["35 euros"]));
});

it("RTF of TextEdit has its lines", async () =>
  expect(
    await textsOf("{\\rtf1\\ansi\\ansicpg1252\n\\f0 Horaires\\\nLundi 9h\\\n\\\nT\\'e9l 15\\\r\nFin\\\n}", "a.rtf"),
  ).toEqual(["Horaires", "Lundi 9h", "Tél 15", "Fin"]));

describe("an archive that names its parts itself", () => {
  const named = (type: string, target: string, id = "rId1") =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
  const relations = (...inner: string[]) => `<Relationships>${inner.join("")}</Relationships>`;

  it("is a Word document, with its styles and notes", async () => {
    const file = zip({
      "_rels/.rels": relations(named("officeDocument", "/word/document2.xml")),
      "word/_rels/document2.xml.rels": relations(
        named("styles", "styles2.xml"),
        named("footnotes", "./x/../notes.xml"),
      ),
      "word/styles2.xml": `<w:styles><w:style w:styleId="T"><w:name w:val="toc 1"/></w:style></w:styles>`,
      "word/notes.xml": `<w:footnotes><w:footnote w:id="2"><w:p>${run("Sauf le samedi.")}</w:p></w:footnote></w:footnotes>`,
      "word/document2.xml": `<w:document><w:body><w:p><w:pPr><w:pStyle w:val="T"/></w:pPr>${run("Tarifs....3")}</w:p><w:p>${run("Bonjour")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:body></w:document>`,
    });
    expect(await textsOf(file, "a.docx")).toEqual(["Bonjour", "Sauf le samedi."]);
  });

  it("is a spreadsheet", async () => {
    const file = zip({
      "_rels/.rels": relations(named("officeDocument", "xl/classeur.xml")),
      "xl/_rels/classeur.xml.rels": relations(named("worksheet", "a.xml"), named("sharedStrings", "mots.xml", "rId2")),
      "xl/classeur.xml": `<workbook><sheets><sheet name="F" r:id="rId1"/></sheets></workbook>`,
      "xl/mots.xml": `<sst><si><t>Lundi</t></si></sst>`,
      "xl/a.xml": `<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`,
    });
    expect(await textsOf(file, "a.xlsx")).toEqual(["F", "Lundi"]);
  });
});

describe("a message", () => {
  const mail = (date: string, text: string, html: string) =>
    `From: a@b.fr\r\nSubject: Infos\r\nDate: ${date}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n--b--\r\n`;

  it("is told by its text or its page, whichever says more", async () => {
    const long = "<p>Le cabinet sera fermé du 24 au 31 décembre.</p>";
    const [, , , ...page] = await textsOf(
      mail("Tue, 3 Nov 2026 10:00:00 +0100", "Votre client ne lit pas HTML.", long),
      "a.eml",
    );
    expect(page).toEqual(["Le cabinet sera fermé du 24 au 31 décembre."]);
    const [, , , ...text] = await textsOf(
      mail("Tue, 3 Nov 2026 10:00:00 +0100", "Fermé le 24.", "<p>Fermé</p>"),
      "a.eml",
    );
    expect(text).toEqual(["Fermé le 24."]);
  });

  it.each([
    ["Tue, 03 Nov 2026 00:30:00 +0100 (CET)", "2026-11-03 00:30"],
    ["Mon, 02 Nov 2026 19:30:00 -0400", "2026-11-02 19:30"],
    ["Tue, 03 Nov 2026 00:30:00 GMT", "2026-11-03 00:30 UTC"],
  ])("of %s has the hour of who wrote it", async (date, shown) =>
    expect(await textsOf(mail(date, "a", "<p>b"), "a.eml")).toContain(`Date: ${shown}`),
  );
});
