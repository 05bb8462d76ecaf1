/** A run of text where it stands on a page; points, turned so that it is read from left to right and down to y = 0. */
export type Run = {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  /** When it was drawn: the place among all runs. */
  order: number;
};

/** Text of a line with no white in it that could be between two columns. */
export type Segment = { text: string; from: number; to: number; y: number; size: number; order: number };
/** What stands on one height, from left to right. */
export type Line = { y: number; size: number; segments: Segment[] };

/** A gap above this share of the type size stands between two words: many writers place words and write no spaces. */
const SPACE_SHARE = 0.16;
/** And one above this many type sizes, perhaps between two columns: style sheets leave one size, and widths are rounded. */
export const SEGMENT_SIZES = 0.95;
const SAME_LINE_SHARE = 0.35;
/** What is raised, such as cents, is smaller than what it follows, and at most this share of its size higher. */
const RAISED_SHARE = 0.6;
const RAISED_SIZE = 0.9;
/** A line of as many characters, which others beside it may be as wide as. */
export const PROSE_CHARACTERS = 25;
/** No honest table has more columns. */
const MAX_SEGMENTS = 100;

/** The lines of a page, from top to bottom. */
export function toLines(runs: Run[]): Line[] {
  const lines: Run[][] = [];
  for (const run of runs.toSorted((a, b) => b.y - a.y || a.x - b.x)) {
    const line = lines.at(-1);
    const [first] = line ?? [];
    if (first !== undefined && first.y - run.y <= SAME_LINE_SHARE * Math.max(first.size, run.size)) line?.push(run);
    else lines.push([run]);
  }
  return joinJustified(lowerRaised(lines).map((line) => lineOf(toSegments(line, sizeOf(line)))));
}

/** What is raised at the end of a word of the line below belongs to that line. */
function lowerRaised(lines: Run[][]): Run[][] {
  for (const [at, line] of lines.entries()) {
    const below = lines[at + 1] ?? [];
    const [{ y, size } = { y: -Infinity, size: 0 }] = below;
    if (line.length === 0 || (line[0]?.y ?? Infinity) - y > RAISED_SHARE * size) continue;
    const ends = new Set(below.map((run) => Math.round(run.x + run.width)));
    const isRaised = (run: Run) =>
      run.size <= RAISED_SIZE * size && [-1, 0, 1].some((off) => ends.has(Math.round(run.x) + off));
    below.push(...line.filter(isRaised).map((run) => ({ ...run, y })));
    lines[at] = line.filter((run) => !isRaised(run));
  }
  return lines.filter(({ length }) => length > 0);
}

/**
 * A justified line may have spaces as wide as the white between columns. What begins and ends where a whole line of the page
 * does is one line, as that is.
 */
function joinJustified(lines: Line[]): Line[] {
  const ends = new Map<number, Set<number>>();
  for (const { text, from, to } of lines.flatMap(({ segments }) => segments)) {
    if (text.length < PROSE_CHARACTERS) continue;
    const left = Math.round(from);
    ends.set(left, (ends.get(left) ?? new Set()).add(Math.round(to)));
  }
  const endsAt = (from: number, to: number) =>
    [-1, 0, 1].some((left) =>
      [-1, 0, 1].some((right) => ends.get(Math.round(from) + left)?.has(Math.round(to) + right)),
    );
  return lines.map((line) => {
    const joined: Segment[] = [];
    for (let at = 0; at < line.segments.length; at++) {
      const { from } = line.segments[at] ?? { from: 0 };
      const last = line.segments.findLastIndex((segment, index) => index >= at && endsAt(from, segment.to));
      const parts = line.segments.slice(at, Math.max(at, last) + 1);
      joined.push(joinSegments(parts));
      at += parts.length - 1;
    }
    return lineOf(joined);
  });
}

function joinSegments(parts: Segment[]): Segment {
  const texts = parts.map(({ text }) => text);
  const isRtl = texts.some((text) => RIGHT_TO_LEFT.test(text));
  return {
    text: (isRtl ? texts.toReversed() : texts).join(" "),
    from: parts[0]?.from ?? 0,
    to: parts.at(-1)?.to ?? 0,
    y: parts[0]?.y ?? 0,
    size: sizeOf(parts),
    order: parts.reduce((least, { order }) => Math.min(least, order), Infinity),
  };
}

/** What stands in one column of a line may be smaller than what stands in another, and a little lower. */
export const lineOf = (segments: Segment[]): Line => ({
  y: segments.reduce((most, { y }) => Math.max(most, y), -Infinity),
  size: sizeOf(segments),
  segments,
});

const sizeOf = (parts: { size: number }[]) => parts.reduce((most, { size }) => Math.max(most, size), 0);

function toSegments(line: Run[], size: number): Segment[] {
  const segments: Run[][] = [];
  let end = -Infinity;
  for (const run of line.toSorted((a, b) => a.x - b.x)) {
    const segment = segments.at(-1);
    const isApart = run.x - end >= SEGMENT_SIZES * size && segments.length < MAX_SEGMENTS;
    if (segment !== undefined && !isApart) segment.push(run);
    else segments.push([run]);
    end = Math.max(end, run.x + run.width);
  }
  return segments.map(toSegment);
}

function toSegment(runs: Run[]): Segment {
  const isRtl = runs.some(({ text }) => RIGHT_TO_LEFT.test(text));
  let text = "";
  let last: Run | undefined;
  for (const run of isRtl ? runs.toReversed() : runs) {
    const gap = last === undefined ? 0 : isRtl ? last.x - (run.x + run.width) : run.x - (last.x + last.width);
    const isApart = gap > SPACE_SHARE * run.size && !text.endsWith(" ") && !run.text.startsWith(" ");
    text += isApart ? ` ${run.text}` : run.text;
    last = run;
  }
  return {
    text: text.normalize("NFKC").trim(),
    from: runs[0]?.x ?? 0,
    to: runs.reduce((most, { x, width }) => Math.max(most, x + width), -Infinity),
    y: runs[0]?.y ?? 0,
    size: sizeOf(runs),
    order: runs.reduce((least, { order }) => Math.min(least, order), Infinity),
  };
}

export const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
