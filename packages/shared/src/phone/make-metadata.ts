/**
 * Writes metadata.json, what the number rule knows of every country, from the metadata of libphonenumber-js, and mobiles.json,
 * which only the Worker that sends SMS carries:
 *
 *   node packages/shared/src/phone/make-metadata.ts
 *
 * The library's own files hold how numbers are shown, or every type of number: two to four times the weight in each Worker.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import max from "libphonenumber-js/max/metadata";
import min from "libphonenumber-js/min/metadata";

/** A country in the library's files is a list: where it has how numbers are shown, and the types of numbers. */
const FORMATS = 4;
const TYPES = 11;
const FIXED_LINE = 0;
const MOBILE = 1;
const PREMIUM_RATE = 3;
/** The departments that France dials as itself: one for each of their calling codes, which together have all of its numbers. */
const OVERSEAS = ["RE", "YT", "GP", "GF", "MQ"] as const;

type Country = readonly unknown[];

/** What is left of the library's metadata, and patterns: of each country's premium numbers, of what is overseas. */
export const makeMetadata = () => ({
  metadata: {
    ...min,
    countries: mapValues(min.countries, withoutFormats),
    nonGeographic: mapValues(min.nonGeographic, withoutFormats),
  },
  premium: {
    ...premiumPatterns(max.countries),
    ...premiumPatterns(max.nonGeographic),
  },
  overseas: OVERSEAS.map((code) => {
    const country: Country = max.countries[code] ?? [];
    const pattern = [FIXED_LINE, MOBILE].map((type) => patternOf(country, type)).join("|");
    return { callingCode: String(country[0]), pattern };
  }),
});

/** What Arcep keeps for fiction, and so for examples and tests: 06 39 98 and four digits. The library has it as no type. */
const FICTION: Record<string, string> = { FR: String.raw`63998\d{4}` };

/** Each country's mobile numbers; where they look as any other, as in North America, its ordinary ones. */
export const makeMobiles = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(max.countries).flatMap(([code, country]: [string, Country]) => {
      const known = patternOf(country, MOBILE) ?? patternOf(country, FIXED_LINE);
      const patterns = [known, FICTION[code]].filter((pattern) => pattern !== undefined);
      return patterns.length === 0 ? [] : [[code, patterns.join("|")]];
    }),
  );

function withoutFormats(country: Country): Country {
  const kept = country.map((value, index) => (index === FORMATS ? 0 : value));
  return kept.slice(0, kept.findLastIndex((value) => value !== 0) + 1);
}

/** Two letters, or the calling code of what belongs to no country. */
const premiumPatterns = (countries: object) =>
  Object.fromEntries(
    Object.entries(countries).flatMap(([code, country]: [string, Country]) => {
      const pattern = patternOf(country, PREMIUM_RATE);
      return pattern === undefined ? [] : [[code, pattern]];
    }),
  );

function patternOf(country: Country, type: number): string | undefined {
  const pattern = at(at(at(country, TYPES), type), 0);
  return typeof pattern === "string" && pattern !== "" ? pattern : undefined;
}

const at = (list: unknown, index: number): unknown => (Array.isArray(list) ? (list as unknown[])[index] : undefined);
const mapValues = (countries: object, change: (country: Country) => Country) =>
  Object.fromEntries(Object.entries(countries).map(([code, country]: [string, Country]) => [code, change(country)]));

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, "metadata.json"), `${JSON.stringify(makeMetadata())}\n`);
  writeFileSync(join(import.meta.dirname, "mobiles.json"), `${JSON.stringify(makeMobiles())}\n`);
}
