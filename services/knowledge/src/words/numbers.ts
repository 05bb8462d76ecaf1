/** The countries whose numbers are known with and without their code: French-speaking ones, and their neighbours' practices. */
const COUNTRIES = "33|32|41|352|377|1|212|213|216|221|225|237|262|590|594|596|687|689";
const INTERNATIONAL = new RegExp(
  String.raw`(?<![\d+])(?:\+|00) ?(?:${COUNTRIES})[ .-]?(?:\(0\)[ .-]?)?(\d(?:[ .\-/]?\d){6,10})(?!\d)`,
  "g",
);
/** With the trunk's 0, in pairs or in other groups of two and three; a date has a year of four. */
const NATIONAL =
  /(?<![\d.,+])0(?:[1-9](?:([ .-]?)\d{2})(?:\1\d{2}){3}|\d{8}|\d{1,3}[ ./-]\d{2,3}(?:[ .]\d{2,3}){1,3})(?!\d)/g;
const AMERICAN = /(?<!\d)\(?([2-9]\d{2})\)?[ .-]([2-9]\d{2})[ .-](\d{4})(?!\d)/g;
const LEAST_DIGITS = 9;

const HOURS = /(?<![\d.,:])0?(\d{1,3}) ?(?:h|heures?) ?([0-5]\d)?(?![\p{L}\d])/gu;
const CLOCK = /(?<![\d.,:])0?(\d{1,2}):([0-5]\d)(?::[0-5]\d)?(?![\d:])/g;
const THOUSANDS = /(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)/g;

/**
 * A text in which a number of a telephone, an hour and a large number is one word, however it is written: `01 84 88 12 34`,
 * `+33 1 84 88 12 34` and `0184881234`; `9 h 30`, `09:30` and `9h30`; `1 250` and `1250`. Takes plain letters.
 */
export const joinNumbers = (text: string): string =>
  text
    .replaceAll(INTERNATIONAL, (_, national: string) => ` ${withoutTrunk(national)} `)
    .replaceAll(NATIONAL, (whole) => {
      const number = digitsOf(whole);
      return number.length < LEAST_DIGITS ? whole : ` ${withoutTrunk(number)} `;
    })
    .replaceAll(AMERICAN, " $1$2$3 ")
    .replaceAll(HOURS, (_, hours: string, minutes?: string) => hour(hours, minutes))
    .replaceAll(CLOCK, (_, hours: string, minutes: string) => hour(hours, minutes))
    .replaceAll(THOUSANDS, digitsOf);

const digitsOf = (text: string) => text.replaceAll(/\D/g, "");
/** What a number is in its country and from abroad alike. */
const withoutTrunk = (number: string) => digitsOf(number).replace(/^0/, "");
const hour = (hours: string, minutes = "00") => ` ${hours}h${minutes === "00" ? "" : minutes} `;
