// What identifies a person in words that were said on the telephone, in French and in English. A list of what can be
// recognized by its form, and of names that somebody introduced: no list is complete, so a person reads the result.

export type BlankWords = Record<"name" | "number" | "email" | "address" | "date", string>;
export const BLANKS: Record<"fr" | "en", BlankWords> = {
  fr: { name: "[nom]", number: "[numéro]", email: "[e-mail]", address: "[adresse]", date: "[date]" },
  en: { name: "[name]", number: "[number]", email: "[email]", address: "[address]", date: "[date]" },
};

const MONTH =
  "(?:janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december)";
const COUNTED =
  "(?:zéro|zero|oh|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille|one|two|three|four|five|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|double|triple)";
const NEXT = String.raw`(?:[\s,.\-]+(?:et\s+|and\s+)?)`;
const STREET =
  "(?:rue|avenue|av\\.|boulevard|bd|place|chemin|impasse|allées?|route|quai|cours|square|passage|résidence|lotissement|street|road|lane|drive|court|close|terrace)";

const EMAIL = /[\p{L}\d._%+-]+\s?@\s?[\p{L}\d-]+(?:\s?\.\s?[\p{L}\d-]+)+/giu;
const SPOKEN_EMAIL =
  /(?:[\p{L}\d_-]+\s+(?:point|tiret|dot|dash|underscore)\s+)*[\p{L}\d._-]+\s+(?:arobase|arrobase|at)\s+[\p{L}\d-]+(?:\s+(?:tiret|dash)\s+[\p{L}\d-]+)*\s+(?:point|dot)\s+\p{L}{2,}/giu;
const ADDRESS = new RegExp(
  String.raw`(?<![\p{L}\d])(?:(?:\d+|${COUNTED}(?:[\s-]+${COUNTED})*)\s*(?:bis|ter|quater)?\s*,?\s+)?${STREET}(?=\s+(?:de\s|du\s|des\s|d[’']|la\s|le\s|les\s|l[’'])?[\p{Lu}\d])[^,.;!?\n]*|(?<![\p{L}\d])\d+\s+(?:[\p{Lu}][\p{L}'’-]*\s+){1,3}(?:Street|Road|Lane|Drive|Court|Close|Avenue|Terrace)(?!\p{L})`,
  "gu",
);
const DATE_WITH_YEAR = new RegExp(
  String.raw`(?<![\p{L}\d])(?:\d{1,2}(?:er|st|nd|rd|th)?|premier|${COUNTED}(?:[\s-]+(?:et[\s-]+)?${COUNTED})*)\s+(?:of\s+)?${MONTH}(?:\s*,)?\s+(?:\d{4}|\d{2}(?!\d)|(?:mille|deux[\s-]mille|dix[\s-]neuf|nineteen|twenty|two thousand)(?:[\s-]+(?:et\s+|and\s+)?${COUNTED})*)|(?<![\p{L}\d])${MONTH}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)|(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)`,
  "giu",
);
/** Telephones, cards, accounts, social security: five digits or more, however they are grouped. */
const DIGITS = /(?<![\p{L}\d])(?:\+|00)?\(?\d(?:[\s.\-/()]{0,3}\d){4,}(?!\d)/gu;
/** Longer than any date: looked for before dates, which would take a part. */
const LONG_NUMBER = /(?<![\p{L}\d])(?:\+|00)?\(?\d(?:[\s.\-/()]{0,3}\d){8,}(?!\d)/gu;
const IBAN = /(?<![\p{L}\d])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{2,4}){3,8}(?![\p{L}\d])/gu;
const SPOKEN_NUMBER = new RegExp(
  String.raw`(?<![\p{L}\d])(?:plus\s+)?${COUNTED}(?:${NEXT}${COUNTED}){3,}(?!\p{L})`,
  "giu",
);
const SPELLED = /(?<![\p{L}\d])\p{Lu}(?:(?:\s|-|,\s|\.\s?)\p{Lu}){2,}(?![\p{L}\d])/gu;

const NAME = String.raw`\p{Lu}[\p{L}'’-]+(?:\s+(?:(?:de|du|des|la|le|van|von|ben|el)\s+)*\p{Lu}[\p{L}'’-]+){0,3}`;
const INTRODUCED = new RegExp(
  String.raw`(?:[Jj]e\s+m[’']appelle|[Mm]on\s+nom\s+(?:est|c[’']est)|[Nn]om\s+de\s+famille\s*:?|[Pp]rénom\s*:?|[Aa]u\s+nom\s+(?:de(?=\s)|d[’'])|[Jj]e\s+suis(?:\s+(?:le|la)\s+\p{Ll}+\s+de)?|[Cc][’']est|[Ii]ci|[Ii]l\s+s[’']appelle|[Ee]lle\s+s[’']appelle|[Mm]y\s+name\s+is|[Mm]y\s+name[’']s|[Ii][’']m|[Ii]\s+am|[Tt]his\s+is|[Hh]is\s+name\s+is|[Hh]er\s+name\s+is|[Uu]nder\s+the\s+name(?:\s+of)?)(?:\s+|(?<=[’']))(?:(?:madame|monsieur|mademoiselle|Madame|Monsieur|Mademoiselle|Mme|Mlle|M\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|docteur|Docteur|maître|Maître)\s+)?(${NAME})`,
  "gu",
);
const TITLED = new RegExp(
  String.raw`(?<!\p{L})(?:[Mm]adame|[Mm]onsieur|[Mm]ademoiselle|Mme|Mlle|M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|[Dd]octeur|[Dd]octor|[Mm]aître|[Pp]rofesseur)\s+(${NAME})`,
  "gu",
);
/** Two capitalized words in a row, in the middle of a sentence. */
const PAIR = /(?<=[\p{L}\d],?\s)(\p{Lu}\p{Ll}[\p{L}'’-]*\s\p{Lu}[\p{L}'’-]+)/gu;
/** Capitalized, and nobody's name. */
const NO_NAMES = new Set(
  "Allô Allo Bonjour Bonsoir Merci Oui Non Salut Hello Hi Yes No Thanks Good Lundi Mardi Mercredi Jeudi Vendredi Samedi Dimanche Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(
    " ",
  ),
);

