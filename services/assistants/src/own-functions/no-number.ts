const WORDS = `
  le la l un une ce cet celui ci cela de du d a au sur qui que il elle on j je vous mon son votre notre ici est idem pareil meme
  numero num no tel telephone portable mobile appel appels appelant appelante appele appelle appeler rappel rappeler
  client cliente actuel courant affiche utilise lequel par pour avec depuis
  inconnu inconnue non ne pas n aucun aucune communique donne precise renseigne indique fourni disponible connu masque
  prive cache anonyme rien neant
  the this that same my their his her number phone cell caller callers calling call called callback from current one as
  displayed used is on in of to which they are i am m id s c y en
  unknown none not no provided given specified available known private hidden withheld anonymous restricted blocked na
  null undefined nil empty
`;
const NO_NUMBER = new Set(WORDS.trim().split(/\s+/));

/**
 * Whether a text given as a telephone number contains none: it refers to the calling number (`le même numéro`), or says
 * that the number is unknown (`inconnu`). Any other word, such as a name or a digit, is kept as content.
 */
export function saysNoNumber(text: string): boolean {
  const words = text
    .normalize("NFD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}@+]+/u)
    .filter((word) => word !== "");
  return words.every((word) => NO_NUMBER.has(word));
}
