import {
  ANY_STREET,
  CALLED,
  COUNTED,
  MONTH,
  NAME_FOLLOWS,
  NAME_MAY_FOLLOW,
  NEXT,
  NO_NAMES,
  ORDINAL,
  PARTICLES,
  RELATIVE,
  STREET,
  TITLE,
} from "./redact-words.ts";

// Finds what identifies a person in words spoken on the telephone, in French and in English: by its form, by names that
// somebody introduced, and by answers to questions for it. No list is complete, so a person reads the result. When in
// doubt, one word too many is removed.

export type Placeholders = Record<"name" | "number" | "email" | "address" | "date", string>;
export const PLACEHOLDERS: Record<"fr" | "en", Placeholders> = {
  fr: { name: "[nom]", number: "[numéro]", email: "[e-mail]", address: "[adresse]", date: "[date]" },
  en: { name: "[name]", number: "[number]", email: "[email]", address: "[address]", date: "[date]" },
};
export type Spoken = { role: string; text: string };
/** What an assistant has just asked for. */
export type PersonalDetail = keyof Placeholders;

const BEFORE = String.raw`(?<![\p{L}\d])`;
const AFTER = String.raw`(?![\p{L}\d])`;
const any = (source: string) => new RegExp(source, "giu");
const cased = (source: string) => new RegExp(source, "gu");

const DOT = String.raw`(?:\.|\s+(?:point|dot)\s+)`;
const JOINT = String.raw`(?:\s+(?:point|tiret(?:\s+du\s+(?:bas|six|8))?|underscore|dot|dash)\s+)`;
const EMAIL = any(
  String.raw`(?<![\p{L}\d._%+-])[\p{L}\d._%+-]+(?:${JOINT}[\p{L}\d._%+-]+)*(?:\s?@\s?[\p{L}\d-]+(?:\s?\.\s?|\s+(?:point|dot)\s+)|\s+(?:arobase|arrobase|at)\s+[\p{L}\d-]+(?:\s+(?:tiret|dash)\s+[\p{L}\d-]+)*${DOT})[\p{L}\d-]+(?:${DOT}[\p{L}\d-]+)*`,
);

const HOUSE = String.raw`(?:\d+|${COUNTED}(?:[\s-]+${COUNTED})*)\s*(?:bis|ter|quater)?\s*,?\s+`;
/** Up to the word with which somebody who does not pause begins another phrase. */
const STREET_NAME = String.raw`[^,.;!?\n]{1,60}?(?=\s+(?:et|je|j[’']ai|pour|c[’']est|mais|donc|and|i|i[’']m|for|but)\s|[,.;!?\n]|$)`;
const ADDRESSES = [
  any(`${BEFORE}${HOUSE}${STREET}\\s${STREET_NAME}`),
  any(
    String.raw`${BEFORE}\d+\s+(?:[\p{L}][\p{L}'’-]*\s+){1,3}(?:street|road|lane|drive|court|close|avenue|terrace)${AFTER}`,
  ),
  any(`(?<=(?:habite|live\\s|adresse|address)[^.!?\\n]{0,20}${BEFORE})${STREET}\\s${STREET_NAME}`),
  cased(String.raw`${BEFORE}${ANY_STREET}(?=\s+(?:de\s|du\s|des\s|d[’']|la\s|le\s|les\s|l[’'])*[\p{Lu}\d])[^,.;!?\n]*`),
  cased(String.raw`(?<!\d[\s.\-/]?)${BEFORE}\d{5}\s+\p{Lu}[\p{L}'’-]+(?:[\s-]\p{Lu}[\p{L}'’-]+)*`),
  any(String.raw`${BEFORE}[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}${AFTER}`),
];

const SPOKEN = String.raw`${COUNTED}(?:[\s-]+(?:(?:et|and)[\s-]+)?${COUNTED})*`;
const DAY = `(?:${ORDINAL}|\\d{1,2}|${SPOKEN})`;
/** A number that is a year, and not an hour, a price or an age. */
const YEAR = String.raw`(?:\d{4}|\d{2}(?!\d)|${SPOKEN})${AFTER}(?![\s-]*(?:${COUNTED}|heures?|h|o[’']clock|euros?|ans|[ap]\.?m)${AFTER})`;
const DATES = [
  any(`${BEFORE}${DAY}\\s+(?:of\\s+)?${MONTH}(?:\\s*,)?(?:\\s+(?:de\\s+l[’']an(?:née)?|in))?\\s+${YEAR}`),
  any(`${BEFORE}${MONTH}\\s+(?:the\\s+)?(?:${ORDINAL}|\\d{1,2}),?\\s+${YEAR}`),
  any(String.raw`(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)|(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)`),
];
/** A date of birth without its year, or only its year. */
const OF_BIRTH = String.raw`${DAY}\s+(?:of\s+)?${MONTH}|${MONTH}\s+(?:the\s+)?${DAY}|(?<!\d)\d{1,2}[/.-]\d{1,2}(?!\d)|\d{4}`;
const BIRTH = any(
  String.raw`(?<=${BEFORE}(?:née?s?|naissance|born|birth(?:day)?|anniversaire)${AFTER}[^.!?\n]{0,30})${BEFORE}(?:${OF_BIRTH}|(?<=\s(?:en|in)\s)${SPOKEN})${AFTER}`,
);

