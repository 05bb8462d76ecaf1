import { callingCodeOf } from "./library.ts";

/** Italians dial the zero of an area code from abroad as well. */
const TRUNK_STAYS = new Set(["IT", "SM", "VA"]);

/** An area code as it follows the country's calling code: 01 of Paris is 1. */
export const areaOf = (country: string, areaCode: string): string =>
  TRUNK_STAYS.has(country) ? areaCode : areaCode.replace(/^0(?=\d)/, "");

/** The digits with which a country's numbers begin that have this area code, written with its trunk prefix or without. */
export function digitsOfArea(country: string, areaCode: string): string {
  const callingCode = callingCodeOf(country);
  return callingCode === undefined ? areaCode : `${callingCode}${areaOf(country, areaCode)}`;
}
