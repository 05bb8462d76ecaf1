export type DiffPart = { kind: "same" | "gone" | "new"; text: string };

/** The work that a comparison may cost: above it, what differs is shown as a whole. */
const MAX_CELLS = 2_000_000;

/** The differences between two texts, word by word; put together, `same` and `new` are the later text. */
export function diffWords(before: string, after: string): DiffPart[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const parts: DiffPart[] = [
    { kind: "same", text: old.slice(0, start).join("") },
    ...diffMiddle(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    { kind: "same", text: old.slice(old.length - end).join("") },
  ];
  return joined(parts);
}

/** Words and what stands between them. */
const wordsOf = (text: string) => text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

function diffMiddle(old: string[], now: string[]): DiffPart[] {
  if (old.length * now.length > MAX_CELLS) {
    return [
      { kind: "gone", text: old.join("") },
      { kind: "new", text: now.join("") },
    ];
  }
  // The length of the longest common sequence of what is left of both, from each pair of places on.
  const width = now.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const commonAt = (row: number, column: number) => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        old[row] === now[column]
          ? commonAt(row + 1, column + 1) + 1
          : Math.max(commonAt(row + 1, column), commonAt(row, column + 1));
    }
  }
  const parts: DiffPart[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const [gone, added] = [old[row], now[column]];
    if (gone !== undefined && gone === added) {
      parts.push({ kind: "same", text: gone });
      row += 1;
      column += 1;
    } else if (gone !== undefined && (added === undefined || commonAt(row + 1, column) >= commonAt(row, column + 1))) {
      parts.push({ kind: "gone", text: gone });
      row += 1;
    } else {
      parts.push({ kind: "new", text: added ?? "" });
      column += 1;
    }
  }
  return parts;
}

/** Neighbours of one kind as one part, and no empty ones. */
function joined(parts: DiffPart[]): DiffPart[] {
  const all: DiffPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.text === "") continue;
    if (last?.kind === part.kind) last.text += part.text;
    else all.push({ ...part });
  }
  return all;
}
