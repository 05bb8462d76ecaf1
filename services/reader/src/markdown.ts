import type { Block } from "@allokoli/shared/rpc/reader";
import { createBlocks } from "./blocks.ts";

const ATX_HEADING = /^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$/;
const TABLE_RULE = /^[\s|:-]+$/;

/** Markdown by its lines: headings, tables, list items and paragraphs. Emphasis and addresses of links are dropped. */
export function readMarkdown(text: string): Block[] {
  const { blocks, heading, paragraph, row } = createBlocks();
  let open: string[] = [];
  let isCode = false;
  const close = () => {
    paragraph(open.map(toPlain).join(" "));
    open = [];
  };
  for (const line of text.split(/\r\n|\r|\n/)) {
    const atx = ATX_HEADING.exec(line);
    if (/^\s*(```|~~~)/.test(line)) {
      close();
      isCode = !isCode;
    } else if (isCode) {
      paragraph(line);
    } else if (atx?.[1] !== undefined && atx[2] !== undefined) {
      close();
      heading(toPlain(atx[2]), atx[1].length);
    } else if (/^ {0,3}(=+|-+)\s*$/.test(line) && open.length > 0) {
      heading(open.map(toPlain).join(" "), line.includes("=") ? 1 : 2);
      open = [];
    } else if (/^\s*\|.*\|\s*$/.test(line)) {
      close();
      if (!TABLE_RULE.test(line)) row(line.trim().slice(1, -1).split("|").map(toPlain));
    } else if (line.trim() === "" || /^\s*(\*\s*){3,}$|^\s*(_\s*){3,}$|^\s*(-\s*){3,}$/.test(line)) {
      close();
    } else {
      if (/^\s*([-*+]|\d+[.)])\s/.test(line)) close();
      open.push(line);
    }
  }
  close();
  return blocks;
}

const toPlain = (line: string) =>
  line
    .replace(/^\s*(>\s*)+/, "")
    .replace(/^\s*([-*+]|\d+[.)])\s+(\[[ x]\]\s)?/i, "")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/(\*\*|__|~~|`)/g, "")
    .replaceAll(/(^|\W)[*_](\S(?:[^*_]*\S)?)[*_](?=\W|$)/g, "$1$2");

/** Plain text: a blank line ends a paragraph. */
export function readText(text: string): Block[] {
  const { blocks, paragraph } = createBlocks();
  for (const part of text.split(/(?:\r\n|\r|\n|\f)[\t ]*(?:\r\n|\r|\n|\f)|\f/)) paragraph(part);
  return blocks;
}
