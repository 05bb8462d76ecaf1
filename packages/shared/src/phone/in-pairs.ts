/**
 * A number in E.164 in the groups in which people read it aloud, `+33 6 12 34 56 78`, `+1 701 555 0101`. Other countries'
 * stay as they are: the rules of all of them are larger than what shows a number.
 */
export function inPairs(number: string): string {
  const french = /^\+33(\d)(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(number);
  if (french !== null) return `+33 ${french.slice(1).join(" ")}`;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return american === null ? number : `+1 ${american.slice(1).join(" ")}`;
}
