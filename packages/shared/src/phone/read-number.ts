import type { NumberFault } from "../http/number-faults.ts";
import { withItsCallingCode } from "./french-plan.ts";
import { callingCodeOf, isPremium, parseNumber } from "./library.ts";
import { findShortNumber, type ShortNumber } from "./short-numbers.ts";
import { plainNumber } from "./plain-number.ts";

/** What an organization says about telephone numbers. */
export type NumberRule = {
  /** Whose own way of writing is understood: two letters. */
  country: string;
  allowsPremium: boolean;
  /** The country of the line that passes calls on to the number, where that is known: short numbers are those of this country. */
  lineCountry?: string | undefined;
};

/**
 * What a number is for: one that we call, one that a call is passed on to, or a line of the organization's own. Short numbers
 * and extensions are for passing on alone.
 */
export type NumberUse = "call" | "transfer" | "own";

/** What Vapi dials after the call is answered: its field takes ten characters. */
const EXTENSION = /^\d{1,10}$/;

/**
 * A number as a person or a machine writes it, as it is kept and sent: E.164, a short number after its calling code, for a
 * transfer with `;ext=` behind it (RFC 3966). The one rule for every number that comes in.
 */
export function readNumber(
  written: string,
  rule: NumberRule,
  use: NumberUse,
): { number: string } | { fault: NumberFault } {
  const { country, allowsPremium, lineCountry } = rule;
  const plain = plainNumber(written);
  // The line dials it: 911 is a number on an American one, whoever has it, and 15 is none.
  const short = findShortNumber(plain, lineCountry ?? country) ?? findShortNumber(plain, country);
  if (short !== undefined) return takeShort(short, rule, use);
  const parsed = parseNumber(withItsCallingCode(plain, country), country);
  if ("fault" in parsed) return parsed;
  if (use !== "own" && !allowsPremium && isPremium(parsed)) return { fault: "premium_number" };
  if (parsed.extension === undefined) return { number: parsed.number };
  if (use !== "transfer" || !EXTENSION.test(parsed.extension)) return { fault: "extension" };
  return { number: `${parsed.number};ext=${parsed.extension}` };
}

function takeShort(
  { number, kind }: ShortNumber,
  { allowsPremium, lineCountry }: NumberRule,
  use: NumberUse,
): { number: string } | { fault: NumberFault } {
  if (use !== "transfer") return { fault: kind === "emergency" ? "emergency_number" : "short_number" };
  if (lineCountry !== undefined && !number.startsWith(`+${callingCodeOf(lineCountry)}`))
    return { fault: "short_number_abroad" };
  return kind === "premium" && !allowsPremium ? { fault: "premium_number" } : { number };
}

/** A number as E.164 and the country that has it, whatever it is for; undefined when it is none. */
export function findPhoneNumber(
  written: string,
  country: string | undefined,
): { number: string; country: string | null } | undefined {
  const parsed = parseNumber(withItsCallingCode(plainNumber(written), country), country);
  return "fault" in parsed ? undefined : { number: parsed.number, country: parsed.country };
}
