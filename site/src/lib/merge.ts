/** What a form or a thing consists of, by names that both sides of a conflict share; a missing name is nothing. */
export type Pieces = Record<string, unknown>;

export type Merged = {
  /** Both people's changes; where they conflict, mine. */
  pieces: Pieces;
  /** What both changed, each in another way. */
  conflicts: string[];
  /** What only they changed. */
  taken: string[];
};

/**
 * Two people's changes of the same thing, put together: `base` is what both began with. Without it, everything that differs
 * is a conflict.
 */
export function mergeThree(base: Pieces | undefined, mine: Pieces, theirs: Pieces): Merged {
  const pieces: Pieces = {};
  const conflicts: string[] = [];
  const taken: string[] = [];
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const isChanged = (side: Pieces) => base === undefined || !isSame(base[name], side[name]);
    const differs = !isSame(mine[name], theirs[name]);
    const takesTheirs = differs && !isChanged(mine);
    if (takesTheirs) taken.push(name);
    if (differs && isChanged(mine) && isChanged(theirs)) conflicts.push(name);
    const value = takesTheirs ? theirs[name] : mine[name];
    if (value !== undefined) pieces[name] = value;
  }
  return { pieces, conflicts, taken };
}

/** The names of what differs between two. */
export const differences = (one: Pieces, other: Pieces): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => !isSame(one[name], other[name]));

const isSame = (one: unknown, other: unknown) => one === other || canonical(one) === canonical(other);

/** JSON whose keys are in one order: Postgres keeps them in another than they were written in. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
