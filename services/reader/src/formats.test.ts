import { readFile as readFromDisk } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readFile } from "./read.ts";
import { zip } from "./testing/zip.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const read = (content: Uint8Array | string, name: string) =>
  readFile(typeof content === "string" ? utf8(content) : content, name, () => Promise.reject(new Error("no PDF here")));
async function textsOf(content: Uint8Array | string, name: string): Promise<string[]> {
  const reading = await read(content, name);
  if (reading.outcome === "failed") throw new Error(reading.code);
  return reading.blocks.map(({ text }) => text);
}
const fixture = async (name: string) =>
  new Uint8Array(await readFromDisk(new URL(`./testing/fixtures/${name}`, import.meta.url)));

const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const wordBox = `<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>${paragraph("Encadré")}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>${paragraph("Encadré")}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>`;

describe("a Word document", () => {
  it("has its header, its footer and its notes, as LibreOffice writes them", async () => {
    const texts = await textsOf(await fixture("cabinet.docx"), "cabinet.docx");
    expect(texts).toEqual([
      "Cabinet des Tilleuls — 12 bis rue de l’Église",
      "Standard : 01 84 88 12 34",
      "Tarifs",
      "Secteur 1, sans dépassement",
      "Tiers payant intégral pour la CMU uniquement.",
      "Acte | Prix",
      "Électrocardiogramme | 14,26 €",
      "Suture | Sur devis",
      "Accès",
      "Venir en voiture Parking Place des Halles | Tram B, arrêt Gambetta",
      "L’ascenseur s’arrête au 2e étage.",
    ]);
  });

  it("has its boxes once, by themselves, and nothing that was deleted", async () => {
    expect(await textsOf(await fixture("zone-texte.docx"), "zone-texte.docx")).toEqual([
      "Avant après",
      "Permanence téléphonique de 8 h à 10 h",
      "Nouveau tarif 45 euros",
      "Contrôle de contenu : vaccination le jeudi",
    ]);
  });

  it("has the boxes of a cell behind the table, endnotes, and no hidden text, no table of contents", async () => {
    const document = `<w:document><w:body>
      <w:p><w:pPr><w:pStyle w:val="TM1"/></w:pPr><w:r><w:t>Tarifs....3</w:t></w:r></w:p>
      <w:tbl><w:tr><w:tc><w:p><w:r>${wordBox}<w:t>Acte</w:t></w:r></w:p></w:tc><w:tc>${paragraph("Prix")}</w:tc></w:tr></w:tbl>
      <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r><w:r><w:t>Visible</w:t><w:endnoteReference w:id="2"/></w:r></w:p>
    </w:body></w:document>`;
    const endnotes = `<w:endnotes><w:endnote w:type="separator" w:id="0">${paragraph("—")}</w:endnote><w:endnote w:id="2">${paragraph("Sur ordonnance.")}</w:endnote></w:endnotes>`;
    const styles = `<w:styles><w:style w:styleId="TM1"><w:name w:val="toc 1"/></w:style></w:styles>`;
    const file = zip({ "word/document.xml": document, "word/endnotes.xml": endnotes, "word/styles.xml": styles });
    expect(await textsOf(file, "a.docx")).toEqual(["Acte | Prix", "Encadré", "Visible", "Sur ordonnance."]);
  });

  it("whose parts are in each other without end, or grow from entities, is no danger", async () => {
    const deep = `<w:document>${"<w:tbl>".repeat(100_000)}</w:document>`;
    expect(await read(zip({ "word/document.xml": deep }), "a.docx")).toMatchObject({ code: "damaged" });
    const laughs = `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:document><w:body>${paragraph("Bon &b;")}</w:body></w:document>`;
    expect(await textsOf(zip({ "word/document.xml": laughs }), "a.docx")).toEqual(["Bon &b;"]);
  });
});

const SHEET = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
const xlsx = () =>
  zip({
    "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="Horaires" r:id="rId1"/><sheet name="Brouillon" state="hidden" r:id="rId2"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
    "xl/sharedStrings.xml": `<sst><si><t>Jour</t></si><si><r><t>Ouver</t></r><r><t>ture</t></r></si><si><t>Prix</t></si><si><t>Congés</t></si><si><t>Lundi</t></si></sst>`,
    "xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;€&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="20"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    "xl/worksheets/sheet1.xml": SHEET(
      `<row><c r="A1" t="inlineStr"><is><t>Cabinet des Tilleuls</t></is></c></row>
       <row><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c><c r="XFD2" t="s"><v>3</v></c></row>
       <row><c r="A3" t="s"><v>4</v></c><c r="B3" s="1"><v>0.375</v></c><c r="C3" s="2"><v>26.5</v></c><c r="XFD3" s="3"><v>46230</v></c></row>
       <row hidden="1"><c r="A4" t="s"><v>4</v></c><c r="B4"><v>1</v></c></row>`,
    ),
    "xl/worksheets/sheet2.xml": SHEET(`<row><c r="A1" t="inlineStr"><is><t>secret</t></is></c></row>`),
  });

