import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What vitest reads when it runs a bench. */
export const VITEST_CONFIG = join(import.meta.dirname, "vitest.config.ts");

/** One line of the table in docs/performance.md. */
export type Result = {
  work: string;
  measured: string;
  /** What a peer needs for the same work in the same run, or why there is none. */
  peer: string;
  /** Ours, divided by the peer's. */
  ratio?: number;
  goal: string;
  holds: boolean;
};

/** Prints a result, and keeps it for the page when all benches run. The bench fails when the goal does not hold. */
export function report(result: Result): void {
  console.log(`${result.holds ? "As promised" : "NOT as promised"}: ${cells(result).slice(0, -1).join(" | ")}`);
  const file = process.env.ALLOKOLI_BENCH_RESULTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`);
  if (!result.holds) process.exitCode = 1;
}

/** @returns what the benches reported into this file, the first one first */
export function readResults(file: string): Result[] {
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  // report() writes them.
  return lines.map((line) => JSON.parse(line) as Result);
}

/** The results as a table of Markdown. */
export function toTable(results: readonly Result[]): string {
  const head = ["work", "measured", "peer", "ratio", "goal", "holds"];
  const rows = [head, head.map(() => "---"), ...results.map(cells)];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

const cells = ({ work, measured, peer, ratio, goal, holds }: Result): string[] => [
  work,
  measured,
  peer,
  ratio === undefined ? "–" : ratio.toFixed(2),
  goal,
  holds ? "yes" : "**no**",
];

/**
 * The smallest value with at least this share of all values at or below it (the nearest-rank percentile).
 * @throws when there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(values.length * share));
  const value = values.toSorted((left, right) => left - right)[rank - 1];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
