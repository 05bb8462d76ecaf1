import { joinLines } from "./hyphens.ts";
import { isRightToLeft, type Paragraph, toParagraphs } from "./pdf-paragraphs.ts";
import { type Line, lineOf, PROSE_CHARACTERS, type Run, type Segment, SEGMENT_SIZES, toLines } from "./pdf-lines.ts";

type Interval = { from: number; to: number };

/** In a column of prose, most lines are of `PROSE_CHARACTERS` or more, and as wide as this share of the widest. */
const PROSE_WIDTH = 0.75;
/** What is meant by most, of cells that are prices, hours or numbers. */
const MOST = 0.6;
/** What has as many lines beside each other is columns. */
const COLUMN_LINES = 4;
/** Lines of one text are at most this many type sizes apart. */
const LINE_SIZES = 1.4;
/** Lines that are closer are of one row: a price that stands in the middle of the two lines of its label. */
const ROW_SIZES = 0.9;
/** Lines of a cell are closer than rows, if only by the room within the cells. */
const PITCH_SHARE = 0.97;

/**
 * The paragraphs and table rows of a page in the order in which they are read: columns one after the other, tables row by
 * row. What tells one from the other is the order in which a page is drawn, where it is drawn in parts, and else what stands
 * in it: prose is read down, and what is a price or an hour belongs to what stands beside it.
 */
export function toReadingOrder(runs: Run[]): Paragraph[] {
  return toBands(toLines(runs))
    .flatMap(readBand)
    .reduce(joinLinesOfText, [])
    .flatMap((part) => ("lines" in part ? toParagraphs(part.lines) : [part]));
}

/** Lines of text, which are paragraphs only together, or a row of a table. */
type Part = { lines: Line[] } | Paragraph;

/** A line of text with wide spaces may have been a band of its own. Where lines begin again further up, a column ends. */
function joinLinesOfText(parts: Part[], part: Part): Part[] {
  const last = parts.at(-1);
  const above = last !== undefined && "lines" in last ? last.lines : [];
  const isBelow = "lines" in part && (above.at(-1)?.y ?? -Infinity) > (part.lines[0]?.y ?? Infinity);
  if (isBelow) above.push(...part.lines);
  else parts.push("lines" in part ? { lines: [...part.lines] } : part);
  return parts;
}

/** `leftEnd` and `rightStart`: where what stands furthest to the left ends, and what stands furthest to the right begins. */
type Band = { lines: Line[]; free: Interval[]; gutters: Interval[]; leftEnd: number; rightStart: number };

/** Lines that follow each other and have white in the same places. */
function toBands(lines: Line[]): Band[] {
  const bands: Band[] = [];
  for (const line of lines) {
    const band = bands.at(-1);
    const joined = band && bandWith(band, line);
    if (band === undefined || joined === undefined) bands.push(bandWith(EMPTY, line) ?? EMPTY);
    else bands[bands.length - 1] = joined;
  }
  return bands;
}

const EMPTY: Band = {
  lines: [],
  free: [{ from: -Infinity, to: Infinity }],
  gutters: [],
  leftEnd: Infinity,
  rightStart: -Infinity,
};

/**
 * The band with one more line. A line across a gutter ends what stands on both sides; a row of a table may have cells that go
 * over two columns, and white that other rows have not.
 */
function bandWith(band: Band, line: Line): Band | undefined {
  const joined = withLine(band, line);
  const { gutters } = joined;
  const white = line.segments.length - 1;
  const kept = band.gutters.length === 0 ? white : Math.max(1, Math.min(band.gutters.length, white));
  const isAcross = gutters.length < (white === 0 ? band.gutters.length : kept);
  if (isAcross && band.lines.length > 0) return undefined;
  const lines = band.lines.length === 0 ? [] : band.lines;
  lines.push(line);
  return { ...joined, lines };
}

