import type { Block } from "@allokoli/shared/rpc/reader";
import type { Archive } from "./archive.ts";
import { mainPart, relationsOf } from "./relations.ts";
import { readTable } from "./table.ts";
import { createSpread, type Merged } from "./table-merges.ts";
import type { Cell } from "./table-names.ts";
import { Unreadable } from "./unreadable.ts";
import { attributeOf, readXml } from "./xml.ts";
import { createNumbers, type Numbers } from "./xlsx-numbers.ts";

const FOLDER = "xl/";
const WORKBOOK = `${FOLDER}workbook.xml`;

const workbookOf = (archive: Archive) => mainPart(archive, FOLDER, WORKBOOK);

export const isXlsx = (archive: Archive) => workbookOf(archive) !== undefined;

/**
 * The sheets that are shown, each under its name.
 * @throws {Unreadable} when the archive is not what Excel writes
 */
export function readXlsx(archive: Archive): Block[] {
  const main = workbookOf(archive) ?? WORKBOOK;
  const relations = relationsOf(archive, main);
  const pathOf = (type: string) => relations.find((relation) => relation.type === type)?.path ?? `${FOLDER}${type}.xml`;
  const parts = archive.read([main, pathOf("sharedStrings"), pathOf("styles")]);
  const workbook = parts.get(main);
  if (workbook === undefined) throw new Unreadable("damaged");
  const { sheets, startsIn1904 } = readWorkbook(workbook, new Map(relations.map(({ id, path }) => [id, path])));
  const strings = readStrings(parts.get(pathOf("sharedStrings")));
  const numbers = createNumbers(parts.get(pathOf("styles")), startsIn1904);
  const contents = archive.read(sheets.map(({ path }) => path));
  const spread = createSpread();
  return sheets.flatMap(({ name, path }) => {
    const { rows, merged, isShown } = readSheet(contents.get(path), strings, numbers);
    return readTable(
      spread(rows, merged).map((cells) => cells.filter(isShown)),
      name,
    );
  });
}

function readWorkbook(xml: Uint8Array, paths: Map<string, string>) {
  const sheets: { name: string; path: string }[] = [];
  let startsIn1904 = false;
  readXml(xml, {
    open(name, attributes) {
      if (name === "workbookPr") startsIn1904 = ["1", "true"].includes(attributes["date1904"] ?? "");
      if (name !== "sheet" || (attributes["state"] ?? "visible") !== "visible") return;
      const path = paths.get(attributeOf(attributes, "id") ?? "");
      if (path !== undefined) sheets.push({ name: attributes["name"] ?? "", path });
    },
  });
  return { sheets, startsIn1904 };
}

/** The texts that cells name by number, without the pronunciation that Japanese ones carry. */
function readStrings(xml: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  let text = "";
  let isText = false;
  let isSpoken = false;
  readXml(xml ?? "", {
    open(name) {
      if (name === "si") text = "";
      else if (name === "rPh") isSpoken = true;
      else if (name === "t") isText = !isSpoken;
    },
    text(part) {
      if (isText) text += part;
    },
    close(name) {
      if (name === "t") isText = false;
      else if (name === "rPh") isSpoken = false;
      else if (name === "si") strings.push(text);
    },
  });
  return strings;
}

function readSheet(xml: Uint8Array | undefined, strings: string[], numbers: Numbers) {
  const rows = new Map<number, Cell[]>();
  const merged: Merged[] = [];
  const hiddenColumns: { from: number; to: number }[] = [];
  let row: Cell[] = [];
  let rowAt = -1;
  let isHidden = false;
  let cell = { at: 0, type: "n", style: 0, text: "" };
  let isValue = false;
  readXml(xml ?? "", {
    open(name, attributes) {
      if (name === "col" && isTrue(attributes["hidden"]))
        hiddenColumns.push({ from: Number(attributes["min"]) - 1, to: Number(attributes["max"]) - 1 });
      else if (name === "row") {
        row = [];
        rowAt = attributes["r"] === undefined ? rowAt + 1 : Number(attributes["r"]) - 1;
        isHidden = isTrue(attributes["hidden"]);
      } else if (name === "c") {
        const at = columnOf(attributes["r"]) ?? cell.at + 1;
        cell = { at, type: attributes["t"] ?? "n", style: Number(attributes["s"] ?? 0), text: "" };
      } else if (name === "v" || name === "t") isValue = true;
      else if (name === "mergeCell") merged.push(...mergedOf(attributes["ref"]));
    },
    text(text) {
      if (isValue) cell.text += text;
    },
    close(name) {
      if (name === "v" || name === "t") isValue = false;
      else if (name === "c") {
        const text = shown(cell, strings, numbers);
        if (text !== "") row.push({ at: cell.at, text });
      } else if (name === "row" && !isHidden && row.length > 0) rows.set(rowAt, row);
    },
  });
  const isShown = ({ at }: Cell) => !hiddenColumns.some(({ from, to }) => at >= from && at <= to);
  return { rows, merged, isShown };
}

/** "B2:C3" is two rows and two columns from the second of each. */
function mergedOf(reference = ""): Merged[] {
  const [from, to] = reference.split(":").map((end) => ({ at: columnOf(end), row: Number(/\d+$/.exec(end)?.[0]) - 1 }));
  if (from?.at === undefined || to?.at === undefined || !(to.row >= from.row)) return [];
  return [{ row: from.row, at: from.at, rows: to.row - from.row + 1, columns: to.at - from.at + 1 }];
}

const isTrue = (value: string | undefined) => value === "1" || value === "true";

/** "AB12" stands in the 28th column, which is 27 from 0. */
function columnOf(reference = ""): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (letters === undefined) return undefined;
  return Array.from(letters).reduce((at, letter) => at * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function shown(
  { type, style, text }: { type: string; style: number; text: string },
  strings: string[],
  numbers: Numbers,
) {
  if (type === "s") return strings[Number(text)] ?? "";
  if (type === "b") return text === "1" ? "TRUE" : "FALSE";
  if (type === "e") return "";
  return type === "n" ? numbers.shown(text, style) : text;
}