/** The names that somebody in these lines goes by, each word of them, longest first. */
export function namesIn(lines: string[], known: (string | null | undefined)[] = []): string[] {
  const found = lines.flatMap((line) =>
    [INTRODUCED, TITLED, PAIR].flatMap((pattern) => [...line.matchAll(pattern)].map(([, name]) => name ?? "")),
  );
  const words = [...found, ...known.map((name) => name ?? "")]
    .flatMap((name) => name.split(/[\s,]+/))
    .filter((word) => /^\p{Lu}[\p{L}'’-]+$/u.test(word) && !NO_NAMES.has(word));
  return [...new Set(words)].toSorted((left, right) => right.length - left.length);
}

/** A line without what identifies a person. `names` are those of `namesIn`, wherever they stand. */
export function blank(line: string, names: string[], words: BlankWords): string {
  let text = line
    .replaceAll(EMAIL, words.email)
    .replaceAll(SPOKEN_EMAIL, words.email)
    .replaceAll(ADDRESS, words.address)
    .replaceAll(IBAN, words.number)
    .replaceAll(LONG_NUMBER, words.number)
    .replaceAll(DATE_WITH_YEAR, words.date)
    .replaceAll(DIGITS, words.number)
    .replaceAll(SPOKEN_NUMBER, words.number)
    .replaceAll(SPELLED, words.name);
  for (const name of names) {
    const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    text = text.replaceAll(new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, "giu"), words.name);
  }
  // First name and surname are one person.
  return text.replaceAll(new RegExp(`${escapedOf(words.name)}(?:[\\s-]+${escapedOf(words.name)})+`, "g"), words.name);
}

const escapedOf = (text: string) => text.replaceAll(/[[\]]/g, String.raw`\$&`);
