/** Words that are written with hyphens, and may end a line at one. */
const COMPOUNDS = new Set(
  "rendez-vous rez-de-chaussée après-midi c'est-à-dire week-end week-ends demi-heure demi-journée demi-tarif sous-sol rond-point ronds-points vis-à-vis peut-être petit-déjeuner mi-temps ci-dessous ci-dessus ci-joint ci-après au-dessus au-dessous au-delà là-bas sur-le-champ grand-mère grand-père grands-parents beaux-parents porte-documents non-fumeur non-fumeurs quelques-uns quelques-unes chef-lieu mot-clé libre-service self-service garde-malade sage-femme sages-femmes auto-école micro-crèche avant-bras avant-veille grand-place trois-quarts quatre-vingt quatre-vingts quatre-vingt-dix dix-sept dix-huit dix-neuf vingt-deux vingt-trois vingt-quatre trente-deux quarante-cinq cinquante-cinq e-mail e-mails check-up follow-up walk-in".split(
    " ",
  ),
);
/** What no word has as its last syllable stands after the hyphen of a question, or of a stress. */
const AFTER_HYPHEN = /^(?:vous|nous|même|mêmes|là|t-ils?|t-elles?|t-on)(?![\p{L}\p{N}])/u;
const LAST_WORD = /[\p{L}'’-]{1,40}-$/u;
const FIRST_WORD = /^[\p{L}'’-]{1,40}/u;

/** Whether a word goes on in the line below. */
export const isHyphenated = (above: string, below: string) => /\p{Ll}-$/u.test(above) && /^\p{Ll}/u.test(below);

/** A word that was hyphenated at the end of a line is one word again; one that is written with a hyphen keeps it. */
export function joinLines(above: string, below: string): string {
  if (isHyphenated(above, below)) return (keepsHyphen(above, below) ? above : above.slice(0, -1)) + below;
  // A name of two parts, or an hour until another.
  const isWhole = /[\p{L}\p{N}]-$/u.test(above) && /^[\p{Lu}\p{N}]/u.test(below);
  return isWhole ? above + below : `${above} ${below}`;
}

function keepsHyphen(above: string, below: string): boolean {
  const first = (LAST_WORD.exec(above)?.[0] ?? "").toLowerCase().replaceAll("’", "'");
  const second = (FIRST_WORD.exec(below)?.[0] ?? "").toLowerCase().replaceAll("’", "'");
  const compound = first + second;
  return (
    first.slice(0, -1).includes("-") ||
    AFTER_HYPHEN.test(second) ||
    COMPOUNDS.has(compound) ||
    COMPOUNDS.has(compound.replace(/^(?:[dlnsj]|qu)'/, ""))
  );
}
