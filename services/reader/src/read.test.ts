import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Block } from "@allokoli/shared/rpc/reader";
import { readPdf } from "./pdf.ts";
import { readFile } from "./read.ts";
import { writePdf } from "./testing/pdf.ts";
import { zip } from "./testing/zip.ts";
import { createNumbers } from "./xlsx-numbers.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (content: Uint8Array | string, name: string) =>
  readFile(typeof content === "string" ? utf8(content) : content, name, readPdf);
const textsOf = async (content: Uint8Array | string, name: string) => {
  const reading = await read(content, name);
  if (reading.outcome === "failed") throw new Error(reading.code);
  return reading.blocks.map(({ text }) => text);
};

const DOCUMENT = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>Règlement &amp; tarifs</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Ouvert le </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>samedi</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Visite</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>45 €</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>`;
const STYLES = `<w:styles><w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style></w:styles>`;
const docx = () => zip({ "[Content_Types].xml": "<Types/>", "word/document.xml": DOCUMENT, "word/styles.xml": STYLES });

describe("a Word document", () => {
  it("gives headings by style, runs joined, and tables by row", async () => {
    const expected: Block[] = [
      { kind: "heading", level: 1, text: "Règlement & tarifs" },
      { kind: "paragraph", text: "Ouvert le samedi" },
      { kind: "row", text: "Visite | 45 €" },
    ];
    expect(await read(docx(), "a.docx")).toEqual({ outcome: "read", kind: "docx", blocks: expected });
  });

  it("that is a bomb is not unpacked, whatever size it claims", async () => {
    const bomb = zip({
      "word/document.xml": { packed: deflateRawSync(Buffer.alloc(80 * 1024 * 1024)), claimedBytes: 100 },
    });
    expect(await read(bomb, "a.docx")).toMatchObject({ outcome: "failed", code: "expands_too_much" });
  });

  it("that is broken, locked or of the old kind fails with a reason", async () => {
    expect(await read(docx().slice(0, 300), "a.docx")).toMatchObject({ code: "damaged" });
    const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    const stream = Array.from("EncryptedPackage", (character) => [character.charCodeAt(0), 0]).flat();
    expect(await read(Uint8Array.from([...ole, ...stream]), "a.docx")).toMatchObject({ code: "password_protected" });
    expect(await read(Uint8Array.from([...ole, 1, 2]), "a.doc")).toMatchObject({ code: "unsupported_type" });
  });
});

describe("a type", () => {
  it("is judged by the content, not by the name", async () => {
    expect(await read(docx(), "sans-extension")).toMatchObject({ kind: "docx" });
    expect(await read("<!doctype html><p>Bonjour", "a.txt")).toMatchObject({ kind: "html" });
    expect(await read("Acte;Prix\nVisite;45\n", "a")).toMatchObject({ kind: "csv" });
    expect(await read('{"nom": "Cabinet"}', "a.txt")).toMatchObject({ kind: "json" });
    expect(await read("# Titre\n\ntexte", "a.txt")).toMatchObject({ kind: "markdown" });
    expect(await read("Bonjour, le cabinet ouvre à 8 h.", "a.md")).toMatchObject({ kind: "text" });
  });

  it("that the name lies about, or that nobody reads, fails", async () => {
    expect(await read(docx(), "a.pdf")).toMatchObject({ outcome: "failed", code: "type_mismatch" });
    expect(await read("Du texte.", "a.pdf")).toMatchObject({ outcome: "failed", code: "type_mismatch" });
    expect(await read(writePdf([["Texte"]]), "a.txt")).toMatchObject({
      outcome: "failed",
      code: "type_mismatch",
    });
    expect(await read(zip({ "ppt/presentation.xml": "<x/>" }), "a.pptx")).toMatchObject({ code: "unsupported_type" });
    expect(await read(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2]), "a.png")).toMatchObject({
      code: "unsupported_type",
    });
    expect(await read("", "a.txt")).toMatchObject({ code: "empty" });
    expect(await read("  \n \n", "a.txt")).toMatchObject({ code: "empty" });
  });
});

describe("a text", () => {
  const said = "Été : 30 € à l’hôpital";

  it.each([
    ["utf-8", utf8(said)],
    ["utf-8 with a mark", Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8(said)])],
    ["utf-16le with a mark", Uint8Array.from([0xff, 0xfe, ...Buffer.from(said, "utf16le")])],
    ["utf-16be with a mark", Uint8Array.from([0xfe, 0xff, ...Buffer.from(said, "utf16le").swap16()])],
    ["utf-16le without one", Uint8Array.from(Buffer.from(said, "utf16le"))],
    ["windows-1252", Uint8Array.from(Array.from(said, (c) => ({ "€": 0x80, "’": 0x92 })[c] ?? c.charCodeAt(0)))],
  ])("is read in %s", async (_encoding, bytes) => expect(await textsOf(bytes, "a.txt")).toEqual([said]));

  it("of a page is what a reader sees: no scripts, entities as letters, tables by row", async () => {
    const html = `<html><head><title>x</title><style>p{}</style></head><body><h2>Tarifs</h2><p>L&apos;acc&egrave;s <b>gratuit</b>&nbsp;!<script>alert("<p>non</p>")</script>
      <table><tr><th>Acte<th>Prix</tr><tr><td>Visite</td><td>45&#8239;&euro;</td></tr></table><!-- caché --><p>Fin</body></html>`;
    const reading = await read(html, "a.html");
    expect(reading.outcome === "read" && reading.blocks).toEqual([
      { kind: "heading", level: 2, text: "Tarifs" },
      { kind: "paragraph", text: "L'accès gratuit !" },
      { kind: "row", text: "Acte | Prix" },
      { kind: "row", text: "Visite | 45 €" },
      { kind: "paragraph", text: "Fin" },
    ]);
  });

  it("of a table has the name of each column beside its value", async () => {
    expect(await textsOf('Acte;Prix;Note\n"Visite; domicile";45 €;\n', "a.csv")).toEqual([
      "Acte | Prix | Note",
      "Acte: Visite; domicile | Prix: 45 €",
    ]);
  });

  it("of JSON has the path beside its values", async () => {
    expect(await textsOf('{"cabinet":{"nom":"Tilleuls","jours":["lundi","samedi"]}}', "a.json")).toEqual([
      "cabinet | nom: Tilleuls",
      "cabinet: jours: lundi",
      "cabinet: jours: samedi",
    ]);
  });

  it("of Markdown has its headings, lists and tables", async () => {
    expect(
      await textsOf("Titre\n=====\n- [un](http://a) **deux**\n- trois\n\n| a | b |\n|---|---|\n| c | d |\n", "a.md"),
    ).toEqual(["Titre", "un deux", "trois", "a | b", "c | d"]);
  });

  it("of Windows has its lines ended once", async () => {
    expect(await textsOf("Horaires du\r\ncabinet\r\n\r\nTarifs\r\n", "a.txt")).toEqual([
      "Horaires du cabinet",
      "Tarifs",
    ]);
  });

  it("of Markdown has tables without outer lines, and no marks, tags or references", async () => {
    expect(
      await textsOf(
        "Jour | Heures\n--- | ---\nLundi | 9h\\|12h\n\n<p>Ouvert <b>lundi</b></p>\n\n30&nbsp;&euro; \\* [prix][p] ![plan](a.png) 5 < 6\n\n```\na <b>\nc\n```\n\n[p]: http://a\n",
        "a.md",
      ),
    ).toEqual(["Jour | Heures", "Lundi | 9h|12h", "Ouvert lundi", "30 € * prix plan 5 < 6", "a <b>", "c"]);
  });

  it("of Markdown that is long is read in parts, and its links lead to the end of it", async () => {
    const table = `| Acte | Prix |\n|---|---|\n${"| Visite | [45 €][p] |\n".repeat(2000)}`;
    const list = "- un\n\n  suite\n\n".repeat(3000);
    const texts = await textsOf(`# a\n\n${table}\n\n${list}\n${"Texte.\n\n".repeat(5000)}\n[p]: http://a`, "a.md");
    expect(new Set(texts)).toEqual(new Set(["a", "Acte | Prix", "Visite | 45 €", "un", "suite", "Texte."]));
    expect(texts).toHaveLength(1 + 2001 + 6000 + 5000);
  });

  it("of Markdown has no pictures that lie in it", async () => {
    const picture = `data:image/png;base64,${"A".repeat(30_000)}`;
    expect(await textsOf(`# Plan\n\n![ici](${picture})\n![là][p]\n\n[p]: <${picture}>\n`, "a.md")).toEqual([
      "Plan",
      "ici là",
    ]);
  });
});

