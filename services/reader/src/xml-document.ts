import type { Block } from "@allokoli/shared/rpc/reader";
import { createBlocks, toLine } from "./blocks.ts";
import { readXml } from "./xml.ts";

export const isXml = (text: string) =>
  /^\ufeff?\s*<(?:\?xml\s|[a-z_][\w.:-]*[\s>])/i.test(text) && /<\/[\w.:-]+>\s*$/.test(text.slice(-200));
/** Comments may stand before anything; each ends where it first can, so that there is one way to read them. */
export const COMMENTS = String.raw`(?:<!--(?:(?!-->)[\s\S])*-->\s*)*`;
export const START_CHARACTERS = 65_536;
const SVG = new RegExp(String.raw`^\ufeff?\s*(?:<\?xml[^>]*>\s*)?${COMMENTS}(?:<!doctype svg[^>]*>\s*)?<svg\b`, "i");
export const isPicture = (text: string) => SVG.test(text.slice(0, START_CHARACTERS));

type Element = { name: string; text: string; cells: string[] };

/** XML by its values, each beside its name, those of one element in one row under the path that leads there. */
export function readXmlDocument(text: string): Block[] {
  const { blocks, row, paragraph } = createBlocks();
  const open: Element[] = [];
  readXml(text, {
    open(name, attributes) {
      const cells = Object.entries(attributes)
        .filter(([key, value]) => !key.startsWith("xmlns") && !key.includes(":") && value !== "")
        .map(([key, value]) => `${key}: ${value}`);
      open.push({ name, text: "", cells });
    },
    text(part) {
      const element = open.at(-1);
      if (element !== undefined) element.text += part;
    },
    close() {
      const element = open.pop();
      if (element === undefined) return;
      const { name, cells } = element;
      const said = toLine(element.text);
      const parent = open.at(-1);
      if (said !== "" && cells.length === 0 && parent !== undefined) parent.cells.push(`${name}: ${said}`);
      else if (cells.length > 0)
        row([[...open.map((outer) => outer.name), name].join(" › "), ...cells, ...(said === "" ? [] : [said])]);
      else paragraph(said);
    },
  });
  return blocks;
}
