import { callingCodeOf, countriesOf } from "./library.ts";
import { shortKindIn, type ShortKind } from "./short-plans.ts";

export type ShortNumber = { number: string; kind: ShortKind };

/**
 * A short number of a country, as digits or after the country's calling code. It is kept after its calling code, `+3315`: that says
 * for ever whose 15 it is, and Vapi takes no number of fewer than three characters.
 */
export function findShortNumber(digits: string, country: string): ShortNumber | undefined {
  if (/^\d{2,6}$/.test(digits)) return shortOf(digits, country);
  for (const length of [1, 2, 3]) {
    const owner = digits.startsWith("+") ? countriesOf(digits.slice(1, 1 + length))[0] : undefined;
    if (owner !== undefined) return shortOf(digits.slice(1 + length), owner);
  }
  return undefined;
}

function shortOf(digits: string, country: string): ShortNumber | undefined {
  const callingCode = callingCodeOf(country);
  const kind = shortKindIn(country, digits);
  return callingCode === undefined || kind === undefined ? undefined : { number: `+${callingCode}${digits}`, kind };
}
