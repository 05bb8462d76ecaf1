import type { Block } from "@allokoli/shared/rpc/reader";
import type { Archive } from "./archive.ts";
import { createFlow, type Reach } from "./flow.ts";
import { readTable } from "./table.ts";
import { createSpread, type Merged } from "./table-merges.ts";
import type { Cell } from "./table-names.ts";
import { Unreadable } from "./unreadable.ts";
import { attributeOf, readXml, type Attributes } from "./xml.ts";

const CONTENT = "content.xml";
const STYLES = "styles.xml";
const TYPE = "mimetype";
const MANIFEST = "META-INF/manifest.xml";
const PREFIX = "application/vnd.oasis.opendocument.";
const MAX_REPEATED = 100;

/** What was deleted, what others say about it, what numbers a note, and what lists the headings once more. */
const LEFT_OUT = new Set(
  "tracked-changes annotation annotation-end note-citation table-of-content sequence-decls forms scripts shapes".split(
    " ",
  ),
);

/** Which of OpenDocument's files it is, by the entry that they have for it (OpenDocument 1.3, part 2, §3.3). */
export function openDocumentKind(archive: Archive): "odt" | "ods" | undefined {
  if (!archive.names.includes(CONTENT) || !archive.names.includes(TYPE)) return undefined;
  const type = new TextDecoder().decode(archive.read([TYPE]).get(TYPE)).trim();
  if (type.startsWith(`${PREFIX}text`)) return "odt";
  return type.startsWith(`${PREFIX}spreadsheet`) ? "ods" : undefined;
}

/** @throws {Unreadable} `password_protected`, `damaged` */
function contentOf(archive: Archive) {
  const parts = archive.read([CONTENT, STYLES, MANIFEST]);
  if (new TextDecoder().decode(parts.get(MANIFEST)).includes("encryption-data"))
    throw new Unreadable("password_protected");
  const content = parts.get(CONTENT);
  if (content === undefined) throw new Unreadable("damaged");
  return { content, styles: parts.get(STYLES) };
}

/** Headers and footers, then the text with its notes and frames behind the paragraphs that have them. */
export function readOdt(archive: Archive): Block[] {
  const { content, styles } = contentOf(archive);
  return [...readText(styles, /^(header|footer)(-|$)/), ...readText(content, /^text$/)];
}

/** The text within elements of these names. */
function readText(xml: Uint8Array | undefined, place: RegExp): Block[] {
  const flow = createFlow();
  let within = 0;
  let leftOut = 0;
  let paragraphs = 0;
  const reaches: Reach[] = [];
  readXml(xml ?? "", {
    open(name, attributes) {
      if (leftOut > 0 || LEFT_OUT.has(name)) leftOut++;
      else if (place.test(name)) within++;
      else if (within === 0) return;
      else if (name === "h") {
        flow.level(Number(attributeOf(attributes, "outline-level") ?? 1));
        paragraphs++;
      } else if (name === "p") paragraphs++;
      else if (name === "table") flow.startTable();
      else if (name === "table-cell") reaches.push(reachOf(attributes));
      else if (name === "text-box" || name === "note-body") flow.startBox();
      else flow.text(whiteOf(name));
    },
    text(text) {
      if (within > 0 && leftOut === 0 && paragraphs > 0) flow.text(text);
    },
    close(name) {
      if (leftOut > 0) leftOut--;
      else if (place.test(name)) within--;
      else if (within === 0) return;
      else if (name === "p" || name === "h") {
        paragraphs--;
        flow.endParagraph();
      } else if (name === "table-cell") flow.endCell(reaches.pop());
      else if (name === "table-row") flow.endRow();
      else if (name === "table") flow.endTable();
      else if (name === "text-box" || name === "note-body") flow.endBox();
    },
  });
  return flow.end();
}

const whiteOf = (name: string) => (name === "tab" || name === "line-break" || name === "s" ? " " : "");

/** The sheets, each under its name; hidden rows are left out. */
export function readOds(archive: Archive): Block[] {
  const blocks: Block[] = [];
  const spread = createSpread();
  let sheet = "";
  let rows = new Map<number, Cell[]>();
  let merged: Merged[] = [];
  let row: Cell[] = [];
  let rowAt = 0;
  let nextRow = 0;
  let at = 0;
  let cell = { text: "", repeated: 1 };
  let leftOut = 0;
  let isCell = false;
  readXml(contentOf(archive).content, {
    open(name, attributes) {
      if (leftOut > 0 || LEFT_OUT.has(name)) leftOut++;
      else if (name === "table") {
        sheet = attributeOf(attributes, "name") ?? "";
        rows = new Map();
        merged = [];
        nextRow = 0;
      } else if (name === "table-row") {
        row = [];
        at = 0;
        rowAt = nextRow;
        nextRow += countOf(attributes, "number-rows-repeated");
        if (isHidden(attributes)) leftOut++;
      } else if (name === "table-cell" || name === "covered-table-cell") {
        isCell = true;
        cell = { text: "", repeated: countOf(attributes, "number-columns-repeated") };
        const reach = reachOf(attributes);
        if (reach.rows > 1 || reach.columns > 1) merged.push({ row: rowAt, at, ...reach });
      } else if (name === "p" && cell.text !== "") cell.text += " ";
      else if (isCell) cell.text += whiteOf(name);
    },
    text(text) {
      if (isCell && leftOut === 0) cell.text += text;
    },
    close(name) {
      if (leftOut > 0) leftOut--;
      else if (name === "table-cell" || name === "covered-table-cell") {
        isCell = false;
        const times = cell.text.trim() === "" ? 0 : Math.min(cell.repeated, MAX_REPEATED);
        for (let index = 0; index < times; index++) row.push({ at: at + index, text: cell.text });
        at += cell.repeated;
      } else if (name === "table-row" && row.length > 0) rows.set(rowAt, row);
      else if (name === "table") blocks.push(...readTable(spread(rows, merged), sheet));
    },
  });
  return blocks;
}

/** How often, or how far, something goes: once unless it says more. */
const countOf = (attributes: Attributes, name: string) => Number(attributeOf(attributes, name) ?? 1) || 1;

const reachOf = (attributes: Attributes): Reach => ({
  rows: countOf(attributes, "number-rows-spanned"),
  columns: countOf(attributes, "number-columns-spanned"),
});

const isHidden = (attributes: Attributes) =>
  ["collapse", "filter"].includes(attributeOf(attributes, "visibility") ?? "visible");
