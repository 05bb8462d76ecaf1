/** The range of numbers that are still stored. It is empty when `last` is less than `first`. */
export type Kept = { first: number; last: number };

/**
 * Where a listener continues: it gets the events after `from`. A reset says that the gap cannot be filled, because the
 * events are gone or never existed: the client fetches the resource again and gets the events from then on.
 * @param after the last id that the listener has; null on a first visit
 */
export function resume(after: string | null, { first, last }: Kept): { from: number; isReset: boolean } {
  if (after === null) return { from: first - 1, isReset: false };
  const seen = /^\d{1,15}$/.test(after) ? Number(after) : -1;
  if (seen < first - 1 || seen > last) return { from: last, isReset: true };
  return { from: seen, isReset: false };
}
