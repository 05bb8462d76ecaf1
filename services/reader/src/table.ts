import type { Block } from "@allokoli/shared/rpc/reader";
import { createBlocks, toLine } from "./blocks.ts";
import { delimiterOf } from "./sniff.ts";

/** A table as one row a line, each value beside the name of its column, so that a row answers on its own. */
export function readCsv(text: string): Block[] {
  const { blocks, row } = createBlocks();
  const [header = [], ...rows] = parseCsv(text, delimiterOf(text) ?? ",");
  const names = header.map(toLine);
  const isHeader = rows.length > 0 && names.every((name) => name !== "" && !/^[\d\s.,€$%+-]+$/.test(name));
  if (!isHeader) {
    for (const cells of [header, ...rows]) row(cells);
    return blocks;
  }
  for (const cells of rows) {
    row(
      cells.flatMap((cell, index) => (toLine(cell) === "" ? [] : [names[index] ? `${names[index]}: ${cell}` : cell])),
    );
  }
  return blocks;
}

/** RFC 4180, with any delimiter and any line end. */
export function parseCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endRow = () => {
    cells.push(cell);
    if (cells.some((value) => value !== "")) rows.push(cells);
    cells = [];
    cell = "";
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[++at];
      else isQuoted = false;
    } else if (character === '"' && cell === "") isQuoted = true;
    else if (character === delimiter) {
      cells.push(cell);
      cell = "";
    } else if (character === "\n" || character === "\r") {
      if (character === "\r" && text[at + 1] === "\n") at++;
      endRow();
    } else cell += character;
  }
  endRow();
  return rows;
}

const MAX_DEPTH = 50;

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
