/** A cell with something in it, and its column. */
export type Cell = {
  at: number;
  text: string;
  /** It belongs to the cell on its left, which reaches this far. */
  across?: boolean;
  /** It belongs to the cell above. */
  down?: boolean;
};

/** Where the names of the columns stand, and what each column is called. */
export type Names = { from: number; to: number; nameOf: Map<number, string> };

/** Rows that may come before the names of the columns: what the table is about. */
const MAX_TITLES = 10;
const SAMPLE_ROWS = 50;
/** From so many rows on it is no chance that a column holds values in each but the first. */
const LEAST_ROWS = 3;

const WEEKDAY =
  /^(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/;
const MONTH =
  /^(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december)\b/;
/** What stands below the names: prices, hours, numbers, addresses of the net. */
const VALUE = /[€$£@\d]|https?:|^[-–—]+$/;
/** Words that stand in for a price or for hours. Now and then one is a name. */
const WORD =
  /^(?:ferme|ouvert|gratuit|offert|inclus|compris|sur (?:devis|demande|place|rendez|rdv|ordonnance)|oui|non|neant|aucun|repos|conge|absent|present|variable|closed|open|free|yes|no|none)(?:e?s?\b)/;
/** What columns are called, by their first word. */
const NAMES = [
  "n° numero nom noms prenom civilite titre acte actes prestation prestations type categorie motif specialite specialites metier fonction role",
  "prix tarif tarifs montant cout total remboursement base depassement honoraires duree delai",
  "jour jours date dates mois annee semaine heure heures horaire horaires creneau matin matinee midi apres-midi soir soiree journee debut fin ouverture fermeture",
  "telephone tel portable mobile fixe fax courriel e-mail email mail site adresse rue ville commune pays code cp lieu salle etage batiment",
  "praticien praticiens praticienne medecin medecins age contact contacts responsable personne",
  "note notes remarque remarques commentaire commentaires observation observations description libelle designation intitule detail details information informations",
  "question questions reponse reponses sujet theme quantite qte unite reference ref statut etat langue langues posologie",
  "name surname day days time times hours price prices fee fees cost amount duration phone address city doctor speciality specialty answer answers topic category start end",
  "opening closing morning afternoon evening comment comments",
];
const NAME = new RegExp(String.raw`^(?:${NAMES.join(" ").replaceAll(" ", "|")})(?![\p{L}\d])`, "u");

const plainOf = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/^[\s*•(]+/, "");

type Kind = "weekday" | "month" | "value" | "word" | "name" | "other";
const kindOf = (text: string): Kind => {
  const plain = plainOf(text.slice(0, 100));
  if (plain.endsWith("?")) return "other";
  if (WEEKDAY.test(plain)) return /\d/.test(plain) ? "value" : "weekday";
  if (MONTH.test(plain)) return "month";
  // "Tarif 2026" and "Heures (9 h – 12 h)" name a column; "9 h" does not.
  if (NAME.test(plain)) return "name";
  if (VALUE.test(plain)) return "value";
  return WORD.test(plain) ? "word" : "other";
};

/**
 * The row that names the columns, or two where one groups them; undefined where the first row may as well be one like the others:
 * a value under the wrong name is worse than one without.
 */
export function findNames(rows: Cell[][]): Names | undefined {
  const columns = mostFrequent(rows.slice(0, SAMPLE_ROWS).map((cells) => cells.length));
  const from = rows
    .slice(0, MAX_TITLES + 1)
    .findIndex((cells) => cells.length >= columns / 2 && cells.filter(({ across }) => !across).length > 1);
  const upper = rows[from];
  if (upper === undefined) return undefined;
  const lower = rows[from + 1];
  const grouped = lower === undefined ? undefined : namesInGroups(upper, lower);
  const nameOf = grouped ?? new Map(upper.map(({ at, text }) => [at, text]));
  const to = from + (grouped === undefined ? 1 : 2);
  const below = rows.slice(to, to + SAMPLE_ROWS);
  const own = upper.filter(({ across }) => !across).map(({ text }) => text);
  if (below.length === 0 || new Set(own).size < own.length) return undefined;
  return grouped !== undefined || isNamed(upper, below) ? { from, to, nameOf } : undefined;
}

/** How many there are of what is most frequent. */
export function mostFrequent(counts: number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].reduce(([most, often], [count, time]) => (time > often ? [count, time] : [most, often]), [0, 0])[0];
}

function isNamed(names: Cell[], below: Cell[][]): boolean {
  const kinds = names.map(({ at, text }) => ({ at, kind: kindOf(text) }));
  const columns = columnsOf(below);
  const goesOn = kinds.some(({ at, kind }) => kind !== "other" && kind !== "word" && isMostly(kind, columns.get(at)));
  if (goesOn || kinds.some(({ kind }) => kind === "value")) return false;
  if (kinds.some(({ kind }) => kind === "name")) return true;
  if (kinds.some(({ kind }) => kind === "word")) return false;
  const ofValues = kinds.filter(({ at, kind }) => kind === "other" && isOfValues(columns.get(at)));
  const ofTime = kinds.filter(({ kind }) => kind === "weekday" || kind === "month");
  return ofTime.length > 1 || ofValues.length > 1;
}

/** Days below a day, or names below a name, are a list that begins with the first row. */
const isMostly = (kind: Kind, kinds: Kind[] = []) =>
  kinds.length > 0 && kinds.filter((other) => other === kind).length >= kinds.length / 2;

const isOfValues = (kinds: Kind[] = []) => kinds.length >= LEAST_ROWS && kinds.every((kind) => kind === "value");

function columnsOf(rows: Cell[][]): Map<number, Kind[]> {
  const columns = new Map<number, Kind[]>();
  for (const { at, text } of rows.flat()) {
    const kinds = columns.get(at) ?? [];
    kinds.push(kindOf(text));
    columns.set(at, kinds);
  }
  return columns;
}

/** "Lundi" over "Matin" and "Soir" is "Lundi Matin" and "Lundi Soir"; undefined when the second row names nothing. */
function namesInGroups(upper: Cell[], lower: Cell[]): Map<number, string> | undefined {
  const own = lower.filter(({ down }) => !down);
  const kinds = own.map(({ text }) => kindOf(text));
  const all = [...kinds, ...upper.map(({ text }) => kindOf(text))];
  if (own.length < 2 || all.includes("value") || all.includes("word")) return undefined;
  const wide = new Set(upper.filter(({ across }) => across).flatMap(({ at }) => [at - 1, at]));
  const isMerged = own.every(({ at }) => wide.has(at));
  // Who did not merge the cells of "Lundi" left the second one empty, and begins again below "Mardi".
  const open = own.filter(({ at }) => upper.every((cell) => cell.at !== at));
  const isRepeated = open.length > 0 && open.every(({ text }) => own.filter((cell) => cell.text === text).length > 1);
  if (!isMerged && !(isRepeated && kinds.every((kind) => kind === "name"))) return undefined;
  const names = new Map(upper.map(({ at, text }) => [at, text]));
  for (const { at, text } of own) {
    const group = upper.findLast((cell) => cell.at <= at);
    const isOver = group !== undefined && (group.at === at || !group.across);
    names.set(at, isOver ? `${group.text} ${text}` : text);
  }
  return new Map([...names].toSorted(([one], [other]) => one - other));
}