/** What is white in a band and in one more line. */
function withLine(band: Band, line: Line): Band {
  const { segments, size } = line;
  const free = intersect(band.free, freeOf(line)).filter(({ from, to }) => to - from >= SEGMENT_SIZES * size);
  const leftEnd = Math.min(band.leftEnd, segments[0]?.to ?? Infinity);
  const rightStart = Math.max(band.rightStart, segments.at(-1)?.from ?? -Infinity);
  const gutters = free.filter(({ from, to }) => leftEnd <= from && rightStart >= to);
  return { lines: band.lines, free, gutters, leftEnd, rightStart };
}

const freeOf = ({ segments }: Line): Interval[] =>
  [-Infinity, ...segments.map(({ to }) => to)].map((from, index) => ({ from, to: segments[index]?.from ?? Infinity }));

const intersect = (a: Interval[], b: Interval[]): Interval[] =>
  a
    .flatMap((one) => b.map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })))
    .filter(({ from, to }) => to > from);

function readBand({ lines, gutters }: Band): Part[] {
  const groups = gutters.length === 0 ? [lines] : groupsOf(lines);
  if (groups.length > 1) return groups.flatMap((group) => toBands(group).flatMap(readBand));
  const gutter = gutters
    .toSorted((a, b) => b.to - b.from - (a.to - a.from))
    .find((gap) => isBetweenColumns(lines, gap));
  if (gutter !== undefined) {
    const sides = [
      sideOf(lines, (segment) => isBefore(segment, gutter)),
      sideOf(lines, (segment) => !isBefore(segment, gutter)),
    ];
    if (isRightToLeft(lines.flatMap(({ segments }) => segments))) sides.reverse();
    return sides.flatMap((side) => toBands(side).flatMap(readBand));
  }
  const isTable = gutters.length > 0 && lines.filter(({ segments }) => segments.length > 1).length > 1;
  if (!isTable) return [{ lines }];
  // What stands alone above and below a table is text, and may stand across its columns.
  const [first, last] = rowsWithin(lines, gutters);
  const rows = lines.slice(first, last);
  return [...textOf(lines.slice(0, first)), ...toRows(rows, guttersOf(rows)), ...textOf(lines.slice(last))];
}

/** Where rows begin and end: with lines of several cells, and what is drawn with them or stands beside what is. */
function rowsWithin(lines: Line[], gutters: Interval[]): [number, number] {
  const columnOf = ({ from }: Segment) => gutters.filter((gutter) => gutter.to <= from).length;
  const blocks = blocksOf(lines);
  const isRow = blocks.map((block) => new Set(block.flatMap(({ segments }) => segments.map(columnOf))).size > 1);
  const lengthOf = (parts: Line[][]) => parts.reduce((sum, { length }) => sum + length, 0);
  const isWhole = blocks.length > 1;
  // Cells that all stand in one column are text.
  if (isWhole && !isRow.includes(true)) return [lines.length, lines.length];
  const first = isWhole
    ? lengthOf(blocks.slice(0, isRow.indexOf(true)))
    : lines.findIndex(({ segments }) => segments.length > 1);
  let last = isWhole
    ? lengthOf(blocks.slice(0, isRow.lastIndexOf(true) + 1))
    : lines.findLastIndex(({ segments }) => segments.length > 1) + 1;
  const goesOn = (above: Line | undefined, { segments, y, size }: Line) =>
    segments.every((segment) => columnOf(segment) > 0) && (above?.y ?? Infinity) - y <= LINE_SIZES * size;
  for (let line = lines[last]; line !== undefined && goesOn(lines[last - 1], line); line = lines[last]) last++;
  return [first, last];
}

const guttersOf = (lines: Line[]): Interval[] => lines.reduce(withLine, EMPTY).gutters;

/**
 * Lines that were drawn one after the other, each group whole before what stands below it: a row of a table with all lines of
 * its cells, or columns beside each other.
 */
