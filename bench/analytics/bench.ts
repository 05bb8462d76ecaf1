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
import { median, report } from "../results.ts";
import { asWorkers, onThrowawayPostgres, type Throwaway } from "../throwaway-postgres.ts";

const FEW = 10_000;
const MANY = 1_000_000;
const MOST_TIMES = 1.5;
const ROUNDS = 60;
const BATCH = 2_000;
/** Year 2100: the token does not expire. */
const NEVER = 4_102_444_800;
const QUESTIONS = ["day", "day,assistant", "endedFamily", "outcome", "number,direction"];

/** Generates each call from its index: few and many calls have the same shares of days, ends and latencies. */
const INSERT = `
  insert into calls (org_id, assistant_id, phone_number, direction, status, started_at, duration_ms, cost_usd, success,
    ended_family, turn_latencies)
  select $1, (select id from assistants where org_id = $1 order by name limit 1 offset (h % 2)::int),
    '+3318765000' || (h % 2), case when h / 2 % 4 = 0 then 'outbound' else 'inbound' end, 'ended',
    timestamptz '2026-10-01 06:00Z' + (n % 31) * interval '1 day' + (h % 36000) * interval '1 second',
    20000 + h % 300000, (h % 900) / 1000.0, case h / 8 % 5 when 0 then null when 1 then false else true end,
    (array['caller_hung_up', 'assistant_hung_up', 'transferred', 'silence'])[1 + h / 40 % 4],
    (select jsonb_agg(jsonb_build_object('turnMs', 600 + (h * t) % 1400)) from generate_series(1, 3) t)
  from (select n, abs(hashint8(n))::bigint as h from generate_series($2::bigint, $3::bigint) n) numbered`;

await onThrowawayPostgres(measure);

async function measure({ postgres, closing }: Throwaway): Promise<void> {
  const pool = new pg.Pool({ connectionString: postgres.url, max: 3 });
  // The pool's idle connections break when Postgres stops.
  pool.on("error", () => undefined);
  closing.push(() => pool.end());
  const database = connect(asWorkers(postgres.url));
  closing.push(() => database.close());

  const organization = async (calls: number): Promise<Tenant> => {
    const { userId, orgId } = await furnish(pool, calls);
    return personTenant(database, { sub: userId, role: "authenticated", exp: NEVER }, orgId);
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

/** A person with an organization, and its ended calls of October. */
async function furnish(pool: pg.Pool, calls: number) {
  const first = async (text: string, values: unknown[] = []): Promise<string> =>
    (await pool.query(text, values)).rows[0].id;
  const userId = await first(
    "insert into auth.users (id, email) values (gen_random_uuid(), gen_random_uuid() || '@example.fr') returning id",
  );
  const orgId = await first("select org_id as id from memberships where user_id = $1", [userId]);
  await pool.query(
    `insert into assistants (org_id, name, language, model_provider, model, temperature, voice_provider, voice,
       transcriber_provider, transcriber_language, max_duration_seconds, silence_timeout_seconds)
     select $1, 'Accueil ' || n, 'fr', 'openai', 'gpt-4.1', 0.4, 'azure', 'denise', 'deepgram', 'fr', 600, 30
     from generate_series(1, 2) n`,
    [orgId],
  );
  const started = performance.now();
  // One batch after the other: transactions of many calls count in the same rows, and would wait for each other.
  for (let from = 0; from < calls; from += BATCH) {
    await pool.query(INSERT, [orgId, from, Math.min(from + BATCH, calls) - 1]);
  }
  console.log(`${calls} calls counted in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return { userId, orgId };
}
