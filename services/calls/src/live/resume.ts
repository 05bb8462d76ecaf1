/** The numbers that are still there. Nothing is there when `last` is less than `first`. */
export type Kept = { first: number; last: number };

/**
 * Where a listener goes on: it gets what comes after `from`. A reset says that the gap cannot be filled, because what
 * was there is gone or never was: it fetches the thing again and hears what comes from then on.
 * @param after the last id that the listener has; null when it comes for the first time
 */
export function resume(after: string | null, { first, last }: Kept): { from: number; isReset: boolean } {
  if (after === null) return { from: first - 1, isReset: false };
  const seen = /^\d{1,15}$/.test(after) ? Number(after) : -1;
  if (seen < first - 1 || seen > last) return { from: last, isReset: true };
  return { from: seen, isReset: false };
}
