/**
 * The cost of analytics: the same queries for an organization with 10,000 ended calls in a month and for one with
 * 1,000,000, both with the same assistants, numbers and reasons, counted by the triggers. Fails when a million calls
 * cost more than 1.5 times as much as ten thousand.
 */
import { connect } from "@allokoli/shared/db/connect";
import { personTenant, type Tenant } from "@allokoli/shared/db/tenant";
import pg from "pg";
import { callStats } from "../../services/calls/src/analytics/call-stats.ts";
import { CallStatsQuery } from "../../services/calls/src/analytics/contract.ts";
import { newPersonWithCalls } from "../calls.ts";
import { readOptions } from "../options.ts";
import { claimsOf } from "../people.ts";
import { median, report } from "../results.ts";
import { asWorkers, onThrowawayPostgres, type Throwaway } from "../throwaway-postgres.ts";

const MOST_TIMES = 1.5;
const { few: FEW, many: MANY, rounds: ROUNDS } = readOptions({ few: 10_000, many: 1_000_000, rounds: 60 });
const QUESTIONS = ["day", "day,assistant", "endedFamily", "outcome", "number,direction"];

await onThrowawayPostgres(measure);

async function measure({ postgres, closing }: Throwaway): Promise<void> {
  const pool = new pg.Pool({ connectionString: postgres.url, max: 3 });
  // The pool's idle connections break when Postgres stops.
  pool.on("error", () => undefined);
  closing.push(() => pool.end());
  const database = connect(asWorkers(postgres.url));
  closing.push(() => database.close());

  const organization = async (calls: number): Promise<Tenant> => {
    const person = await newPersonWithCalls(pool, calls);
    return personTenant(database, claimsOf(person), person.orgId);
  };
  const few = await organization(FEW);
  const many = await organization(MANY);
  await pool.query("vacuum analyze");

  console.log(`Median of ${ROUNDS}, asked in turns; a month by day, each organization with ${FEW} or ${MANY} calls.\n`);
  let worst = 0;
  for (const groupBy of QUESTIONS) {
    const query = CallStatsQuery.parse({ from: "2026-10-01", to: "2026-10-31", groupBy });
    const times = { few: [] as number[], many: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.few.push(await timeOf(() => callStats(few, query)));
      times.many.push(await timeOf(() => callStats(many, query)));
    }
    const ratio = median(times.many) / median(times.few);
    worst = Math.max(worst, ratio);
    const line = `${median(times.few).toFixed(2).padStart(7)} ms ${median(times.many).toFixed(2).padStart(7)} ms`;
    console.log(`${`by ${groupBy}`.padEnd(24)} ${line} ${ratio.toFixed(2).padStart(6)} times`);
  }
  console.log("");
  report({
    work: `analytics of a month with ${MANY} calls, the slowest of ${QUESTIONS.length} questions`,
    measured: `${worst.toFixed(2)} times`,
    peer: `the same with ${FEW} calls`,
    ratio: worst,
    goal: `≤ ${MOST_TIMES} times`,
    holds: worst <= MOST_TIMES,
  });
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
