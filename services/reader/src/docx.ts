import type { Block } from "@allokoli/shared/rpc/reader";
import { createBlocks } from "./blocks.ts";
import { decodeEntities } from "./entities.ts";
import { Unreadable } from "./unreadable.ts";
import type { Archive } from "./unzip.ts";

const DOCUMENT = "word/document.xml";
const STYLES = "word/styles.xml";
/** WordprocessingML counts outline levels from 0; 9 is body text. */
const BODY_LEVEL = 9;

export const isDocx = ({ names }: Archive) => names.includes(DOCUMENT);

/** @throws {Unreadable} when the archive is not what Word writes */
export async function readDocx(archive: Archive): Promise<Block[]> {
  const [document, styles] = [await archive.read(DOCUMENT), await archive.read(STYLES)];
  if (document === undefined) throw new Unreadable("damaged");
  const levels = styles === undefined ? new Map<string, number>() : headingStyles(decode(styles));
  return readDocument(decode(document), levels);
}

const decode = (bytes: Uint8Array) =>
  new TextDecoder(bytes[0] === 0xff || bytes[1] === 0 ? "utf-16le" : "utf-8").decode(bytes);

/** Which styles are headings, by the name that is the same in every language of Word, or by their outline level. */
function headingStyles(xml: string): Map<string, number> {
  const levels = new Map<string, number>();
  for (const [style] of xml.matchAll(/<w:style\b[\s\S]*?<\/w:style>/g)) {
    const id = /w:styleId="([^"]*)"/.exec(style)?.[1];
    const named = /<w:name w:val="(?:heading (\d)|(title))"/i.exec(style);
    const outline = /<w:outlineLvl w:val="(\d)"/.exec(style)?.[1];
    const level = named ? Number(named[1] ?? 1) : outline === undefined ? undefined : Number(outline) + 1;
    if (id !== undefined && level !== undefined && level <= BODY_LEVEL) levels.set(id, level);
  }
  return levels;
}

const TAG =
  /<(\/?)w:(p|t|tab|br|cr|tr|tc|tbl|pStyle|outlineLvl|delText|instrText|noBreakHyphen|footnoteReference)\b([^>]*?)(\/?)>/g;

function readDocument(xml: string, levels: Map<string, number>): Block[] {
  const { blocks, heading, paragraph, row } = createBlocks();
  let text = "";
  let level: number | undefined;
  let tableDepth = 0;
  let cells: string[] = [];
  let at = 0;
  let isText = false;
  for (const tag of xml.matchAll(TAG)) {
    if (isText) text += decodeEntities(xml.slice(at, tag.index));
    at = tag.index + tag[0].length;
    const [, slash, name, attributes = "", selfClosed] = tag;
    const isEnd = slash === "/";
    isText = name === "t" && !isEnd && selfClosed !== "/";
    const value = /w:val="([^"]*)"/.exec(attributes)?.[1] ?? "";
    if (name === "tab" || name === "br" || name === "cr") text += " ";
    else if (name === "noBreakHyphen") text += "-";
    else if (name === "pStyle") level = levels.get(value) ?? level;
    else if (name === "outlineLvl" && Number(value) < BODY_LEVEL) level = Number(value) + 1;
    else if (name === "tbl" && selfClosed !== "/") tableDepth += isEnd ? -1 : 1;
    else if (name === "tc" && isEnd && tableDepth === 1) {
      cells.push(text);
      text = "";
    } else if (name === "tr" && isEnd && tableDepth === 1) {
      row(cells);
      cells = [];
    } else if (name === "p" && (isEnd || selfClosed === "/")) {
      if (tableDepth > 0) text += " ";
      else {
        if (level === undefined) paragraph(text);
        else heading(text, level);
        text = "";
      }
      level = undefined;
    }
  }
  paragraph(text);
  return blocks;
}
