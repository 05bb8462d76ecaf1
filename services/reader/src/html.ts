import type { Block } from "@allokoli/shared/rpc/reader";
import { Parser } from "htmlparser2";
import { createFlow, type Reach } from "./flow.ts";
import { MAX_HTML_DEPTH } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

/** What no reader sees, what is struck out as no longer true, and what every page of a site repeats. `aside` stays: hours and addresses stand there. */
const LEFT_OUT = new Set(
  "script style noscript template svg math iframe object head nav footer dialog datalist select s strike del".split(
    " ",
  ),
);
const LEFT_OUT_ROLES = new Set(["navigation", "contentinfo", "menu", "menubar", "search", "dialog", "alertdialog"]);
const INLINE = new Set(
  "a abbr b bdi bdo big cite code data dfn em font i img ins kbd label mark q samp small span strong sub sup time tt u var wbr".split(
    " ",
  ),
);

/**
 * What a page says, by its headings, paragraphs and table rows. Nothing of it runs or is kept as HTML. A page that is made as
 * it is read comes in parts.
 */
export function readHtml(html: string | Iterable<string>): Block[] {
  const flow = createFlow();
  let depth = 0;
  let leftOut = 0;
  const cells: Reach[] = [];
  // In a cell, paragraphs are words of the cell.
  const breakLine = () => (cells.length > 0 ? flow.text(" ") : flow.endParagraph());
  const parser = new Parser({
    onopentag(name, attributes) {
      if (++depth > MAX_HTML_DEPTH) throw new Unreadable("damaged");
      if (leftOut > 0 || isLeftOut(name, attributes)) leftOut++;
      else if (name === "table") {
        breakLine();
        flow.startTable();
      } else if (name === "td" || name === "th") cells.push(reachOf(attributes));
      else if (!INLINE.has(name)) breakLine();
      if (leftOut === 0 && cells.length === 0 && /^h[1-6]$/.test(name)) flow.level(Number(name[1]));
    },
    ontext(text) {
      if (leftOut === 0) flow.text(text);
    },
    onclosetag(name) {
      depth--;
      if (leftOut > 0) leftOut--;
      else if (name === "td" || name === "th") {
        flow.endCell(cells.pop());
      } else if (name === "tr") flow.endRow();
      else if (name === "table") flow.endTable();
      else if (!INLINE.has(name)) breakLine();
    },
  });
  for (const part of typeof html === "string" ? [html] : html) parser.write(part);
  parser.end();
  return flow.end();
}

function isLeftOut(
  name: string,
  { hidden, role = "", style = "", "aria-hidden": ariaHidden, ...rest }: Record<string, string>,
) {
  if (name === "dialog") return rest["open"] === undefined;
  if (LEFT_OUT.has(name) || LEFT_OUT_ROLES.has(role)) return true;
  return (
    hidden !== undefined ||
    ariaHidden === "true" ||
    /(?:display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[a-z-]*\s*:[^;]{0,100}line-through)/i.test(style)
  );
}

const reachOf = ({ rowspan, colspan }: Record<string, string>): Reach => ({
  rows: Number.parseInt(rowspan ?? "1") || 1,
  columns: Number.parseInt(colspan ?? "1") || 1,
});