function blocksOf(lines: Line[]): Line[][] {
  const orders = lines.map(({ segments }) => segments.map(({ order }) => order));
  const firstBelow = orders.map(() => Infinity);
  for (let at = lines.length - 2; at >= 0; at--) {
    firstBelow[at] = Math.min(firstBelow[at + 1] ?? Infinity, ...(orders[at + 1] ?? []));
  }
  const blocks: Line[][] = [];
  let lastAbove = -Infinity;
  let isWhole = true;
  for (const [at, line] of lines.entries()) {
    if (isWhole) blocks.push([line]);
    else blocks.at(-1)?.push(line);
    lastAbove = Math.max(lastAbove, ...(orders[at] ?? []));
    isWhole = lastAbove < (firstBelow[at] ?? Infinity);
  }
  return blocks;
}

/** Columns that stand above or below a table, apart from it: so many lines no cell has. */
function groupsOf(lines: Line[]): Line[][] {
  const groups: Line[][] = [];
  let isOpen = false;
  for (const block of blocksOf(lines)) {
    const isTall = block.filter(({ segments }) => segments.length > 1).length >= COLUMN_LINES;
    if (isTall || !isOpen) groups.push([...block]);
    else groups.at(-1)?.push(...block);
    isOpen = !isTall;
  }
  return groups;
}

const textOf = (lines: Line[]): Part[] => (lines.length === 0 ? [] : [{ lines }]);
const isBefore = (segment: Segment, gutter: Interval) => segment.to <= gutter.from;
const sideOf = (lines: Line[], isOfSide: (segment: Segment) => boolean): Line[] =>
  lines.map(({ segments }) => lineOf(segments.filter(isOfSide))).filter(({ segments }) => segments.length > 0);

function isBetweenColumns(lines: Line[], gutter: Interval): boolean {
  const sides = [
    sideOf(lines, (segment) => isBefore(segment, gutter)),
    sideOf(lines, (segment) => !isBefore(segment, gutter)),
  ];
  const rows = lines.filter(
    ({ segments }) =>
      segments.some((segment) => isBefore(segment, gutter)) && segments.some((segment) => !isBefore(segment, gutter)),
  ).length;
  if (rows < 2) return false;
  if (sides.some((side) => areValues(side) && rows >= MOST * side.length)) return false;
  return isDrawnInTurn(lines, gutter, rows) || sides.every(isProse);
}

/** Whether one side is drawn after the other, rather than row by row. */
function isDrawnInTurn(lines: Line[], gutter: Interval, rows: number): boolean {
  const drawn = lines.flatMap(({ segments }) => segments).toSorted((a, b) => a.order - b.order);
  const turns = drawn.filter((segment, index) => {
    const before = drawn[index - 1];
    return before !== undefined && isBefore(before, gutter) !== isBefore(segment, gutter);
  }).length;
  return turns <= Math.max(1, rows / 2);
}

const isProse = (side: Line[]): boolean => {
  const segments = side.flatMap((line) => line.segments);
  const widest = segments.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  const full = segments.filter(
    ({ text, from, to }) => text.length >= PROSE_CHARACTERS && to - from >= PROSE_WIDTH * widest,
  );
  return side.length > 2 && full.length > segments.length / 2;
};

/** Prices, hours, phone numbers: text with a digit and no word. */
const areValues = (side: Line[]): boolean => {
  const segments = side.flatMap((line) => line.segments);
  const values = segments.filter(({ text }) => /\d/.test(text) && !/\p{L}{4}/u.test(text));
  return values.length >= MOST * segments.length;
};

/**
 * A cell of several lines is one cell. They are drawn together; or they stand closer than rows do, with nothing in the first
 * column.
 */
