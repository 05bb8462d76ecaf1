import type { Block } from "@allokoli/shared/rpc/reader";
import { createFlow } from "./flow.ts";
import { MAX_DEPTH } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

export const isRtf = (text: string) => /^\s*\{\\rtf/.test(text);

/** Groups that hold no text of the document (Rich Text Format 1.9.1); what begins with `\*` is one of them as well. */
const LEFT_OUT = new Set(
  "fonttbl colortbl stylesheet info pict object themedata datastore listtable listoverridetable rsidtbl generator xmlnstbl fldinst bkmkstart bkmkend nonshppict revtbl filetbl".split(
    " ",
  ),
);
const SAID: Record<string, string> = {
  tab: " ",
  line: " ",
  emdash: "—",
  endash: "–",
  bullet: "•",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  emspace: " ",
  enspace: " ",
  qmspace: " ",
  "~": " ",
  _: "-",
};
/** A control word with its number, a letter by its code, another control, a brace, or text. */
const TOKEN = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)/gi;

type Group = { leftOut: boolean; skipped: number; hidden: boolean; struck: boolean };

/** RTF by its text; its letters may be in any of the old encodings. */
export function readRtf(text: string): Block[] {
  const flow = createFlow();
  const groups: Group[] = [];
  let group: Group = { leftOut: false, skipped: 1, hidden: false, struck: false };
  let letters: number[] = [];
  let decoder = decoderOf(1252);
  let toSkip = 0;
  let isFirst = false;
  let inTable = false;
  const say = (said: string) => {
    if (letters.length > 0) {
      const bytes = Uint8Array.from(letters.splice(0));
      flow.text(decoder.decode(bytes));
    }
    if (said !== "") flow.text(said);
  };
  const isSaid = () => !group.leftOut && !group.hidden && !group.struck;
  const control = (word: string, number: number | undefined) => {
    if (LEFT_OUT.has(word) && isFirst) group.leftOut = true;
    else if (word === "ansicpg" && number !== undefined) decoder = decoderOf(number);
    else if (word === "uc") group.skipped = number ?? 1;
    else if (word === "v") group.hidden = number !== 0;
    else if (word === "strike" || word === "striked" || word === "deleted") group.struck = number !== 0;
    else if (word === "plain") {
      group.hidden = false;
      group.struck = false;
    } else if (word === "bin") toSkip = Math.max(0, number ?? 0);
    else if (!isSaid()) return;
    else if (word === "u") {
      say(String.fromCharCode((number ?? 0) & 0xffff));
      toSkip = group.skipped;
    } else if (word === "par" || word === "sect" || word === "page") {
      say("");
      flow.endParagraph();
    } else if (word === "trowd" && !inTable) {
      inTable = true;
      flow.startTable();
    } else if (word === "cell") {
      say("");
      flow.endCell();
    } else if (word === "row") {
      flow.endRow();
      flow.endTable();
      inTable = false;
    } else say(SAID[word] ?? "");
  };
  for (const [, word, number, code, symbol, brace, plain] of text.matchAll(TOKEN)) {
    if (brace === "{") {
      groups.push({ ...group });
      if (groups.length > MAX_DEPTH) throw new Unreadable("damaged");
    } else if (brace === "}") {
      say("");
      group = groups.pop() ?? group;
      toSkip = 0;
    } else if (word !== undefined) control(word, number === undefined ? undefined : Number(number));
    else if (symbol === "*") group.leftOut = true;
    else if (code !== undefined) {
      if (toSkip > 0) toSkip--;
      else if (isSaid()) letters.push(Number.parseInt(code, 16));
    } else if (symbol === "\n" || symbol === "\r") control("par", undefined);
    else if (symbol !== undefined && isSaid()) say(SAID[symbol] ?? (/[\\{}]/.test(symbol) ? symbol : ""));
    else if (plain !== undefined) {
      const rest = plain.slice(toSkip);
      toSkip = Math.max(0, toSkip - plain.length);
      if (isSaid()) say(rest);
    }
    isFirst = brace === "{" || (isFirst && symbol === "*");
  }
  say("");
  return flow.end();
}

/** What workerd and Node know of Windows' code pages; others are read as the most usual. */
function decoderOf(page: number): TextDecoder {
  const name = page === 65_001 ? "utf-8" : page === 10_000 ? "macintosh" : `windows-${page}`;
  try {
    return new TextDecoder(name);
  } catch {
    return new TextDecoder("windows-1252");
  }
}
