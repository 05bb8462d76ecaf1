import type { Block } from "@allokoli/shared/rpc/reader";
import type { Archive } from "./archive.ts";
import { createFlow, type Reach } from "./flow.ts";
import { mainPart, relationsOf } from "./relations.ts";
import { Unreadable } from "./unreadable.ts";
import { attributeOf, readXml, type Attributes } from "./xml.ts";

const FOLDER = "word/";
const DOCUMENT = `${FOLDER}document.xml`;
const HEADERS = /^word\/(header|footer)\d*\.xml$/;
/** WordprocessingML counts outline levels from 0; 9 is body text. */
const BODY_LEVEL = 9;
/** What was deleted, or moved from here, what a field is computed from, and what old versions of Word show instead. */
const LEFT_OUT = new Set(["del", "moveFrom", "instrText", "delText", "Fallback"]);
/** What is not shown, and what is struck out as no longer true. */
const HIDDEN = new Set(["vanish", "strike", "dstrike"]);

const documentOf = (archive: Archive) => mainPart(archive, FOLDER, DOCUMENT);

export const isDocx = (archive: Archive) => documentOf(archive) !== undefined;

/**
 * Headers and footers, each once, then the text with its notes behind the paragraphs that have them.
 * @throws {Unreadable} when the archive is not what Word writes
 */
export function readDocx(archive: Archive): Block[] {
  const headers = archive.names
    .filter((name) => HEADERS.test(name))
    .toSorted()
    .toReversed();
  const main = documentOf(archive) ?? DOCUMENT;
  const relations = relationsOf(archive, main);
  const pathOf = (type: string) => relations.find((relation) => relation.type === type)?.path ?? `${FOLDER}${type}.xml`;
  const parts = archive.read([main, ...["styles", "footnotes", "endnotes"].map(pathOf), ...headers]);
  const document = parts.get(main);
  if (document === undefined) throw new Unreadable("damaged");
  const styles = readStyles(parts.get(pathOf("styles")));
  const footnotes = readNotes(parts.get(pathOf("footnotes")), styles);
  const endnotes = readNotes(parts.get(pathOf("endnotes")), styles);
  const said = new Set<string>();
  const around = headers
    .flatMap((name) => readPart(parts.get(name), { styles }))
    .filter(({ text }) => !said.has(text) && said.add(text));
  return [...around, ...readPart(document, { styles, footnotes, endnotes })];
}

type Styles = { levels: Map<string, number>; contents: Set<string> };

/** Which styles are headings, and which a table of contents, by the names that are the same in every language of Word. */
function readStyles(xml: Uint8Array | undefined): Styles {
  const styles: Styles = { levels: new Map(), contents: new Set() };
  let id = "";
  readXml(xml ?? "", {
    open(name, attributes) {
      const value = attributeOf(attributes, "val") ?? "";
      if (name === "style") id = attributeOf(attributes, "styleId") ?? "";
      else if (name === "name") {
        const heading = /^(?:heading (\d)|title)$/i.exec(value);
        if (heading !== null) styles.levels.set(id, Number(heading[1] ?? 1));
        if (/^toc \d/i.test(value)) styles.contents.add(id);
      } else if (name === "outlineLvl" && Number(value) < BODY_LEVEL && !styles.levels.has(id))
        styles.levels.set(id, Number(value) + 1);
    },
  });
  return styles;
}

type Notes = Map<string, Block[]>;

/** The notes by their ids; what separates them from the text is none. */
function readNotes(xml: Uint8Array | undefined, styles: Styles): Notes {
  const notes: Notes = new Map();
  if (xml !== undefined) readPart(xml, { styles, onNote: (id, blocks) => notes.set(id, blocks) });
  return notes;
}

type Context = {
  styles: Styles;
  footnotes?: Notes | undefined;
  endnotes?: Notes | undefined;
  onNote?: (id: string, blocks: Block[]) => void;
};

function readPart(xml: Uint8Array | undefined, { styles, footnotes, endnotes, onNote }: Context): Block[] {
  let flow = createFlow();
  let note: string | undefined;
  let leftOut = 0;
  let isText = false;
  let isHidden = false;
  let inProperties = false;
  let isContents = false;
  const cells: Reach[] = [];
  readXml(xml ?? "", {
    open(name, attributes) {
      if (leftOut > 0 || LEFT_OUT.has(name)) leftOut++;
      else if (name === "t") isText = true;
      else if (name === "tab" || name === "br" || name === "cr") flow.text(" ");
      else if (name === "noBreakHyphen") flow.text("-");
      else if (name === "p") isContents = false;
      else if (name === "pPr") inProperties = true;
      else if (name === "r") isHidden = false;
      else if (HIDDEN.has(name) && !inProperties) isHidden ||= isOn(attributes);
      else if (name === "tc") cells.push({ rows: 1, columns: 1, goesOn: false });
      else if (name === "gridSpan")
        setCell(cells.at(-1), { columns: Number(attributeOf(attributes, "val") ?? 1) || 1 });
      else if (name === "vMerge") setCell(cells.at(-1), { goesOn: attributeOf(attributes, "val") !== "restart" });
      else if (name === "pStyle") {
        const style = attributeOf(attributes, "val") ?? "";
        const level = styles.levels.get(style);
        if (level !== undefined) flow.level(level);
        isContents = styles.contents.has(style);
      } else if (name === "outlineLvl") {
        const level = Number(attributeOf(attributes, "val") ?? BODY_LEVEL);
        if (level < BODY_LEVEL) flow.level(level + 1);
      } else if (name === "tbl") flow.startTable();
      else if (name === "txbxContent") flow.startBox();
      else if (name === "footnoteReference" || name === "endnoteReference") {
        const notes = name === "footnoteReference" ? footnotes : endnotes;
        flow.aside(notes?.get(attributeOf(attributes, "id") ?? "") ?? []);
      } else if (name === "footnote" || name === "endnote") {
        note = attributeOf(attributes, "type") === undefined ? attributeOf(attributes, "id") : undefined;
        flow = createFlow();
      }
    },
    text(text) {
      if (isText && leftOut === 0 && !isHidden && !isContents) flow.text(text);
    },
    close(name) {
      if (leftOut > 0) leftOut--;
      else if (name === "t") isText = false;
      else if (name === "pPr") inProperties = false;
      else if (name === "p") flow.endParagraph();
      else if (name === "tc") flow.endCell(cells.pop());
      else if (name === "tr") flow.endRow();
      else if (name === "tbl") flow.endTable();
      else if (name === "txbxContent") flow.endBox();
      else if ((name === "footnote" || name === "endnote") && note !== undefined) onNote?.(note, flow.end());
    },
  });
  return flow.end();
}

function setCell(cell: Reach | undefined, found: Partial<Reach>): void {
  if (cell !== undefined) Object.assign(cell, found);
}

/** A property that is there is on, unless it says otherwise. */
const isOn = (attributes: Attributes) => !["0", "false", "off"].includes(attributeOf(attributes, "val") ?? "");
