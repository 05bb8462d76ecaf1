import { callingCodeOf } from "./library.ts";
import known from "./metadata.json" with { type: "json" };

/**
 * France and its overseas departments dial each other by the same ten digits: 0692 12 34 56 is Réunion's from Paris as well
 * (Arcep's numbering plan). libphonenumber has a plan for each calling code and none for what they share.
 */
const SHARED = new Set(["FR", "RE", "YT", "GP", "BL", "MF", "GF", "MQ"]);
const OVERSEAS = known.overseas.map(({ callingCode, pattern }) => ({
  callingCode,
  // What begins with 8 or 9 is the same for all of them, and libphonenumber has it under each.
  pattern: new RegExp(`^(?=[1-7])(?:${pattern})$`),
}));

/** The calling codes that a number written without one may have, the country's own first. */
export const callingCodesIn = (country: string): string[] => {
  const own = callingCodeOf(country);
  const others = SHARED.has(country) ? ["33", ...OVERSEAS.map(({ callingCode }) => callingCode)] : [];
  return own === undefined ? [] : [...new Set([own, ...others])];
};

/**
 * A number of ten digits with the calling code that it has, and one that was put behind +33 although it is overseas; any
 * other text as it is. The text has no separators any more.
 */
export function withItsCallingCode(text: string, country: string | undefined): string {
  const [, trunk, digits, extension = ""] = /^(\+33|0033|0)0?([1-9]\d{8})(;ext=\d+)?$/.exec(text) ?? [];
  if (digits === undefined || (trunk === "0" && !SHARED.has(country ?? ""))) return text;
  const overseas = OVERSEAS.find(({ pattern }) => pattern.test(digits));
  return `+${overseas?.callingCode ?? "33"}${digits}${extension}`;
}
