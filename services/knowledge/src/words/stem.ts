const MIN_STEM = 3;

/** What a plain word and its near relations have in common: plural and feminine, the usual endings of verbs. */
export function stem(word: string): string {
  if (/\d/.test(word)) return word;
  return /\p{Script=Arabic}/u.test(word) ? stemArabic(word) : stemLatin(word);
}

type Rule = readonly [ending: string, instead: string, minLength: number];

// French and English share these tables: callers ask in one language about a text in the other's spelling, and which
// language three words are in is anybody's guess. In each table the first ending that fits is taken, once.
const PLURALS: Rule[] = [
  ["eaux", "eau", 5],
  ["aux", "al", 5],
  ["oux", "ou", 5],
  ["eux", "eu", 4],
  ["sses", "ss", 6],
  ["ies", "i", 5],
  ["ss", "ss", 0],
  ["s", "", 4],
];
const VERBS_AND_NOUNS: Rule[] = [
  ["issements", "", 12],
  ["issement", "", 11],
  ["ements", "", 9],
  ["ement", "", 8],
  ["ations", "", 8],
  ["ation", "", 8],
  ["ated", "", 8],
  ["ating", "", 9],
  ["ate", "", 8],
  ["atrice", "", 9],
  ["ateur", "", 8],
  ["itions", "", 9],
  ["ition", "", 8],
  ["euse", "eur", 6],
  ["ingly", "", 8],
  ["edly", "", 7],
  ["ing", "", 6],
  ["ied", "i", 5],
  ["ily", "i", 6],
  ["ly", "", 6],
  ["onne", "on", 6],
  ["enne", "en", 6],
  ["elle", "el", 6],
  ["ives", "if", 6],
  ["ive", "if", 5],
  ["iere", "i", 6],
  ["ier", "i", 5],
  ["ees", "", 6],
  ["ee", "", 5],
  ["ez", "", 5],
  ["er", "", 5],
  ["ed", "", 5],
  ["ie", "i", 5],
  ["y", "i", 4],
  ["e", "", 4],
];

function stemLatin(word: string): string {
  if (word.length <= MIN_STEM) return word;
  // "payer" and "paiement", "envoyer" and "envoi".
  const spelled = word.replace(/([aou])y(?=.)/, "$1i");
  const shorter = endWith(VERBS_AND_NOUNS, endWith(PLURALS, spelled));
  // "registering" is "register" by now, which would be left as it is.
  const verb = endWith(VERBS_AND_NOUNS, shorter);
  // "annulé" has lost its accent and ends like "annule"; "stopped" keeps the letter that it doubled.
  const once = verb.length > MIN_STEM && verb.endsWith("e") ? verb.slice(0, -1) : verb;
  return once.length > MIN_STEM && once.at(-1) === once.at(-2) ? once.slice(0, -1) : once;
}

function endWith(rules: Rule[], word: string): string {
  const rule = rules.find(([ending, , minLength]) => word.length >= minLength && word.endsWith(ending));
  if (rule === undefined) return word;
  const [ending, instead] = rule;
  const shorter = word.slice(0, word.length - ending.length) + instead;
  return shorter.length < MIN_STEM ? word : shorter;
}

// Light stemming after Larkey, Ballesteros and Connell (SIGIR 2002, "light10"), on letters already made alike.
const ARABIC_PREFIXES = ["وال", "بال", "كال", "فال", "لل", "ال"];
const ARABIC_SUFFIXES = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"];

/** The person that a verb of the present begins with: he, you, we, I. */
const ARABIC_PERSONS = /^[يتنا](?=.{3})/;

function stemArabic(word: string): string {
  const rest = withoutAnd(withoutArticle(withoutAnd(word)));
  let bare = rest;
  for (const ending of ARABIC_SUFFIXES) {
    if (bare.endsWith(ending) && bare.length - ending.length >= MIN_STEM) bare = bare.slice(0, -ending.length);
  }
  return bare.replace(ARABIC_PERSONS, "");
}

const withoutAnd = (word: string) => (word.startsWith("و") && word.length > 4 ? word.slice(1) : word);

function withoutArticle(word: string): string {
  const prefix = ARABIC_PREFIXES.find((start) => word.startsWith(start) && word.length - start.length >= MIN_STEM - 1);
  return prefix === undefined ? word : word.slice(prefix.length);
}
