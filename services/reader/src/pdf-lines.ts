/** A character where it stands on a page; points, the origin at the bottom left. */
export type PlacedCharacter = { char: string; x: number; width: number; baseline: number; size: number };

/** A gap above this share of the type size stands between two words: many writers place words and write no spaces. */
const SPACE_SHARE = 0.16;
/** A gap above this many type sizes stands between two columns of a table. */
const COLUMN_SIZES = 2.5;
/** Lines further apart than this many type sizes are two paragraphs. */
const PARAGRAPH_SIZES = 1.75;
const SAME_LINE_SHARE = 0.35;

type Line = { text: string; baseline: number; size: number; isColumns: boolean };

/** The paragraphs of a page, top to bottom. */
export function toParagraphs(characters: PlacedCharacter[]): { text: string; isRow: boolean }[] {
  const paragraphs: { text: string; isRow: boolean }[] = [];
  let previous: Line | undefined;
  for (const line of toLines(characters)) {
    const last = paragraphs.at(-1);
    const isNew =
      previous === undefined ||
      line.isColumns ||
      previous.isColumns ||
      previous.baseline - line.baseline > PARAGRAPH_SIZES * Math.max(line.size, previous.size) ||
      Math.abs(line.size - previous.size) > 0.5;
    if (isNew || last === undefined) paragraphs.push({ text: line.text, isRow: line.isColumns });
    else last.text = joinLines(last.text, line.text);
    previous = line;
  }
  return paragraphs;
}

/** A word that was hyphenated at the end of a line is one word again. */
const joinLines = (above: string, below: string) =>
  /\p{Ll}-$/u.test(above) && /^\p{Ll}/u.test(below) ? above.slice(0, -1) + below : `${above} ${below}`;

function toLines(characters: PlacedCharacter[]): Line[] {
  const groups: PlacedCharacter[][] = [];
  for (const character of characters.toSorted((a, b) => b.baseline - a.baseline)) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (first !== undefined && first.baseline - character.baseline <= SAME_LINE_SHARE * first.size)
      group?.push(character);
    else groups.push([character]);
  }
  return groups.map(toLine).filter(({ text }) => text.trim() !== "");
}

function toLine(group: PlacedCharacter[]): Line {
  const sorted = group.toSorted((a, b) => a.x - b.x);
  const size = Math.max(...sorted.map((character) => character.size));
  let visual = "";
  let isColumns = false;
  let end: number | undefined;
  for (const { char, x, width } of sorted) {
    const gap = end === undefined ? 0 : x - end;
    if (gap > COLUMN_SIZES * size && visual.trim() !== "") {
      visual += " | ";
      isColumns = true;
    } else if (gap > SPACE_SHARE * size && !visual.endsWith(" ")) visual += " ";
    visual += char;
    end = Math.max(end ?? x, x + width);
  }
  const [first] = group;
  return { text: toReadingOrder(visual), baseline: first?.baseline ?? 0, size, isColumns };
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const LEFT_TO_RIGHT_RUN =
  /[\p{Script=Latin}\p{N}](?:[\p{Script=Latin}\p{N}\p{M} .,:/@+%€-]*[\p{Script=Latin}\p{N}%€])?/gu;

/** Characters as they are read: a line of Arabic stands on the page from its end to its beginning, in shaped letters. */
export function toReadingOrder(visual: string): string {
  if (!RIGHT_TO_LEFT.test(visual)) return visual.normalize("NFKC");
  // Shaped ligatures are two letters in reading order: they are taken apart after the line is turned round.
  const turned = Array.from(visual).toReversed().join("");
  return turned.replaceAll(LEFT_TO_RIGHT_RUN, (run) => Array.from(run).toReversed().join("")).normalize("NFKC");
}
