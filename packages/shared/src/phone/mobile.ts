import type { NumberFault } from "../http/number-faults.ts";
import { countriesOf, isPremium, parseNumber } from "./library.ts";
import mobiles from "./mobiles.json" with { type: "json" };
import { readNumber } from "./read-number.ts";

const MOBILES: Readonly<Record<string, string>> = mobiles;

/**
 * A mobile number as somebody writes it, as E.164: one that an SMS reaches and that costs no more than any other. `country` is
 * whose own way of writing is understood. Where mobiles look as other numbers (North America) any ordinary number is taken.
 */
export function readMobile(written: string, country: string): { number: string } | { fault: NumberFault } {
  const read = readNumber(written, { country, allowsPremium: false }, "own");
  if ("fault" in read) return read;
  const parsed = parseNumber(read.number, undefined);
  if ("fault" in parsed) return parsed;
  // Territories share a calling code: without the types of numbers the library does not always tell them apart.
  const isMobile = countriesOf(parsed.callingCode).some((one) => {
    const pattern = MOBILES[one];
    return pattern !== undefined && new RegExp(`^(?:${pattern})$`).test(parsed.national);
  });
  return isMobile && !isPremium(parsed) ? read : { fault: "not_mobile" };
}
