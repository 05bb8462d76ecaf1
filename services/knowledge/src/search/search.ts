import type { Tx } from "@allokoli/shared/db/tenant";
import type { FoundPassage } from "@allokoli/shared/rpc/knowledge";
import { sql } from "drizzle-orm";
import { askedWordsOf } from "../words/terms.ts";

/** What a passage must speak of, as a share of the question's weight; below that, silence is the better answer. */
const LEAST_COVERAGE = 0.3;
/** A question of more words is a story; its first words say what it is about. */
const MAX_WORDS = 24;

export type Question = { orgId: string; knowledgeBaseId: string | null; text: string; limit: number };

/** The passages that answer the question, best first. One statement, which finds nothing for who may not look. */
export async function searchPassages(
  tx: Tx,
  { orgId, knowledgeBaseId, text, limit }: Question,
): Promise<FoundPassage[]> {
  const byTerm = new Map(askedWordsOf(text).map(({ word, term }) => [term, word]));
  const asked = [...byTerm].slice(0, MAX_WORDS);
  if (asked.length === 0) return [];
  const [terms, words] = [asked.map(([term]) => term), asked.map(([, word]) => word)];
  const { rows } = await tx.execute<FoundRow>(
    sql`select * from app.search_passages(${orgId}::uuid, ${knowledgeBaseId}::uuid, ${sql.param(terms)}::text[], ${sql.param(words)}::text[], ${LEAST_COVERAGE}::real, ${limit}::integer)`,
  );
  return rows.map((row) => ({
    score: Math.round(row.score * 1000) / 1000,
    text: row.passage,
    source: { fileId: row.file_id, fileName: row.file_name, page: row.page, headings: row.headings },
  }));
}

/** What app.search_passages returns. */
type FoundRow = {
  file_id: string;
  file_name: string;
  position: number;
  page: number | null;
  headings: string[];
  passage: string;
  score: number;
};
