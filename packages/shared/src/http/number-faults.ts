/** What is wrong with a number, by its code, for a person. */
const MESSAGES = {
  not_a_number: "is not a telephone number, such as +33 1 23 45 67 89",
  unknown_country_code: "begins with a country code that does not exist",
  too_short: "is too short: digits are missing",
  too_long: "is too long: it has digits too many",
  impossible: "is not a number that its country can have",
  emergency_number: "is an emergency number: calls can be passed on to it, and it is never called or texted",
  short_number: "is a short number: calls can be passed on to it, and it is never called or texted",
  short_number_abroad: "is a short number of another country than the line's, from which it does not connect",
  premium_number: "costs extra: an admin can allow such numbers for the organization (`allowsPremiumNumbers`)",
  extension: "has an extension, which cannot be dialled here: only a transfer takes one, of up to ten digits",
  not_mobile: "is not a mobile number: an SMS does not reach it",
} as const;

export type NumberFault = keyof typeof MESSAGES;
export const NUMBER_FAULTS = Object.keys(MESSAGES) as [NumberFault, ...NumberFault[]];

/** The fault of a field that holds a number. */
export const numberError = (
  path: string,
  fault: NumberFault,
): { path: string; message: string; code: NumberFault } => ({
  path,
  message: MESSAGES[fault],
  code: fault,
});
