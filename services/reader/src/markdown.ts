import type { Block } from "@allokoli/shared/rpc/reader";
import MarkdownIt from "markdown-it";
import { createBlocks } from "./blocks.ts";
import { readHtml } from "./html.ts";
import { MAX_CHARACTERS } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

/** What a program keeps about the text before it begins: YAML between lines of dashes, TOML between lines of pluses. */
const FRONT_MATTER = /^\ufeff?(---|\+\+\+)[\t ]*\r?\n(?:[^\n]*\n){0,200}?(?:\1|\.\.\.)[\t ]*(?:\r?\n|$)/;
/** What may say where links of the text lead to. */
const LINK_ADDRESS = /^ {0,3}\[[^\]]{1,300}\]:[\t ]+\S/;
const MAX_LINK_ADDRESSES = 10_000;
/** A picture that lies in the text itself, or where links of the text look for it. */
const PICTURE = /(?<=\()data:[^()\s]*(?=\))|(?<=^ {0,3}\[[^\]\n]{1,300}\]:[\t ]{0,20})<?data:[^\n]*/gm;
const FENCE = /^ {0,3}(```|~~~)/;
/** What begins like this may belong to a list or to a paragraph of it above. */
const IN_LIST = /^(?:[\t ]|[-*+]|\d)/;
/** A paragraph as long as a chapter has no marks that anybody set by hand. */
const MAX_MARKED_CHARACTERS = 20_000;
/** A long text is read in parts, so that what is known of each line of one is free again before the next. */
const PART_CHARACTERS = 20_000;
const MAX_PART_CHARACTERS = 200_000;

const markdown = createMarkdown();

/**
 * Markdown as CommonMark and GitHub's tables have it, with the HTML in it. Addresses of links are dropped.
 * @throws {Unreadable} `too_large`
 */
export function readMarkdown(text: string): Block[] {
  const written = withoutComments(withoutFrontMatter(text)).replaceAll(PICTURE, "#");
  if (written.length > MAX_CHARACTERS) throw new Unreadable("too_large");
  return readHtml(rendered(written));
}

export const withoutFrontMatter = (text: string) => text.replace(FRONT_MATTER, "");

function* rendered(text: string): Generator<string> {
  const { parts, addresses } = partsOf(text);
  const environment = {};
  // Links may name an address that stands at the end of the text.
  markdown.parse(addresses.join("\n"), environment);
  for (const part of parts) yield markdown.render(part, environment);
}

/** Cut where a paragraph, a list, a table and code have ended; elsewhere only when a part grows out of bounds. */
function partsOf(text: string): { parts: string[]; addresses: string[] } {
  const parts: string[] = [];
  const addresses: string[] = [];
  let part: string[] = [];
  let characters = 0;
  let fence: string | undefined;
  let isAfterBlank = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const mark = FENCE.exec(line)?.[1];
    const isFree = fence === undefined && isAfterBlank && !IN_LIST.test(line);
    if ((isFree && characters > PART_CHARACTERS) || characters + line.length > MAX_PART_CHARACTERS) {
      parts.push(part.join("\n"));
      part = [];
      characters = 0;
    }
    if (mark !== undefined && (fence === undefined || fence === mark)) fence = fence === undefined ? mark : undefined;
    isAfterBlank = line.trim() === "";
    const isAddress = fence === undefined && line.length <= MAX_MARKED_CHARACTERS && LINK_ADDRESS.test(line);
    if (isAddress && addresses.length < MAX_LINK_ADDRESSES) addresses.push(line);
    part.push(line);
    characters += line.length + 1;
  }
  parts.push(part.join("\n"));
  return { parts, addresses };
}

/** As `markdown-it` writes it, except for what a page would show and a text cannot. */
function createMarkdown() {
  const made = new MarkdownIt({ html: true });
  const { escapeHtml } = made.utils;
  // An address goes nowhere, so that any is good.
  made.validateLink = () => true;
  made.core.ruler.at("inline", ({ tokens, md, env, Token }) => {
    for (const token of tokens) {
      if (token.type !== "inline") continue;
      token.children = [];
      if (token.content.length <= MAX_MARKED_CHARACTERS) md.inline.parse(token.content, md, env, token.children);
      else token.children.push(Object.assign(new Token("text", "", 0), { content: token.content }));
    }
  });
  made.renderer.rules.image = (tokens, at, options, env, renderer) =>
    escapeHtml(renderer.renderInlineAsText(tokens[at]?.children ?? [], options, env));
  // Each line of code stands for itself.
  const code: typeof made.renderer.rules.fence = (tokens, at) =>
    (tokens[at]?.content ?? "")
      .split("\n")
      .map((line) => `<p>${escapeHtml(line)}</p>`)
      .join("");
  made.renderer.rules.fence = code;
  made.renderer.rules.code_block = code;
  return made;
}

/** One that does not end is text. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let from = text.indexOf("<!--"); from !== -1; from = text.indexOf("<!--", at)) {
    const end = text.indexOf("-->", from + 4);
    if (end === -1) break;
    parts.push(text.slice(at, from));
    at = end + 3;
  }
  return parts.join("") + text.slice(at).replaceAll("<!--", String.raw`\<!--`);
}

/** Plain text: a blank line ends a paragraph. */
export function readText(text: string): Block[] {
  const { blocks, paragraph } = createBlocks();
  // One end of a line, however it is written: a CRLF is not two.
  for (const part of text.replaceAll(/\r\n?/g, "\n").split(/[\n\f][\t ]*[\n\f]|\f/)) paragraph(part);
  return blocks;
}
