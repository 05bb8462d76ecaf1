/** A French number as people write it, `+33 6 39 98 12 34`; others are not changed. */
export function inPairs(number: string): string {
  const french = /^\+33(\d)(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(number);
  return french === null ? number : `+33 ${french.slice(1).join(" ")}`;
}
