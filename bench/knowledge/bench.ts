/**
 * The search in knowledge: its speed with 100,000 passages, and its recall compared with Postgres's own ts_rank, on the
 * questions that it was tuned with and on held-out ones. Fails when p95 is above 50 ms, when recall@5 is below ts_rank's
 * on either, or below 0.9 on those that it was tuned with.
 *
 *   npm run bench knowledge [-- --passages 10000]
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { percentile, report } from "../results.ts";
import { openLibrary } from "./library.ts";
import { measureRelevance, type Relevance } from "./relevance.ts";
import { measureSpeed, type Speed } from "./speed.ts";

const MOST_P95_MS = 50;
const LEAST_RECALL = 0.9;

const { values } = parseArgs({ options: { passages: { type: "string", default: "100000" } } });
const library = await openLibrary();
try {
  console.log("Questions that the search was tuned with:\n");
  reportRelevance("that it was tuned with", await measureRelevance(library, "tuned"), LEAST_RECALL);
  console.log("\nHeld-out questions, on three more businesses as well:\n");
  reportRelevance("held out", await measureRelevance(library, "held-out"), 0);
  reportSpeed(await measureSpeed(library, Number(values.passages)));
} finally {
  await library.close();
}

function reportRelevance(
  name: string,
  { recall, missed, invented, inventedByTsRank, unanswered }: Relevance,
  leastRecall: number,
) {
  console.log("recall@5        questions   ours   first   ts_rank, any word   ts_rank, all words");
  const totals = { questions: 0, ours: 0, first: 0, tsRank: 0, tsRankOfAll: 0 };
  for (const [language, score] of Object.entries(recall)) {
    reportRecall(language, score);
    for (const key of ["questions", "ours", "first", "tsRank", "tsRankOfAll"] as const) totals[key] += score[key];
  }
  reportRecall("all", totals);
  console.log(
    `answered, of ${unanswered} questions that nothing answers: ${invented.length}; by ts_rank, any word: ${inventedByTsRank}`,
  );
  for (const text of missed) console.log(`  missed: ${text}`);
  for (const text of invented) console.log(`  invented: ${text}`);
  const ours = totals.ours / totals.questions;
  const tsRank = totals.tsRank / totals.questions;
  report({
    work: `search in knowledge, recall@5 of ${totals.questions} questions ${name}`,
    measured: ours.toFixed(2),
    peer: `ts_rank, any word ${tsRank.toFixed(2)}`,
    ratio: ours / tsRank,
    goal: leastRecall === 0 ? "above ts_rank" : `above ts_rank, ≥ ${leastRecall}`,
    holds: ours >= leastRecall && ours > tsRank,
  });
}

function reportRecall(name: string, score: Relevance["recall"][string]) {
  const share = (count: number, width: number) => (count / score.questions).toFixed(2).padStart(width);
  console.log(
    `${name.padEnd(14)} ${String(score.questions).padStart(10)} ${share(score.ours, 6)} ${share(score.first, 7)} ${share(score.tsRank, 19)} ${share(score.tsRankOfAll, 20)}`,
  );
}

function reportSpeed({ passages, indexedInSeconds, all, oneBase }: Speed) {
  console.log(
    `\n${passages} passages, indexed in ${indexedInSeconds.toFixed(0)} s; ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`,
  );
  for (const [name, times] of [
    ["a question to all files", all],
    ["a question to a base of a tenth", oneBase],
  ] as const) {
    console.log(
      `${name.padEnd(34)} p50 ${percentile(times, 0.5).toFixed(1).padStart(6)} ms   p95 ${percentile(times, 0.95).toFixed(1).padStart(6)} ms`,
    );
  }
  const slowest = Math.max(percentile(all, 0.95), percentile(oneBase, 0.95));
  report({
    work: `search in ${passages} passages, p95`,
    measured: `${slowest.toFixed(1)} ms`,
    peer: "–",
    goal: `≤ ${MOST_P95_MS} ms`,
    holds: slowest <= MOST_P95_MS,
  });
}
