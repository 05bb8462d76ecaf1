export type Backoff = {
  /** Before the second try. */
  firstMs: number;
  longestMs: number;
  /** Between which parts of the pause it is spread, so that those who failed together do not come back together. */
  spread?: readonly [from: number, to: number];
  /** In [0, 1). */
  random?: number;
};

/** So many doublings are beyond every longest pause, and still a number. */
const MOST_DOUBLINGS = 20;

/** The pause in whole milliseconds before the next try, after `attempts` that failed: doubled with each up to `longestMs`. */
export function backoffMs(
  attempts: number,
  { firstMs, longestMs, spread: [from, to] = [1, 1], random = 0 }: Backoff,
): number {
  const doublings = Math.min(Math.max(0, attempts - 1), MOST_DOUBLINGS);
  return Math.round(Math.min(firstMs * 2 ** doublings, longestMs) * (from + random * (to - from)));
}
