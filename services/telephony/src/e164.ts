import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";

export type PhoneNumberParts = { number: string; country: string | null };

/** A number as E.164 with its country, from international form however it is spaced; undefined when there is no such number. */
export function findE164(text: string): PhoneNumberParts | undefined {
  const parsed = parsePhoneNumberFromString(text);
  return parsed?.isValid() === true ? { number: parsed.number, country: parsed.country ?? null } : undefined;
}

export const isCountry = (code: string): boolean => isSupportedCountry(code);

/** Italians dial the zero of an area code from abroad as well. */
const TRUNK_STAYS = new Set(["IT", "SM", "VA"]);

/** An area code as it follows the country's calling code: 01 of Paris is 1. */
export const areaOf = (country: string, areaCode: string): string =>
  TRUNK_STAYS.has(country) ? areaCode : areaCode.replace(/^0(?=\d)/, "");

/** The digits with which a country's numbers begin that have this area code, written with its trunk prefix or without. */
export function digitsOfArea(country: string, areaCode: string): string {
  return isSupportedCountry(country) ? `${getCountryCallingCode(country)}${areaOf(country, areaCode)}` : areaCode;
}