const FILLERS =
  '[ [a [a][ [a]( ![ <!-- <!--- * **a *a_ ` ~ _a # > | |a \\ & &amp; <p <b> <a {\\rtf { } " = : ; ;A=b ;A="b" ;ENCODING=QUOTED-PRINTABLE =? ( é 0 a, a;b; --- ==='.split(
    " ",
  );
const STARTS = ["", "# a\n", "# a\n# a", "a\n\n| a |\n|---|\n", "<html>", "<?xml ?>", "{\\rtf1 "];
const FIELDS = [
  "BEGIN:VCARD\n",
  "BEGIN:VCARD\nNOTE",
  "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY",
  "From: a\nSubject: b\n",
];

describe("a hundred thousand characters are read or refused in time", () => {
  it.each([
    ...FILLERS,
    " ",
    "\t",
    "\n",
    "\r\n ",
    "* ",
    "- a\n",
    "1. a\n",
    "a:b\n",
    "X-WR-TIMEZONE:a\n",
    "0 ",
    "===\n",
    "a|b\n-|-\n",
    "<!-- -->",
    "<b a='",
    '<a b="',
  ])("of %j", { timeout: 20_000 }, async (part) => {
    for (const start of [...STARTS, ...FIELDS]) {
      const text = `${start}${part.repeat(Math.ceil(100_000 / part.length))}`;
      expect(await read(`${text}:b\n`, "a.txt")).toHaveProperty("outcome");
    }
  });

  it("of a code of a spreadsheet's numbers", async () => {
    const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${"[".repeat(100_000)}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`;
    const numbers = createNumbers(utf8(styles), false);
    expect(numbers.shown("30", 0)).toBe("30");
  });
});

it("a name that stands beside each of many values is read only as far as a text may be long", async () => {
  const names = "n".repeat(100_000);
  const json = `{"${names}":[${'{"a":1},'.repeat(10_000)}{"a":1}]}`;
  expect(await read(json, "a.json")).toMatchObject({ outcome: "failed", code: "too_large" });
});
