import { areaOf } from "./area-code.ts";
import { callingCodesIn } from "./french-plan.ts";
import { findPhoneNumber } from "./read-number.ts";
import { plainNumber } from "./plain-number.ts";

const MIN_DIGITS = 2;

/**
 * The beginnings, as they are kept, of the numbers that somebody looks for: `06 12`, `0033612`, `612` and `+33612` find the same
 * where the country is France. Undefined of what has no digits to look for.
 */
export function toSearchedBeginnings(written: string, country: string): string[] | undefined {
  const plain = plainNumber(written);
  const whole = findPhoneNumber(plain, country)?.number;
  if (whole !== undefined && /^[+0]/.test(plain)) return [whole];
  const codes = callingCodesIn(country);
  const [own = ""] = codes;
  const [, abroad, digits = ""] = (own === "1" ? /^(\+|011)?(\d*)$/ : /^(\+|00)?(\d*)$/).exec(plain) ?? [];
  if (digits.length < MIN_DIGITS) return undefined;
  // The 0 of +33 (0)6 is written and not dialled, as the one at the beginning.
  const international = digits.startsWith(own) ? `+${own}${areaOf(country, digits.slice(own.length))}` : `+${digits}`;
  const national = codes.map((code) => `+${code}${areaOf(country, digits)}`);
  if (abroad !== undefined) return [international];
  // What a carrier said that is no number of any country is kept as it came: the 204 of a switchboard.
  return [...(digits.startsWith("0") ? [] : [international]), ...national, digits];
}
