import { isHyphenated, joinLines } from "./hyphens.ts";
import { RIGHT_TO_LEFT, type Line, type Segment } from "./pdf-lines.ts";

export type Paragraph = { kind: "paragraph"; text: string } | { kind: "row"; cells: string[] };

/** White of this many type sizes within a line stands between the cells of a row. */
const CELL_SIZES = 2.5;
/** Lines further apart than this many type sizes are two paragraphs. */
const PARAGRAPH_SIZES = 1.75;
/** Where no line is longer, each stands for itself: a list, or an address. */
const LIST_CHARACTERS = 30;

/** A line and the cells in it: one, unless it is a row. */
type Shown = { line: Line; cells: string[] };

/** Lines that stand below each other, as the paragraphs that they were. */
export function toParagraphs(lines: Line[]): Paragraph[] {
  const runs: Shown[][] = [];
  for (const line of lines) {
    const shown = { line, cells: cellsOf(line) };
    const run = runs.at(-1);
    const above = run?.at(-1);
    if (above !== undefined && isOfText(above, shown)) run?.push(shown);
    else runs.push([shown]);
  }
  return runs.flatMap(joinRun);
}

/** Whether both are lines of text, of one size, as far from each other as lines of text are. */
const isOfText = (above: Shown, { line, cells }: Shown): boolean =>
  cells.length === 1 &&
  above.cells.length === 1 &&
  above.line.y - line.y <= PARAGRAPH_SIZES * Math.max(line.size, above.line.size) &&
  Math.abs(line.size - above.line.size) <= 0.5;

function joinRun(run: Shown[]): Paragraph[] {
  const [only] = run;
  if (only !== undefined && only.cells.length > 1) return [{ kind: "row", cells: only.cells }];
  const right = run.reduce((most, { line }) => Math.max(most, endOf(line)), 0);
  const isList = run.every(({ cells }) => (cells[0]?.length ?? 0) < LIST_CHARACTERS);
  const texts: string[] = [];
  let above: Line | undefined;
  for (const { line, cells } of run) {
    const [text = ""] = cells;
    const last = texts.at(-1);
    const isNew = above === undefined || isList || isShort(above, line, text, right);
    if (last === undefined || (isNew && !isHyphenated(last, text))) texts.push(text);
    else texts[texts.length - 1] = joinLines(last, text);
    above = line;
  }
  return texts.map((text) => ({ kind: "paragraph", text }));
}

function cellsOf({ segments, size }: Line): string[] {
  const cells: string[] = [];
  let end = -Infinity;
  for (const { text, from, to } of segments) {
    if (cells.length > 0 && from - end <= CELL_SIZES * size) cells[cells.length - 1] += ` ${text}`;
    else cells.push(text);
    end = to;
  }
  return isRightToLeft(segments) ? cells.toReversed() : cells;
}

const endOf = ({ segments }: Line) => segments.at(-1)?.to ?? 0;

/** A paragraph ends where the next word would have had its place on the line. */
function isShort(above: Line, line: Line, text: string, right: number): boolean {
  const [segment] = line.segments;
  if (segment === undefined || RIGHT_TO_LEFT.test(text)) return false;
  const perCharacter = (segment.to - segment.from) / Math.max(1, segment.text.length);
  const nextWord = (text.split(" ", 1)[0]?.length ?? 0) + 1;
  return endOf(above) + nextWord * perCharacter < right - line.size;
}

export const isRightToLeft = (segments: Segment[]): boolean =>
  segments.filter(({ text }) => RIGHT_TO_LEFT.test(text)).length > segments.length / 2;