/** Numbers of telephones, cards, accounts and social security: five digits or more, however they are grouped. */
const DIGITS = any(String.raw`${BEFORE}(?:\+|00)?\(?\d(?:[\s.\-–—_·/()]{0,3}\d){4,}(?!\d)`);
/** Longer than any date. Looked for before dates, which would match a part of it. */
const LONG_NUMBER = any(String.raw`${BEFORE}(?:\+|00)?\(?\d(?:[\s.\-–—_·/()]{0,3}\d){8,}(?!\d)`);
const IBAN = any(String.raw`${BEFORE}[A-Z]{2}\d{2}(?:\s?(?=[A-Z]{0,3}\d)[A-Z0-9]{2,4}|\s?[A-Z]{4}){3,8}${AFTER}`);
const NUMBER = String.raw`(?:\d+|${COUNTED})`;
const SPOKEN_NUMBERS = [
  any(`${BEFORE}(?:plus\\s+)?${NUMBER}(?:${NEXT}${NUMBER}){3,}${AFTER}`),
  // The beginning of a telephone number, whose rest may come after a pause.
  any(`${BEFORE}(?:zéro|zero|oh)(?:${NEXT}${NUMBER})+${AFTER}`),
];

const SPELLED = [
  any(String.raw`${BEFORE}[a-z](?:[\s,.-]+[a-z]){2,}${AFTER}`),
  any(String.raw`${BEFORE}(?:\p{L}\s+(?:comme|for|as\s+in)\s+\p{L}+${AFTER}[\s,.]*){2,}`),
];

const NAME = String.raw`\p{Lu}[\p{L}'’-]+(?:\s+(?:(?:de|du|des|la|le|van|von|ben|el)\s+)*\p{Lu}[\p{L}'’-]+){0,3}`;
const WORDS = String.raw`[\p{L}'’-]+(?:\s+[\p{L}'’-]+){0,4}`;
const CAPITALIZED = [
  cased(String.raw`${BEFORE}${NAME_MAY_FOLLOW}\s+(?:${TITLE}\s+)?(${NAME})`),
  cased(String.raw`${BEFORE}${TITLE}\s+(${NAME})`),
  cased(String.raw`${BEFORE}${RELATIVE}\s+(${NAME})`),
  cased(String.raw`${BEFORE}${CALLED},?\s+(${NAME})`),
  // Two capitalized words in a row, after a word or at the beginning of a sentence.
  cased(String.raw`(?:(?<=[\p{L}\d],?\s)|(?<=^|[.!?]\s))(\p{Lu}\p{Ll}[\p{L}'’-]*\s\p{Lu}[\p{L}'’-]+)`),
];
const WRITTEN_ANYHOW = [
  any(String.raw`${BEFORE}${NAME_FOLLOWS}\s*(?:${TITLE}\s+)?(${WORDS})`),
  any(String.raw`${BEFORE}(?:madame|monsieur|mademoiselle|mrs?\.?|miss)\s+([\p{L}'’-]+)`),
];
const BEFORE_WORDS = any(
  String.raw`([\p{L}'’-]+(?:\s+[\p{L}'’-]+)?),?\s+(?:à\s+l[’']appareil|au\s+téléphone|speaking)${AFTER}`,
);

