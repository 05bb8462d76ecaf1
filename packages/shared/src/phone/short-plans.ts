/**
 * Numbers of a few digits, which work inside their country alone. libphonenumber-js does not have them; these are the ones that
 * the regulators publish (for France Arcep's numbering plan, in force since decision 2018-0881). The site shows them by this file,
 * which is why it does not ask the library.
 */

export type ShortKind = "emergency" | "service" | "premium";

type Plan = { emergency: readonly string[]; service?: RegExp; premium?: RegExp };

/** The emergency call, and the social services that all of Europe has under 116. */
const EUROPE: Plan = { emergency: ["112"], service: /^116\d{3}$/ };
const FRANCE: Plan = {
  emergency: ["15", "17", "18", "112", "114", "115", "119", "191", "196", "197"],
  // 30xx and 31xx are free by the plan; of those after them, these cost no more than a call.
  service: /^(?:116\d{3}|3[01]\d\d|3237|3646|3919|39(?:39|49|66|77))$/,
  premium: /^(?:3[2-9]\d\d|118\d{3})$/,
};
const NORTH_AMERICA: Plan = { emergency: ["911", "988", "112"], service: /^[2358]11$/, premium: /^411$/ };
const SWITZERLAND: Plan = {
  emergency: ["112", "117", "118", "143", "144", "145", "147", "1414"],
  service: /^(?:116\d{3}|14[02])$/,
  premium: /^18\d\d$/,
};

const PLANS: Readonly<Record<string, Plan>> = {
  ...Object.fromEntries(["FR", "RE", "YT", "GP", "BL", "MF", "GF", "MQ", "PM"].map((code) => [code, FRANCE])),
  ...Object.fromEntries(["NC", "PF", "WF"].map((code) => [code, { emergency: ["15", "17", "18", "112"] }])),
  MC: { ...EUROPE, emergency: ["15", "17", "18", "112"] },
  BE: {
    emergency: ["112", "100", "101", "110"],
    service: /^(?:116\d{3}|10[3567]|1733|1712)$/,
    premium: /^(?:12|13|14)07$/,
  },
  LU: { ...EUROPE, emergency: ["112", "113"], premium: /^118\d\d$/ },
  CH: SWITZERLAND,
  LI: SWITZERLAND,
  CA: NORTH_AMERICA,
  US: NORTH_AMERICA,
  GB: { ...EUROPE, emergency: ["999", "112"], service: /^(?:116\d{3}|101|105|111)$/, premium: /^118\d{3}$/ },
  DE: { ...EUROPE, emergency: ["112", "110"], premium: /^118\d\d$/ },
  IT: { ...EUROPE, emergency: ["112", "113", "115", "118"] },
  MA: { emergency: ["112", "15", "19", "150", "177"] },
  TN: { emergency: ["112", "190", "197", "198"] },
};

/** Which country's numbers follow a calling code: of one that several share, the largest's, as libphonenumber has it. */
const OWNERS: Readonly<Record<string, string>> = {
  "1": "US",
  "32": "BE",
  "33": "FR",
  "39": "IT",
  "41": "CH",
  "44": "GB",
  "49": "DE",
  "212": "MA",
  "216": "TN",
  "262": "RE",
  "352": "LU",
  "377": "MC",
  "423": "LI",
  "508": "PM",
  "590": "GP",
  "594": "GF",
  "596": "MQ",
  "681": "WF",
  "687": "NC",
  "689": "PF",
};
/** A calling code, of one digit, two or three (ITU-T E.164, list of country codes), and a few digits. */
const CODE_AND_SHORT = /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d{2,6})$/;

/** What kind of short number these digits are in a country; undefined when they are none. */
export function shortKindIn(country: string, digits: string): ShortKind | undefined {
  const { emergency, service, premium } = PLANS[country] ?? EUROPE;
  if (emergency.includes(digits)) return "emergency";
  if (service?.test(digits) === true) return "service";
  return premium?.test(digits) === true ? "premium" : undefined;
}

/** A kept short number as it is dialled in its country: 15 of `+3315`. Undefined of what is no short number. */
export function toDialledShort(kept: string): string | undefined {
  const [, callingCode = "", digits] = CODE_AND_SHORT.exec(kept) ?? [];
  return digits !== undefined && shortKindIn(OWNERS[callingCode] ?? "", digits) !== undefined ? digits : undefined;
}