function toRows(lines: Line[], gutters: Interval[]): Paragraph[] {
  const places = gutters.toSorted((a, b) => a.from - b.from);
  const isReversed = isRightToLeft(lines.flatMap(({ segments }) => segments));
  const blocks = blocksOf(lines);
  const parts = blocks.length > 1 ? blocks : lines.map((line) => [line]);
  const pitch = leastPitch(parts.flatMap(([first]) => first ?? []));
  const rows: { cells: string[]; y: number; ends: number[] }[] = [];
  for (const part of parts) {
    const shown = part.map((line) => cellsOf(line, places));
    const cells = shown.reduce(joinCells);
    if (isReversed) cells.reverse();
    const heightOf = (line: number) => part[line]?.y ?? -Infinity;
    const begins = cells.map((_, at) => heightOf(shown.findIndex((texts) => (texts[at] ?? "") !== "")));
    const above = rows.at(-1);
    const [{ y, size } = { y: 0, size: 0 }] = part;
    const gap = (above?.y ?? Infinity) - y;
    // What is in the same column as what stands above may be its next line, or the next row's.
    const between = begins.map((begin, at) => (above?.ends[at] ?? Infinity) - begin).filter(Number.isFinite);
    const nearest = between.length === 0 ? gap : Math.min(...between);
    const isNear = nearest <= LINE_SIZES * size && nearest < pitch;
    const isMore = isNear && (cells[0] === "" || gap < ROW_SIZES * size);
    const ends = cells.map((_, at) => heightOf(shown.findLastIndex((texts) => (texts[at] ?? "") !== "")));
    const row = { cells, y: part.at(-1)?.y ?? y, ends };
    if (above !== undefined && isMore)
      rows[rows.length - 1] = { ...row, cells: joinCells(above.cells, cells), ends: lowerOf(above.ends, ends) };
    else rows.push(row);
  }
  return joinNames(rows.map(({ cells }) => cells)).map((cells) => ({ kind: "row", cells }));
}

const lowerOf = (above: number[], below: number[]): number[] =>
  Array.from({ length: Math.max(above.length, below.length) }, (_, at) =>
    Number.isFinite(below[at]) ? (below[at] ?? -Infinity) : (above[at] ?? -Infinity),
  );

/** Names in the middle of columns whose values begin at the left have white on both sides: each belongs to one column all the same. */
function joinNames(rows: string[][]): string[][] {
  const [names = [], ...values] = rows;
  const filledOf = (cells: string[]) => cells.flatMap((cell, at) => (cell === "" ? [] : [at]));
  const named = filledOf(names);
  const filled = Array.from(new Set(values.flatMap(filledOf))).toSorted((a, b) => a - b);
  const isBeside = named.every((at, index) => Math.abs(at - (filled[index] ?? Infinity)) === 1 && !filled.includes(at));
  if (named.length < 2 || named.length !== filled.length || !isBeside) return rows;
  return [named.map((at) => names[at] ?? ""), ...values.map((cells) => filled.map((at) => cells[at] ?? ""))];
}

/** What stands between the same white is one cell, unless this line has more white than the table. */
function cellsOf({ segments }: Line, places: Interval[]): string[] {
  const columns = segments.map(({ from }) => places.filter(({ to }) => to <= from).length);
  if (new Set(columns).size < columns.length) return segments.map(({ text }) => text);
  const cells = Array.from({ length: places.length + 1 }, () => "");
  for (const [index, { text }] of segments.entries()) cells[columns[index] ?? 0] = text;
  return cells;
}

const joinCells = (above: string[], below: string[]): string[] =>
  Array.from({ length: Math.max(above.length, below.length) }, (_, at) =>
    joinLines(above[at] ?? "", below[at] ?? "").trim(),
  );

/** What is closer than this is no row of its own. */
function leastPitch(lines: Line[]): number {
  const rows = lines.filter(({ segments }) => segments.length > 1);
  return (
    PITCH_SHARE *
    rows.slice(1).reduce((least, { y }, index) => Math.min(least, (rows[index]?.y ?? Infinity) - y), Infinity)
  );
}
