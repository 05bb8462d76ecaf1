import type { Block } from "@allokoli/shared/rpc/reader";
import papaparse from "papaparse";
import { createBlocks, toLine } from "./blocks.ts";
import { MAX_DEPTH } from "./limits.ts";
import { findNames, mostFrequent, type Cell, type Names } from "./table-names.ts";

const MAX_TITLES = 10;
const SAMPLE_ROWS = 50;

/**
 * A table as one row a line, each value beside the name of its column, so that a row answers on its own. What stands above the
 * names is text; the names are a row as well, for those that nothing stands below.
 */
export function readTable(rows: Cell[][], heading?: string): Block[] {
  const { blocks, heading: addHeading, paragraph, row } = createBlocks();
  if (heading !== undefined) addHeading(heading, 1);
  const filled = rows
    .map((cells) => cells.map((cell) => ({ ...cell, text: toLine(cell.text) })).filter(({ text }) => text !== ""))
    .filter((cells) => cells.length > 0);
  const names = findNames(filled);
  if (names === undefined) {
    for (const cells of filled) row(textsOf(cells));
    return blocks;
  }
  for (const cells of filled.slice(0, names.from)) paragraph(textsOf(cells).join(" "));
  row([...new Set(names.nameOf.values())]);
  for (const cells of filled.slice(names.to)) row(namedCells(cells, names));
  return blocks;
}

const textsOf = (cells: Cell[]) => cells.filter(({ across }) => !across).map(({ text }) => text);

function namedCells(cells: Cell[], { nameOf }: Names): string[] {
  // What reaches over all columns is about the rows below, and no value of each column.
  if (textsOf(cells).length === 1 && cells.length > 1) return textsOf(cells);
  return cells.flatMap(({ at, text, across }) => {
    const name = nameOf.get(at);
    if (across && (name === undefined || name === nameOf.get(at - 1))) return [];
    return [name === undefined ? text : `${name}: ${text}`];
  });
}

/** What Excel writes before a table to name what separates its columns. */
const SEPARATOR_LINE = /^\ufeff?sep=(.)\r?\n/i;

export function readCsv(text: string): Block[] {
  const [line, separator] = SEPARATOR_LINE.exec(text) ?? ["", undefined];
  const rest = text.slice(line.length);
  const { data } = papaparse.parse<string[]>(rest, {
    delimiter: separator ?? delimiterOf(text) ?? ",",
    skipEmptyLines: "greedy",
  });
  return readTable(data.map((cells) => cells.map((cell, at) => ({ at, text: cell }))));
}

/** What separates the columns of a table; undefined when the lines are not one: nearly all have as many columns. */
export function delimiterOf(text: string): string | undefined {
  const separator = SEPARATOR_LINE.exec(text)?.[1];
  if (separator !== undefined) return separator;
  return [";", "\t", ",", "|"].find((delimiter) => {
    const { data } = papaparse.parse<string[]>(text.slice(0, 100_000), {
      delimiter,
      preview: SAMPLE_ROWS,
      skipEmptyLines: "greedy",
    });
    const columns = mostFrequent(data.map(({ length }) => length));
    const titles = data.slice(0, MAX_TITLES).findIndex(({ length }) => length === columns);
    const rows = data.slice(Math.max(0, titles));
    if (columns < 2 || rows.length < 2) return false;
    // A sentence has commas too, and often one: prose is told by its spaces after them.
    const isProse =
      delimiter === "," && rows.some((cells) => cells.filter((cell) => /^\s/.test(cell)).length > (columns - 1) / 2);
    return !isProse && rows.filter(({ length }) => length === columns).length / rows.length >= 0.9;
  });
}

const toShown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** JSON as one row an object of plain values, under the path that leads to it. */
export function readJson(text: string): Block[] {
  const { blocks, row, paragraph } = createBlocks();
  const walk = (value: unknown, path: string[]): void => {
    if (typeof value !== "object" || value === null || path.length > MAX_DEPTH) {
      if (value !== null && value !== "") paragraph([...path, toShown(value)].join(": "));
      return;
    }
    if (Array.isArray(value)) {
      for (const item of value) walk(item, path);
      return;
    }
    const entries = Object.entries(value);
    const plain = entries.filter(([, inner]) => typeof inner !== "object" && inner !== "");
    const prefix = path.length === 0 ? [] : [path.join(" › ")];
    if (plain.length > 0) row([...prefix, ...plain.map(([name, inner]) => `${name}: ${String(inner)}`)]);
    for (const [name, inner] of entries) if (typeof inner === "object") walk(inner, [...path, name]);
  };
  walk(JSON.parse(text.replace(/^\ufeff/, "")), []);
  return blocks;
}
