/**
 * What Vapi's texts can name of a call besides what is the organization's own: `transport` has the account and the token of
 * the telephone provider (reference of Vapi, dynamic variables and TwilioTransport), the others its whole objects.
 */
const WITHHELD = new Set(
  "assistant call credential credentials monitor org phoneNumber server squad transport".split(" "),
);
/** Of these, what is nobody's secret. */
const FREE = new Set([
  "assistant.name",
  "squad.name",
  "phoneNumber.name",
  "phoneNumber.number",
  "transport.conversationType",
]);

/** Whether a variable of this name says nothing in a text, because Vapi has something of its own under it. */
export const isWithheldName = (name: string) => WITHHELD.has(name.split("-")[0] ?? "");

/** The tags of Liquid that a text may have. `raw`, `liquid` and `comment` change how what is behind them is read. */
const TAGS = new Set(
  "if elsif else endif unless endunless case when endcase assign capture endcapture for endfor break continue".split(
    " ",
  ),
);
/** Words between values, which name nothing. */
const WORDS = new Set("and or contains in true false nil null empty blank reversed limit offset".split(" "));

/** A name ends before a hyphen that belongs to the tag. A text has no brace and nothing escaped: where it ends is certain. */
const TOKEN =
  /(?<space>\s+)|(?<text>"[^"\\{}]*"|'[^'\\{}]*')|(?<number>-?\d+(?:\.\d+)?)|(?<name>[\p{L}_](?:[\p{L}\p{N}_]|-(?=[\p{L}\p{N}_]))*\??)|(?<sign>==|!=|<>|<=|>=|[=<>|:,.[\]])/uy;

/**
 * A text for Vapi in whose Liquid nothing of the call is named but what the organization may know: other names become one
 * that nobody sets, and so say nothing. A tag that is not understood here is none any more (`{ {`): what another reader
 * would make of it is not known. Whatever else the text holds stays as it is.
 */
export function withholdIn(text: string): string {
  let done = "";
  let at = 0;
  for (let begin = nextOpening(text, at); begin >= 0; begin = nextOpening(text, at)) {
    const tag = readTag(text, begin);
    done += text.slice(at, begin) + (tag === undefined ? "{ " : tag.text);
    at = tag === undefined ? begin + 1 : tag.end;
  }
  return done + text.slice(at);
}

const OPENING = /\{[{%]/g;

function nextOpening(text: string, from: number): number {
  OPENING.lastIndex = from;
  return OPENING.exec(text)?.index ?? -1;
}

type Name = { begin: number; root: string; path: string };

/** The tag that begins there, with what it may not name withheld; undefined when it is not one of those that are understood. */
function readTag(text: string, begin: number): { text: string; end: number } | undefined {
  const closing = text[begin + 1] === "{" ? "}}" : "%}";
  let at = begin + (text[begin + 2] === "-" ? 3 : 2);
  const names: Name[] = [];
  /** The path that goes on, where a field or an index may follow. */
  let path: Name | undefined;
  /** What the token before makes of a name: the tag's, a filter's, a field, or a variable. */
  let next: "tag" | "filter" | "field" | "variable" = closing === "%}" ? "tag" : "variable";
  const open: (Name | undefined)[] = [];
  for (;;) {
    const end = text.startsWith("-" + closing, at) ? at + 3 : text.startsWith(closing, at) ? at + 2 : undefined;
    if (end !== undefined) {
      return open.length === 0 && next === "variable"
        ? { text: withNamesWithheld(text, begin, end, names), end }
        : undefined;
    }
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.groups;
    if (token === undefined) return undefined;
    at = TOKEN.lastIndex;
    const { name, sign } = token;
    if (token["space"] !== undefined) continue;
    if (name !== undefined) {
      if (next === "tag" && !TAGS.has(name)) return undefined;
      if (next === "field" && path !== undefined) path.path += `.${name}`;
      else path = undefined;
      if (next === "variable" && !WORDS.has(name)) {
        path = { begin: at - name.length, root: name, path: name };
        names.push(path);
      }
      next = "variable";
      continue;
    }
    if (next !== "variable") return undefined;
    if (sign === undefined) path = undefined;
    else if (sign === ".") {
      if (path === undefined) return undefined;
      next = "field";
    } else if (sign === "[") {
      if (path === undefined) return undefined;
      path.path += "[";
      open.push(path);
      path = undefined;
    } else if (sign === "]") {
      if (open.length === 0) return undefined;
      path = open.pop();
    } else {
      path = undefined;
      if (sign === "|") next = "filter";
    }
  }
}

function withNamesWithheld(text: string, begin: number, end: number, names: Name[]): string {
  let done = "";
  let at = begin;
  for (const { begin: from, root, path } of names) {
    const isFree = !isWithheldName(root) || FREE.has(path);
    done += text.slice(at, from) + (isFree ? root : "withheld");
    at = from + root.length;
  }
  return done + text.slice(at, end);
}

/** The same for each text of a body, however deep. */
// What comes out differs from what went in by the characters of its texts alone.
export const withheld = <Body>(body: Body): Body => mapTexts(body) as Body;

function mapTexts(value: unknown): unknown {
  if (typeof value === "string") return withholdIn(value);
  if (Array.isArray(value)) return value.map(mapTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner)]));
}
