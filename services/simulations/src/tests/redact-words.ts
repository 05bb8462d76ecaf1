// The vocabulary of redact.ts, in French and in English: patterns without flags.

export const MONTH =
  "(?:janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december)";
export const COUNTED =
  "(?:zéro|zero|oh|nought|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille|one|two|three|four|five|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|double|triple)";
export const ORDINAL =
  "(?:premier|1er|(?:(?:twenty|thirty)[\\s-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)|\\d{1,2}(?:st|nd|rd|th))";
/** Between two numbers of one telephone number. */
export const NEXT = String.raw`(?:[\s,.;:/–—·-]+(?:(?:et|puis|espace|tiret|slash|virgule|and|then|space|dash)\s+)?)`;

const STREETS =
  "rue|avenue|av\\.|boulevard|bd|place|chemin|impasse|allées?|route|quai|cours|square|passage|résidence|lotissement|street|road|lane|drive|court|close|terrace";
export const STREET = `(?:${STREETS})`;
/** The same with a capital too, for patterns that tell capitals from small letters. */
export const ANY_STREET = `(?:${STREETS.split("|")
  .flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1)])
  .join("|")})`;

export const TITLE =
  "(?:[Mm]adame|[Mm]onsieur|[Mm]ademoiselle|Mme|Mlle|M\\.|MM\\.|Mr\\.?|Mrs\\.?|Ms\\.?|Miss|Dr\\.?|[Dd]octeur|[Dd]octor|[Mm]aître|[Pp]rofesseur)";
export const RELATIVE =
  "(?:[Mm]on|[Mm]a|[Nn]otre|[Mm]y|[Oo]ur)\\s+(?:fils|fille|mari|femme|épouse|époux|conjointe?|compagne|compagnon|père|mère|frère|sœur|soeur|bébé|enfant|petit-fils|petite-fille|patronn?e?|collègue|son|daughter|husband|wife|partner|father|mother|brother|sister|baby|boss|colleague)";
export const CALLED =
  "(?:[Mm]erci|[Bb]onjour|[Bb]onsoir|[Aa]u\\s+revoir|[Pp]arfait|[Dd][’']accord|[Tt]hank\\s+you|[Tt]hanks|[Hh]ello|[Hh]i|[Gg]oodbye|[Bb]ye)";

/** A name comes after these, in capitals or not. */
export const NAME_FOLLOWS =
  "(?:je\\s+m[’']appelle|mon\\s+nom\\s+(?:est|c[’']est)|mon\\s+prénom\\s+(?:est|c[’']est)|nom\\s+de\\s+famille\\s*:?|prénom\\s*:|au\\s+nom\\s+(?:de(?=\\s)|d[’'])|(?:il|elle)\\s+s[’']appelle|my\\s+(?:first\\s+|last\\s+|sur)?name(?:\\s+is|[’']s)|(?:his|her|their)\\s+name\\s+is|under\\s+the\\s+name(?:\\s+of)?)";
/** A name may come after these, and is then capitalized. */
export const NAME_MAY_FOLLOW =
  "(?:[Jj]e\\s+suis(?:\\s+(?:le|la)\\s+\\p{Ll}+\\s+de)?|[Cc][’']est|[Ii]ci|[Nn]om\\s*:|[Ii][’']m|[Ii]\\s+am|[Tt]his\\s+is)";

/** Words that are never a name. */
export const NO_NAMES: ReadonlySet<string> = new Set(
  (
    "allô allo bonjour bonsoir merci oui non salut ouais euh ah oh ben alors voilà voila bien sûr sur donc d'accord ok okay exactement parfait " +
    "je j'ai j'habite j'appelle tu il elle on nous vous ils elles moi lui mon ma mes son sa ses notre votre vos leur ce cet cette ces c'est c’est ça cela qui que quoi dont où quand comme comment pourquoi " +
    "le la les l' un une des du de d' au aux à a et ou mais ni car si en dans par pour sans avec chez vers entre depuis est es suis sont était être ai as avez ont avoir peux peut voudrais veux veut souhaite aimerais appelle appelles " +
    "prendre avancer déplacer annuler modifier savoir demander parler fils fille mari femme épouse père mère frère soeur sœur bébé enfant patient patiente ordonnance urgence " +
    "s'il s’il plaît plait nom prénom famille madame monsieur mademoiselle docteur rendez-vous c'était " +
    "hello hi yes no yeah thanks thank good morning afternoon evening well so just sure please my your his her our their the a an and or but of for to in at on with from i i'm i’m i'd it it's is am are was he she we they you this that name first last surname would like want need have call calling appointment book cancel move ask speak son daughter husband wife father mother brother sister baby child patient " +
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday"
  ).split(" "),
);
/** Part of a name between two others. */
export const PARTICLES: ReadonlySet<string> = new Set("de du des la le d' van von ben el al di da".split(" "));
