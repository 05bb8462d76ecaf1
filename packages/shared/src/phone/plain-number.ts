/** What people put before a number, as on a card: `Tél. portable :`, a drawing of a telephone. */
const LABELS =
  /^(?:(?:\p{So}\ufe0f?|(?:t[ée]l(?:[ée]phone)?|phone|portable|port|mobile|mob|fixe|num[ée]ro|n[o°])(?!\p{L}))[\s.:]*)+/iu;
/** What a telephone dials first to hide who calls or to show it: GSM's, and North America's. */
const HIDING = /^(?:[#*]31[#*]|\*(?:67|82))/;
const EXTENSION = /(?<!\p{L})(?:ext(?:ension)?|poste|p(?=[\s.:]*\d))(?!\p{L})[\s.:=°]*(?:n[o°][\s.:]*)?/iu;

/**
 * What was written, without what only looks: full-width digits as digits, every kind of space and dash away, no marks that say which
 * way a text runs (they come along when a number is copied from an address book), no word that says what it is, and nothing that
 * hides who calls. Other letters stay, so that words are no number.
 */
export function plainNumber(written: string): string {
  const text = written
    .normalize("NFKC")
    .replaceAll(/\p{Cf}/gu, "")
    .trim()
    .replace(LABELS, "");
  const mark = EXTENSION.exec(text);
  if (mark === null) return compact(text);
  const number = compact(text.slice(0, mark.index)).replace(/[,;]$/, "");
  return `${number};ext=${compact(text.slice(mark.index + mark[0].length))}`;
}

const compact = (text: string) => text.replaceAll(/[\s.()/\p{Pd}]/gu, "").replace(HIDING, "");
