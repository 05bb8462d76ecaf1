import type { Block } from "@allokoli/shared/rpc/reader";

/** A piece of a text that answers on its own. */
export type Passage = {
  text: string;
  /** Where it begins, in a text that has pages. */
  page: number | null;
  /** The headings that it stands under, outermost first. */
  headings: string[];
  /** How many characters at its start repeat the passage before. */
  repeated: number;
};

/** About six sentences: enough to answer with, little enough to be read out. */
export const MAX_PASSAGE = 900;
/** Below this a passage takes in what follows under the same heading. */
const GOOD_PASSAGE = 500;
/** One sentence of the passage before. */
export const MAX_REPEATED = 160;
/** What is longer is a paragraph in the dress of a heading. */
const MAX_HEADING = 200;

type Piece = { text: string; page: number | null; headings: string[]; isRow: boolean };

/**
 * Cuts a text where its structure does: at headings and pages, then between paragraphs and table rows, then between sentences, and
 * only then between words. Each word of it is in a passage, none is longer than `MAX_PASSAGE`.
 */
export function toPassages(blocks: readonly Block[]): Passage[] {
  const passages: Passage[] = [];
  let open: Piece[] = [];
  const close = () => {
    const [first] = open;
    if (first !== undefined) passages.push(join(open, first, repeatedFrom(passages.at(-1), first)));
    open = [];
  };
  for (const piece of toPieces(blocks)) {
    const [first] = open;
    const length = lengthOf(open);
    const isElsewhere =
      first !== undefined && (first.page !== piece.page || !isSamePath(first.headings, piece.headings));
    const isFull = length + 1 + piece.text.length > MAX_PASSAGE - MAX_REPEATED - 1;
    if (isElsewhere || isFull || length >= GOOD_PASSAGE) close();
    open.push(piece);
  }
  close();
  return passages;
}

const lengthOf = (pieces: Piece[]) => pieces.reduce((sum, { text }) => sum + text.length + 1, -1);
const isSamePath = (a: string[], b: string[]) =>
  a.length === b.length && a.every((heading, index) => heading === b[index]);

/** Rows and paragraphs stand on lines of their own. */
function join(pieces: Piece[], first: Piece, repeated: string): Passage {
  const text = pieces.map((piece) => piece.text).join("\n");
  return {
    text: repeated === "" ? text : `${repeated}\n${text}`,
    page: first.page,
    headings: first.headings,
    repeated: repeated === "" ? 0 : repeated.length + 1,
  };
}

/** The last sentence of the passage before, where the text goes on from it; rows of a table need none. */
function repeatedFrom(before: Passage | undefined, first: Piece): string {
  if (before === undefined || first.isRow || !isSamePath(before.headings, first.headings)) return "";
  const last = cut(before.text.slice(before.repeated).split("\n").at(-1) ?? "", SENTENCE_END).at(-1) ?? "";
  return last.length <= MAX_REPEATED ? last : "";
}

/** The text in pieces that fit into a passage, each with where it stands. */
function* toPieces(blocks: readonly Block[]): Generator<Piece> {
  const path: { level: number; text: string; used: boolean; page: number | null }[] = [];
  for (const block of blocks) {
    const page = block.page ?? null;
    if (block.kind === "heading" && block.text.length <= MAX_HEADING) {
      yield* bareHeadings(path, block.level ?? 1);
      while ((path.at(-1)?.level ?? 0) >= (block.level ?? 1)) path.pop();
      path.push({ level: block.level ?? 1, text: block.text, used: false, page });
      continue;
    }
    for (const heading of path) heading.used = true;
    const headings = path.map(({ text }) => text);
    yield* fit(block.text, page, headings, block.kind === "row");
  }
  yield* bareHeadings(path, 0);
}

/** A heading with nothing under it is a text of its own. */
function* bareHeadings(
  path: { level: number; text: string; used: boolean; page: number | null }[],
  level: number,
): Generator<Piece> {
  const last = path.at(-1);
  if (last === undefined || last.used || last.level < level) return;
  last.used = true;
  yield* fit(
    last.text,
    last.page,
    path.slice(0, -1).map(({ text }) => text),
    false,
  );
}

const SENTENCE_END = /(?<=[.!?…؟۔]["»”’)]?)\s+/u;
const CLAUSE_END = /(?<=[,;:،؛|])\s+/u;
const SPACE = /\s+/u;
const MAX_PIECE = MAX_PASSAGE - MAX_REPEATED - 2;

function* fit(text: string, page: number | null, headings: string[], isRow: boolean): Generator<Piece> {
  for (const part of split(text, [SENTENCE_END, CLAUSE_END, SPACE])) yield { text: part, page, headings, isRow };
}

const cut = (text: string, at: RegExp) => text.split(at).filter((part) => part !== "");

/** The text in parts of at most `MAX_PIECE`, cut at the first kind of place that makes them fit. */
function split(text: string, places: RegExp[]): string[] {
  if (text.length <= MAX_PIECE) return text === "" ? [] : [text];
  const [place, ...finer] = places;
  if (place === undefined) return hardCut(text);
  const parts: string[] = [];
  let open = "";
  for (const part of cut(text, place)) {
    if (open !== "" && open.length + 1 + part.length > MAX_PIECE) {
      parts.push(open);
      open = "";
    }
    open = open === "" ? part : `${open} ${part}`;
    if (open.length > MAX_PIECE) {
      const fitting = split(open, finer);
      open = fitting.pop() ?? "";
      parts.push(...fitting);
    }
  }
  return open === "" ? parts : [...parts, open];
}

/** One word of that length is no word; a surrogate pair stays whole. */
function hardCut(text: string): string[] {
  const parts: string[] = [];
  let open = "";
  for (const character of text) {
    if (open.length + character.length > MAX_PIECE) {
      parts.push(open);
      open = "";
    }
    open += character;
  }
  return [...parts, open];
}
