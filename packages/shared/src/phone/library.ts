import {
  getCountryCallingCode,
  isValidPhoneNumber,
  ParseError,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
  type CountryCode,
  type MetadataJson,
} from "libphonenumber-js/core";
import { isCountry } from "./countries.ts";
import known from "./metadata.json" with { type: "json" };

/** The one place that asks libphonenumber, with the metadata of make-metadata.ts. */

// metadata.json is made from the library's own, whose type says tuples where JSON has lists.
const METADATA = known.metadata as unknown as MetadataJson;
const PREMIUM: Readonly<Record<string, string>> = known.premium;
const COUNTRIES_OF: Readonly<Record<string, readonly string[]>> = known.metadata.country_calling_codes;

/** A number that can exist. */
export type KnownNumber = {
  /** E.164. */
  number: string;
  /** Two letters; null of a number that belongs to no country. */
  country: string | null;
  callingCode: string;
  /** What follows the calling code. */
  national: string;
  extension: string | undefined;
};

/** Why a text is no number. */
export type ParseFault = "not_a_number" | "unknown_country_code" | "too_short" | "too_long" | "impossible";

/** Read a text that is a number and nothing else. `country` is whose own way of writing is understood. */
export function parseNumber(text: string, country: string | undefined): KnownNumber | { fault: ParseFault } {
  const options = { extract: false, ...(isCode(country) && { defaultCountry: country }) };
  try {
    const parsed = parsePhoneNumberWithError(text, options, METADATA);
    const { number, countryCallingCode: callingCode, nationalNumber: national, ext } = parsed;
    const length = validatePhoneNumberLength(number, METADATA);
    if (length === "TOO_SHORT") return { fault: "too_short" };
    if (length === "TOO_LONG") return { fault: "too_long" };
    if (length !== undefined || !isValidPhoneNumber(number, METADATA)) return { fault: "impossible" };
    return { number, country: parsed.country ?? null, callingCode, national, extension: ext };
  } catch (err) {
    if (!(err instanceof ParseError)) throw err;
    return { fault: FAULTS[err.message] ?? "not_a_number" };
  }
}

const FAULTS: Record<string, ParseFault> = {
  INVALID_COUNTRY: "unknown_country_code",
  TOO_SHORT: "too_short",
  TOO_LONG: "too_long",
};

/** Satellites and networks of no country: a minute costs as much as on a premium number. */
const COSTLY_CODES = new Set(["870", "881", "882", "883"]);

/** Whether a call to it costs extra, which goes to whoever has the number. */
export function isPremium({ country, callingCode, national }: KnownNumber): boolean {
  if (COSTLY_CODES.has(callingCode)) return true;
  const pattern = PREMIUM[country ?? COUNTRIES_OF[callingCode]?.[0] ?? callingCode];
  return pattern !== undefined && new RegExp(`^(?:${pattern})$`).test(national);
}

/** `33` of `FR`; undefined of what is no country. */
export const callingCodeOf = (country: string): string | undefined =>
  isCode(country) ? getCountryCallingCode(country, METADATA) : undefined;

/** The countries that share a calling code, the largest first. */
export const countriesOf = (callingCode: string): readonly string[] => COUNTRIES_OF[callingCode] ?? [];

// The library's codes are those of its metadata, which is where isCountry looks.
const isCode = (country: string | undefined): country is CountryCode => country !== undefined && isCountry(country);
