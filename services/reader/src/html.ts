import type { Block } from "@allokoli/shared/rpc/reader";
import { createBlocks } from "./blocks.ts";
import { decodeEntities } from "./entities.ts";

const HIDDEN = new Set(["script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head"]);
const INLINE = new Set(
  "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time tt u var wbr".split(
    " ",
  ),
);
const TOKEN =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([a-z][a-z0-9:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|<[!?][^>]*>/gi;

/** What a page says, by its headings, paragraphs and table rows. Nothing of it runs or is kept as HTML. */
export function readHtml(html: string): Block[] {
  const { blocks, heading, paragraph, row } = createBlocks();
  let text = "";
  let cells: string[] | undefined;
  let level = 0;
  let hidden: string | undefined;
  const flush = () => {
    if (cells !== undefined) return;
    if (level > 0) heading(text, level);
    else paragraph(text);
    text = "";
  };
  const onTag = (name: string, isEnd: boolean) => {
    if (INLINE.has(name)) return;
    if (name === "td" || name === "th") {
      if (isEnd || text.trim() !== "") cells?.push(text);
      text = "";
    } else if (name === "tr") {
      if (cells !== undefined) row(text.trim() === "" ? cells : [...cells, text]);
      cells = isEnd ? undefined : [];
      text = "";
    } else if (name === "table") {
      if (cells !== undefined) row(cells);
      cells = undefined;
      flush();
    } else if (/^h[1-6]$/.test(name)) {
      flush();
      level = isEnd ? 0 : Number(name[1]);
    } else if (cells === undefined) flush();
    else text += " ";
  };

  let at = 0;
  for (const token of html.matchAll(TOKEN)) {
    if (hidden === undefined) text += decodeEntities(html.slice(at, token.index));
    at = token.index + token[0].length;
    const [, data, slash, tag, attributes = ""] = token;
    const name = tag?.toLowerCase();
    if (data !== undefined && hidden === undefined) text += data;
    if (name === undefined) continue;
    if (hidden !== undefined) {
      if (slash === "/" && name === hidden) hidden = undefined;
    } else if (slash !== "/" && HIDDEN.has(name) && !attributes.endsWith("/")) {
      hidden = name;
    } else onTag(name, slash === "/");
  }
  if (hidden === undefined) text += decodeEntities(html.slice(at));
  cells = undefined;
  flush();
  return blocks;
}
