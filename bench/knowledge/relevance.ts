import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { searchPassages } from "../../services/knowledge/src/search/search.ts";
import { readMarkdown } from "../../services/reader/src/markdown.ts";
import { addFile, type Library } from "./library.ts";

/** The folder of a set of questions, and the texts in which their answers are searched. */
const FOLDERS = {
  tuned: { questions: "corpus", texts: ["corpus"] },
  "held-out": { questions: "held-out", texts: ["corpus", "held-out"] },
} as const;
/** `tuned`: used during the development of the search. `held-out`: written afterwards, and never used for tuning. */
export type QuestionSet = keyof typeof FOLDERS;
const AT = 5;

type Question = { language: "fr" | "en" | "ar"; file: string; heading: string; text: string };
type Questions = { answered: Question[]; unanswered: Pick<Question, "language" | "text">[] };

export type Relevance = {
  /** Language → share of questions whose passage is among the first five: ours, and Postgres's own. */
  recall: Record<string, { questions: number; ours: number; first: number; tsRank: number; tsRankOfAll: number }>;
  missed: string[];
  /** The questions without an answer that got one. */
  invented: string[];
  inventedByTsRank: number;
  unanswered: number;
};

/** How often the passage with the answer is found, in the files of all languages together. */
export async function measureRelevance(library: Library, set: QuestionSet): Promise<Relevance> {
  const tenant = await library.newTenant(`${set}@example.fr`);
  const folders = FOLDERS[set];
  const read = (folder: string, name: string) => readFileSync(join(import.meta.dirname, folder, name), "utf8");
  // The folder has the file, in this form.
  const questions = JSON.parse(read(folders.questions, "questions.json")) as Questions;
  for (const folder of folders.texts) {
    const names = readdirSync(join(import.meta.dirname, folder)).filter((name) => name.endsWith(".md"));
    for (const name of names) await addFile(library, tenant, name, readMarkdown(read(folder, name)));
  }
  const ask = (text: string) =>
    tenant.read((tx) => searchPassages(tx, { orgId: tenant.orgId, knowledgeBaseId: null, text, limit: AT }));

  const recall: Relevance["recall"] = {};
  const missed: string[] = [];
  for (const { language, file, heading, text } of questions.answered) {
    const score = (recall[language] ??= { questions: 0, ours: 0, first: 0, tsRank: 0, tsRankOfAll: 0 });
    const found = await ask(text);
    const place = found.findIndex(({ source }) => source.fileName === file && source.headings.at(-1) === heading);
    score.questions++;
    if (place === -1) missed.push(text);
    else score.ours++;
    if (place === 0) score.first++;
    if (holds(await tsRank(library, tenant.orgId, { language, text }, "any"), { file, heading })) score.tsRank++;
    if (holds(await tsRank(library, tenant.orgId, { language, text }, "all"), { file, heading })) score.tsRankOfAll++;
  }
  const invented: string[] = [];
  for (const { text } of questions.unanswered) if ((await ask(text)).length > 0) invented.push(text);
  let inventedByTsRank = 0;
  for (const question of questions.unanswered) {
    if ((await tsRank(library, tenant.orgId, question, "any")).length > 0) inventedByTsRank++;
  }
  return { recall, missed, invented, inventedByTsRank, unanswered: questions.unanswered.length };
}

const CONFIGURATIONS = { fr: "french", en: "english", ar: "arabic" } as const;
type Place = { file: string; heading: string };

/** Postgres alone, with the question's language given: any or all of the question's words, ranked by ts_rank. */
async function tsRank(
  { superuser }: Library,
  orgId: string,
  { language, text }: Pick<Question, "language" | "text">,
  which: "any" | "all",
): Promise<Place[]> {
  const { rows } = await superuser.query<Place>(
    `with asked as (
       select case when $4 = 'all' then plainto_tsquery($2::regconfig, $3)
         else replace(plainto_tsquery($2::regconfig, $3)::text, ' & ', ' | ')::tsquery end as words)
     select f.name as file, p.headings[cardinality(p.headings)] as heading
     from passages p join files f on f.id = p.file_id, asked,
       to_tsvector($2::regconfig, array_to_string(p.headings, ' ') || ' ' || p.text) as said
     where p.org_id = $1 and said @@ words
     order by ts_rank(said, words) desc limit $5`,
    [orgId, CONFIGURATIONS[language], text, which, AT],
  );
  return rows;
}

const holds = (places: Place[], { file, heading }: Place) =>
  places.some((place) => place.file === file && place.heading === heading);