const workbook = (sheet: string, styles = "<styleSheet/>") =>
  zip({
    "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="Feuil1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/styles.xml": styles,
    "xl/worksheets/sheet1.xml": sheet,
  });

function number(value: number, code: string): Uint8Array {
  const written = code.replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${written}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`;
  return workbook(SHEET(`<row><c r="A1" s="0"><v>${value}</v></c></row>`), styles);
}

describe("a spreadsheet", () => {
  it("of Excel has each value beside the name of its column, hours and days and prices as they are shown", async () => {
    expect(await read(xlsx(), "a.xlsx")).toEqual({
      outcome: "read",
      kind: "xlsx",
      blocks: [
        { kind: "heading", level: 1, text: "Horaires" },
        { kind: "paragraph", text: "Cabinet des Tilleuls" },
        { kind: "row", text: "Jour | Ouverture | Prix | Congés" },
        { kind: "row", text: "Jour: Lundi | Ouverture: 09:00 | Prix: 26,50 € | Congés: 2026-07-27" },
      ],
    });
  });

  it.each([
    ["#,##0.00\\ [$€-40C]", 1250.5, "1 250,50 €"],
    ['_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-', 30.5, "30,50 €"],
    ["[$$-409]#,##0.00", 30.5, "$30.50"],
    ['0#" "##" "##" "##" "##', 184_881_234, "01 84 88 12 34"],
    ['[<=9999999999]0#" "##" "##" "##" "##;General', 612_345_678, "06 12 34 56 78"],
    ["00000", 1000, "01000"],
    ['0" heures"', 24, "24 heures"],
    ['0" patients";Standard', 12, "12"],
    ["0%", 0.5, "50%"],
    ['h"h"mm', 0.375, "09:00"],
    ["[h]:mm", 1.5, "36:00"],
    ["[Magenta]0", 3, "3"],
    ["mmmm", 46_000, "décembre"],
    ["dd/mm/yyyy", 46_230, "2026-07-27"],
    ["dd/mm/yyyy", -1, "-1"],
    ["General", 190_048_812_340_012, "190048812340012"],
    ["General", 0.1 + 0.2, "0,3"],
  ])("a number in the format %s is told as it is shown", async (code, value, shown) =>
    expect(await textsOf(number(value, code), "a.xlsx")).toEqual(["Feuil1", shown]),
  );

  it("a number in a format of a hundred thousand signs is told as it is, in time", { timeout: 30_000 }, async () =>
    expect(await textsOf(number(5.5, "[".repeat(100_000)), "a.xlsx")).toEqual(["Feuil1", "5,5"]),
  );

  const inRows = (rows: string[][]) =>
    SHEET(
      rows
        .map((cells, row) => {
          const filled = cells.map((text, at) =>
            text === "" ? "" : `<c r="${"ABCDE"[at]}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`,
          );
          return `<row r="${row + 1}">${filled.join("")}</row>`;
        })
        .join(""),
    );
  const merged = (sheet: string, ...areas: string[]) =>
    sheet.replace(
      "</worksheet>",
      `<mergeCells>${areas.map((area) => `<mergeCell ref="${area}"/>`).join("")}</mergeCells></worksheet>`,
    );

  it("has the names above its columns together, where one is merged over several", async () => {
    const sheet = inRows([
      ["Horaires 2026"],
      ["Praticien", "Lundi", "", "Mardi"],
      ["", "Matin", "Soir", "Matin", "Soir"],
      ["Dr Martin", "9h-12h", "14h-18h", "", "14h-18h"],
      ["Dr Durand", "fermé", "", "9h-12h"],
    ]);
    const file = workbook(merged(sheet, "A1:E1", "A2:A3", "B2:C2", "D2:E2", "B5:C5"));
    expect((await textsOf(file, "a.xlsx")).slice(1)).toEqual([
      "Horaires 2026",
      "Praticien | Lundi Matin | Lundi Soir | Mardi Matin | Mardi Soir",
      "Praticien: Dr Martin | Lundi Matin: 9h-12h | Lundi Soir: 14h-18h | Mardi Soir: 14h-18h",
      "Praticien: Dr Durand | Lundi Matin: fermé | Lundi Soir: fermé | Mardi Matin: 9h-12h",
    ]);
  });

  it("has what is merged over several rows in each, and once what is merged over all columns", async () => {
    const sheet = inRows([
      ["Praticien", "Jour", "Heures"],
      ["Dr Martin", "Lundi", "9h-12h"],
      ["", "Mardi", "14h-18h"],
      ["Sur rendez-vous"],
      ["Dr Durand", "Jeudi", "9h-12h"],
    ]);
    const file = workbook(merged(sheet, "A2:A3", "A4:C4", "A9", "B:C", "C3:B2"));
    expect((await textsOf(file, "a.xlsx")).slice(1)).toEqual([
      "Praticien | Jour | Heures",
      "Praticien: Dr Martin | Jour: Lundi | Heures: 9h-12h",
      "Praticien: Dr Martin | Jour: Mardi | Heures: 14h-18h",
      "Sur rendez-vous",
      "Praticien: Dr Durand | Jour: Jeudi | Heures: 9h-12h",
    ]);
  });

  it("that claims all of itself to be one cell, many times, is read in time", { timeout: 30_000 }, async () => {
    const sheet = inRows(Array.from({ length: 5000 }, (_, row) => [`ligne ${row}`, "", "x"]));
    const file = workbook(merged(sheet, ...Array.from({ length: 5000 }, (_, row) => `A${row + 1}:XFD1048576`)));
    expect(await textsOf(file, "a.xlsx")).toContain("ligne 4999 | x");
  });

  it("of LibreOffice has what is merged as well", async () => {
    const cell = (text: string, more = "") => `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`;
    const covered = "<table:covered-table-cell/>";
    const row = (...cells: string[]) => `<table:table-row>${cells.join("")}</table:table-row>`;
    const wide = 'table:number-columns-spanned="2"';
    const tall = 'table:number-rows-spanned="2"';
    const table = [
      row(cell("Praticien", tall), cell("Lundi", wide), covered, cell("Mardi", wide), covered),
      row(covered, cell("Matin"), cell("Soir"), cell("Matin"), cell("Soir")),
      row(cell("Dr Martin", tall), cell("9h"), cell("14h"), cell("9h"), cell("14h")),
      row(covered, cell("10h"), cell("15h"), cell("10h"), cell("15h")),
    ].join("");
    const content = `<office:document-content><office:body><office:spreadsheet><table:table table:name="F">${table}</table:table></office:spreadsheet></office:body></office:document-content>`;
    const file = zip({ mimetype: "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content });
    expect((await textsOf(file, "a.ods")).slice(2)).toEqual([
      "Praticien: Dr Martin | Lundi Matin: 9h | Lundi Soir: 14h | Mardi Matin: 9h | Mardi Soir: 14h",
      "Praticien: Dr Martin | Lundi Matin: 10h | Lundi Soir: 15h | Mardi Matin: 10h | Mardi Soir: 15h",
    ]);
  });

  it("of LibreOffice too", async () => {
    const cell = (text: string, more = "") => `<table:table-cell${more}><text:p>${text}</text:p></table:table-cell>`;
    const content = `<office:document-content><office:body><office:spreadsheet><table:table table:name="Tarifs"><table:table-row>${cell("Acte")}${cell("Prix")}</table:table-row><table:table-row>${cell("Vaccin")}${cell("12 €")}<table:table-cell table:number-columns-repeated="16382"/></table:table-row><table:table-row table:visibility="collapse">${cell("caché")}${cell("1")}</table:table-row><table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`;
    const file = zip({ mimetype: "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content });
    expect(await textsOf(file, "a.ods")).toEqual(["Tarifs", "Acte | Prix", "Acte: Vaccin | Prix: 12 €"]);
  });
});

it("an OpenDocument text has its headings, tables, notes, frames and headers, and nothing that was deleted", async () => {
  const content = `<office:document-content><office:body><office:text><text:tracked-changes><text:changed-region><text:p>supprimé</text:p></text:changed-region></text:tracked-changes>
    <text:h text:outline-level="2">Accès</text:h>
    <text:p>Le parking<text:s/>est<text:tab/>gratuit<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Sauf le samedi.</text:p></text:note-body></text:note>.<draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame></text:p>
    <table:table><table:table-row><table:table-cell><text:p>Tram</text:p></table:table-cell><table:table-cell><text:p>Ligne B</text:p></table:table-cell></table:table-row></table:table>
  </office:text></office:body></office:document-content>`;
  const styles = `<office:document-styles><office:master-styles><style:master-page><style:header><text:p>Cabinet des Tilleuls</text:p></style:header></style:master-page></office:master-styles></office:document-styles>`;
  const parts = { mimetype: "application/vnd.oasis.opendocument.text", "content.xml": content, "styles.xml": styles };
  expect(await read(zip(parts), "a.odt")).toMatchObject({
    kind: "odt",
    blocks: [
      { kind: "paragraph", text: "Cabinet des Tilleuls" },
      { kind: "heading", level: 2, text: "Accès" },
      { kind: "paragraph", text: "Le parking est gratuit." },
      { kind: "paragraph", text: "Sauf le samedi." },
      { kind: "paragraph", text: "Encadré" },
      { kind: "row", text: "Tram | Ligne B" },
    ],
  });
  const manifest = `<manifest><file-entry full-path="content.xml"><manifest:encryption-data/></file-entry></manifest>`;
  expect(await read(zip({ ...parts, "META-INF/manifest.xml": manifest }), "a.odt")).toMatchObject({
    code: "password_protected",
  });
});

describe("what is no plain text is read as what it is", () => {
  it("RTF, with its letters, tables and breaks, without what is not shown", async () => {
    expect(await textsOf(await fixture("note.rtf"), "note.rtf")).toEqual([
      "Le secrétariat est fermé le mercredi après-midi.",
      "Téléphone : 01 84 88 00 00",
    ]);
    const rtf = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Riched20;}{\info{\author Durand}}{\v cach\'e9}\uc1 30 \u8364? {\b gras}\line suite\par\trowd\cellx1\cellx2 Acte\cell Prix\cell\row\trowd Visite\cell 45 \'80\cell\row{\field{\*\fldinst HYPERLINK "http://x"}{\fldrslt site}}\par}`;
    expect(await textsOf(rtf, "a.rtf")).toEqual(["30 € gras suite", "Acte | Prix", "Visite | 45 €", "site"]);
    const greek = latin1(String.raw`{\rtf1\ansi\ansicpg1253 \'ca\'e1\'eb\'e7\par}`);
    expect(await textsOf(greek, "a.rtf")).toEqual(["Καλη"]);
  });

  it("a message, by its subject, people and text, never by how it was sent", async () => {
    expect(await textsOf(await fixture("message.eml"), "message.eml")).toEqual([
      "Congés d'été",
      "From: Secrétariat s@example.test",
      "To: a@example.test",
      "Le cabinet sera fermé du 3 au 21 août ; le docteur remplaçant assure les urgences.",
    ]);
    const html = `From: a@example.test\r\nSubject: Horaires\r\nDate: Mon, 03 Aug 2026 09:00:00 +0200\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from("<p>Ouvert <b>samedi</b></p><nav>Accueil</nav>").toString("base64")}\r\n`;
    expect(await textsOf(html, "a.eml")).toEqual([
      "Horaires",
      "From: a@example.test",
      "Date: 2026-08-03 09:00",
      "Ouvert samedi",
    ]);
  });

  it("a calendar and contacts, by their fields", async () => {
    const event =
      "BEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260803\r\nDTEND;VALUE=DATE:20260822\r\nSUMMARY:Congés d'é\r\n té\\, cabinet fermé\r\nLOCATION:Lyon\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\n";
    expect(await textsOf(`BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n${event}END:VCALENDAR\r\n`, "a.ics")).toEqual([
      "start: 2026-08-03 | end: 2026-08-21 | summary: Congés d'été, cabinet fermé | location: Lyon",
    ]);
    const card =
      "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Martin;Anne;;Dr;\r\nFN:Dr Anne Martin\r\nTITLE:Cardiologue\r\nTEL;TYPE=WORK,VOICE:+33 1 84 88 12 34\r\nPHOTO;ENCODING=b;TYPE=JPEG:QUFBQUFB\r\nEND:VCARD\r\n";
    const old =
      "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9 Du=\r\nrand\r\nEND:VCARD\r\n";
    expect(await textsOf(card + old, "a.vcf")).toEqual([
      "name: Dr Anne Martin | title: Cardiologue | tel (work): +33 1 84 88 12 34",
      "name: René Durand",
    ]);
  });

  it("XML, by its values beside their names; a drawing is none", async () => {
    const xml = `<?xml version="1.0"?><cabinet><nom>Tilleuls</nom><jour id="lundi"><ouvre>8 h</ouvre></jour><note>Sonner <b>deux</b> fois</note></cabinet>`;
    expect(await textsOf(xml, "a.xml")).toEqual(
      expect.arrayContaining(["cabinet › jour | id: lundi | ouvre: 8 h", expect.stringContaining("nom: Tilleuls")]),
    );
    expect(await read(`<svg xmlns="x"><text>Accès</text></svg>`, "a.svg")).toMatchObject({ code: "unsupported_type" });
  });

  it("text of DOS and of a Mac, with its accents", async () => {
    const said = "Le secrétariat est fermé à midi.";
    const dos = Uint8Array.from(said, (letter) => ({ é: 0x82, à: 0x85 })[letter] ?? letter.charCodeAt(0));
    const mac = Uint8Array.from(said, (letter) => ({ é: 0x8e, à: 0x88 })[letter] ?? letter.charCodeAt(0));
    for (const bytes of [dos, mac, latin1(said)]) expect(await textsOf(bytes, "a.txt")).toEqual([said]);
  });

  it("and text in letters that nobody can tell fails, and says so", async () => {
    const russian = "\xcb\xc1\xc2\xc9\xce\xc5\xd4 \xcf\xd4\xcb\xd2\xd9\xd4 \xd0\xcf \xd3\xd5\xc2\xc2\xcf\xd4\xc1\xcd";
    expect(await read(latin1(russian), "a.txt")).toMatchObject({ outcome: "failed", code: "garbled" });
    const unknown =
      "kaf\xcfe pri\xd7et mir\xd0a dom\xc4a les\xc6a sad\xd2a vod\xc1a hle\xc2b sol\xd8i chai\xd1a pol\xdea";
    expect(await read(latin1(unknown), "a.txt")).toMatchObject({ outcome: "failed", code: "garbled" });
  });

  it("Arabic of Windows is read", async () => {
    const arabic = "\xc7\xe1\xda\xed\xc7\xcf\xc9 \xe3\xdd\xca\xe6\xcd\xc9 \xed\xe6\xe3 \xc7\xe1\xd3\xc8\xca";
    expect(await textsOf(latin1(arabic), "a.txt")).toEqual(["العيادة مفتوحة يوم السبت"]);
  });
});

describe("what is around a text is no passage of it", () => {
  it("on a page: navigation, footer, what is hidden", async () => {
    expect(await textsOf(await fixture("cabinet.html"), "cabinet.html")).toEqual([
      "Horaires d’ouverture",
      "Jour | Matin",
      "Lundi | 9h – 12h",
      "Samedi | fermé",
      "Tarifs : la consultation coûte 30 €, le vaccin 12 €.",
    ]);
    const page = `<html><body><div role="navigation">Accueil</div><p hidden>a</p><p aria-hidden="true">b</p><p style="visibility: hidden">c</p><template><p>d</p></template><dialog>e</dialog><aside>Urgences : 15</aside><p>Ouvert<br>samedi</p><footer><p>f</p></footer></body></html>`;
    expect(await textsOf(page, "a.html")).toEqual(["Urgences : 15", "Ouvert", "samedi"]);
  });

  it("before Markdown: front matter, comments and where links lead", async () => {
    const text =
      "---\ntitle: brouillon\ntags: [secret]\n---\n<!-- à relire -->\nLe parking est [gratuit][p].\n\n[p]: http://example.test/parking\n";
    expect(await read(text, "a.md")).toMatchObject({ kind: "markdown" });
    expect(await textsOf(text, "a.md")).toEqual(["Le parking est gratuit."]);
  });
});

describe("a table in text", () => {
  it.each([
    ["with line breaks in quotes", 'Acte;Note\nVisite;"à domicile,\nle matin"\nVaccin;"dit ""grippe"""\n'],
    ["with a line for Excel", 'sep=;\r\nActe;Note\r\nVisite;"à domicile,\r\nle matin"\r\nVaccin;dit "grippe"\r\n'],
  ])("%s", async (_what, text) => {
    expect(await read(text, "a.csv")).toMatchObject({ kind: "csv" });
    expect(await textsOf(text, "a.csv")).toEqual([
      "Acte | Note",
      "Acte: Visite | Note: à domicile, le matin",
      'Acte: Vaccin | Note: dit "grippe"',
    ]);
  });

  it("with a title above the names of its columns", async () =>
    expect(await textsOf("Tarifs 2026\n\nActe,Prix\nVisite,45\nVaccin,12\n", "a.csv")).toEqual([
      "Tarifs 2026",
      "Acte | Prix",
      "Acte: Visite | Prix: 45",
      "Acte: Vaccin | Prix: 12",
    ]));

  it("without names of columns", async () =>
    expect(await textsOf("Visite;45\nVaccin;12\n", "a.csv")).toEqual(["Visite | 45", "Vaccin | 12"]));
});