/** Not a name by its form: j'aimerais, qu'elle, pouvez-vous, est-ce, y a-t-il. */
const NEVER_NAME =
  /^(?:[jcnmts]|qu)['’]|-(?:je|tu|il|elle|on|nous|vous|ils|elles|ce|ci|là|moi|toi|le|la|les|lui|leur|y|en)$/iu;

const QUESTIONS: Record<PersonalDetail, RegExp> = {
  name: /(?<!\p{L})(?:pré)?noms?(?!\p{L})|appelez-vous|vous\s+appelez|épel|l[’']appareil|(?<!\p{L})(?:sur|first |last )?name(?!\p{L})|spell|who[’' ]?i?s\s+calling/iu,
  number: /numéro|téléphone|joindre|rappeler|carte|sécu|iban|code|number|phone|reach you|card|digits|chiffres/iu,
  date: /naissance|(?<!\p{L})née?(?!\p{L})|birth|born/iu,
  email: /e?-?mail|courriel|électronique/iu,
  address:
    /(?<!\p{L})adresse(?!\s+(?:(?:e-?)?mail|électronique))|habitez|domicile|(?<!\p{L})address|where do you live|code postal|post ?code/iu,
};
/** A longer text is more than the answer. */
const MAX_ANSWER_WORDS = 15;
const MAX_NAME_WORDS = 6;

/** The details that a question asks for. */
export const detailAskedFor = (question: string): PersonalDetail[] =>
  (Object.keys(QUESTIONS) as PersonalDetail[]).filter((kind) => QUESTIONS[kind].test(plain(question)));

/** The names of the people in a conversation, each word of them, longest first. */
export function namesIn(lines: Spoken[], known: (string | null | undefined)[] = []): string[] {
  let asked: PersonalDetail[] = [];
  const found: string[] = known.flatMap((name) => (name ?? "").split(/[\s,]+/)).filter(isName);
  for (const { role, text: given } of lines) {
    const text = plain(given);
    for (const pattern of CAPITALIZED) {
      for (const [, name = ""] of text.matchAll(pattern)) found.push(...wholeName(name));
    }
    for (const pattern of WRITTEN_ANYHOW) {
      for (const [, words = ""] of text.matchAll(pattern)) found.push(...leadingNames(words));
    }
    for (const [, words = ""] of text.matchAll(BEFORE_WORDS)) found.push(...words.split(/\s+/).filter(isName));
    if (role === "assistant") asked = detailAskedFor(text);
    else if (role === "user" && asked.includes("name")) found.push(...namesInAnswer(text));
  }
  const parts = found.flatMap((name) => [name, ...name.split("-").filter((part) => part.length > 2 && isName(part))]);
  return [...new Set(parts.flatMap((name) => [name, unaccented(name)]))].toSorted((a, b) => b.length - a.length);
}

/** Each word of a name, and the whole name if its particle is capitalized too: Le Goff. */
function wholeName(name: string): string[] {
  const words = name.split(/\s+/);
  const isWhole = words.every((word) => isCapitalized(word) || PARTICLES.has(word.toLowerCase()));
  return [...words.filter(isCapitalized), ...(isWhole && words.length > 1 ? [name] : [])];
}

/** A short answer is the name; of a longer one, only its capitalized words are. */
function namesInAnswer(text: string): string[] {
  const words = text.match(/[\p{L}'’-]+/gu) ?? [];
  const names = words.filter(isName);
  return names.length <= MAX_NAME_WORDS ? names : names.filter((word) => isCapitalized(word));
}

/** The words before the first that cannot be part of a name. */
function leadingNames(words: string): string[] {
  const all = words.split(/\s+/);
  const end = all.findIndex((word) => !PARTICLES.has(word.toLowerCase()) && !isName(word));
  return all.slice(0, end < 0 ? undefined : end).filter(isName);
}

const isName = (word: string) =>
  /^\p{L}[\p{L}'’-]+$/u.test(word) && !NO_NAMES.has(word.toLowerCase()) && !NEVER_NAME.test(word);
const isCapitalized = (word: string) => /^\p{Lu}/u.test(word) && isName(word);

/**
 * A line without anything that identifies a person. `names` are those of `namesIn`; `asked`, the details that the line
 * answers.
 */
export function redact(line: string, names: string[], words: Placeholders, asked: PersonalDetail[] = []): string {
  const put = (text: string, patterns: RegExp[], word: string) =>
    patterns.reduce((left, pattern) => left.replaceAll(pattern, word), text);
  let text = put(plain(line), [EMAIL], words.email);
  text = put(text, ADDRESSES, words.address);
  text = put(text, [IBAN, LONG_NUMBER], words.number);
  text = put(text, [...DATES, BIRTH], words.date);
  text = put(text, [DIGITS, ...SPOKEN_NUMBERS], words.number);
  text = put(text, SPELLED, words.name);
  for (const name of names) {
    text = text.replaceAll(any(`${BEFORE}${escapedOf(name)}${AFTER}`), words.name);
  }
  for (const kind of asked) text = blankAnswer(text, kind, words);
  // A first name and a surname are one person, and a number said in pieces is one number.
  return Object.values(words).reduce(
    (left, word) => left.replaceAll(cased(`${escapedOf(word)}(?:[\\s,.-]+${escapedOf(word)})+`), word),
    text,
  );
}

/** Redacts what the form of an answer does not tell: an answer of two digits, of a day, of an address in one word. */
function blankAnswer(text: string, kind: PersonalDetail, words: Placeholders): string {
  const isShort = text.split(/\s+/).length <= MAX_ANSWER_WORDS;
  const isBlanked = Object.values(words).some((word) => text.includes(word));
  const numbers = any(`${BEFORE}${NUMBER}(?:${NEXT}${NUMBER})*${AFTER}`);
  switch (kind) {
    case "number":
      return text.replaceAll(numbers, words.number);
    case "date":
      return text.replaceAll(any(`${BEFORE}(?:${OF_BIRTH})${AFTER}`), words.date).replaceAll(numbers, words.date);
    case "email":
      // If it was spelled in pieces, only a part of it has the form of an email address.
      return isShort && (text.includes(words.email) || /@|point|dot|arr?obase/iu.test(text)) ? words.email : text;
    case "address":
      return isShort && !isBlanked ? words.address : text;
    case "name":
      return text;
  }
}

/** The same characters for the same letters and digits, whatever a transcriber writes. */
const plain = (text: string) => text.normalize("NFKC").replaceAll(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "");
const unaccented = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "");
const escapedOf = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
