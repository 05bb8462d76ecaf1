import { parsePhoneNumberFromString } from "libphonenumber-js/min";

export type PhoneNumberParts = { number: string; country: string | null };

/** A number as E.164 with its country, from international form however it is spaced; undefined when there is no such number. */
export function findE164(text: string): PhoneNumberParts | undefined {
  const parsed = parsePhoneNumberFromString(text);
  return parsed?.isValid() === true ? { number: parsed.number, country: parsed.country ?? null } : undefined;
}
