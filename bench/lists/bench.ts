/**
 * A list of 20 in a million calls, by the store's own query as a member's tenant transaction sends it: its first page and its
 * ten-thousandth, without and with filters. Beside it plain SQL as the tables' owner, whom no policy concerns, sent in a
 * transaction of the same kind. Fails when a list takes more than 1.2 times as long as its plain query, or its deep page
 * more than 1.5 times as long as its first.
 */
import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant, type Tenant } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { sql } from "drizzle-orm";
import pg from "pg";
import { CallFilters } from "../../services/calls/src/calls/contract.ts";
import { listCalls } from "../../services/calls/src/calls/store.ts";
import { newPersonWithCalls, OWN_NUMBERS } from "../calls.ts";
import { readOptions } from "../options.ts";
import { claimsOf, type Person } from "../people.ts";
import { median, report } from "../results.ts";
import { asWorkers, onThrowawayPostgres, type Throwaway } from "../throwaway-postgres.ts";

const { calls, rounds } = readOptions({ calls: 1_000_000, rounds: 40 });
const LIMIT = 20;
const DEEP_PAGE = 10_000;
const MOST = { timesPlain: 1.2, timesFirst: 1.5 };
/** A slow list is not asked for longer than this. */
const MOST_MS = 20_000;
const ANSWER_TIMEOUT_MS = 180_000;

type Case = {
  name: string;
  filters: object;
  beginnings?: string[];
  /** The same condition written by hand; its parameters begin at $2. */
  plain: string;
  values: unknown[];
};

const NUMBERED = "(customer_number like $2 or phone_number like $2)";
const SAID = "transcript is not null and app.search_vector(transcript) @@ app.search_query($2)";
const WEEK = { from: "2026-10-08T00:00:00Z", to: "2026-10-15T00:00:00Z" };

function casesOf(): Case[] {
  const own = OWN_NUMBERS[1];
  const caller = "+33600000007";
  return [
    { name: "without a filter", filters: {}, plain: "true", values: [] },
    { name: "of a family", filters: { endedFamily: "silence" }, plain: "ended_family = $2", values: ["silence"] },
    { name: "of a number of ours", filters: {}, beginnings: [own], plain: NUMBERED, values: [`${own}%`] },
    { name: "of a caller's number", filters: {}, beginnings: [caller], plain: NUMBERED, values: [`${caller}%`] },
    { name: "of a week", filters: WEEK, plain: "created_at >= $2 and created_at <= $3", values: [WEEK.from, WEEK.to] },
    {
      name: "with words of every twentieth call",
      filters: { text: "rendez-vous" },
      plain: SAID,
      values: ["rendez-vous"],
    },
    { name: "with words of few calls", filters: { text: "dossier 4200" }, plain: SAID, values: ["dossier 4200"] },
  ];
}

await onThrowawayPostgres(measure);

async function measure({ postgres, closing }: Throwaway): Promise<void> {
  const pool = new pg.Pool({ connectionString: postgres.url, max: 1 });
  // The pool's idle connection breaks when Postgres stops.
  pool.on("error", () => undefined);
  closing.push(() => pool.end());
  const person = await newPersonWithCalls(pool, calls, false);
  await pool.query("vacuum analyze");
  // Postgres itself ends ours after ten seconds; the plain query may take its time.
  const patient = { answerTimeoutMs: ANSWER_TIMEOUT_MS };
  const database = connect(asWorkers(postgres.url), patient);
  const owner = connect(postgres.url, patient);
  closing.push(database.close, owner.close);
  const tenant = personTenant(database, claimsOf(person), person.orgId);
  const read = plainReader(owner, person);

  const empty: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    empty.push(await timeOf(() => tenant.read((tx) => tx.execute(sql`select 1`))));
  console.log(`\nLists of ${LIMIT} in ${calls} calls, asked in turns; medians.`);
  console.log(`A tenant's transaction with nothing in it takes ${median(empty).toFixed(2)} ms.\n`);
  for (const one of casesOf())
    await compare(tenant, read, pool, one).catch((err: unknown) => {
      const [work, measured] = [`a list of ${LIMIT} ${one.name}, among ${calls}`, `failed: ${causeOf(err)}`];
      report({ work, measured, peer: "–", goal: "an answer", holds: false });
    });
}

/** Drizzle's own message is the whole query. */
function causeOf(err: unknown): string {
  return String(err instanceof Error && err.cause !== undefined ? err.cause : err);
}

type Plain = (text: string, values: unknown[]) => Promise<string[]>;

/** Sends a query in a read-only transaction that checks the membership first, as every one of ours does. */
function plainReader(owner: Database, person: Person): Plain {
  const claims = JSON.stringify(claimsOf(person));
  return (text, values) =>
    owner.inTurn(async (send) => {
      const opening = [
        send("begin read only"),
        send("select set_config('request.jwt.claims', $1, true)", [claims]),
        send("select app.require_membership($1, $2)", [person.orgId, "viewer"]),
      ];
      const [{ rows }] = await Promise.all([send(text, values), ...opening]);
      send("commit").catch(() => undefined);
      // Every query of this bench has an id.
      return (rows as { id: string }[]).map(({ id }) => id);
    });
}

async function compare(tenant: Tenant, read: Plain, pool: pg.Pool, one: Case): Promise<void> {
  const { name, plain, values } = one;
  const query = (more: string) => `select * from calls where org_id = $1 and deleted_at is null and ${plain} ${more}`;
  const { rows: counted } = await pool.query<{ matching: number }>(
    `select count(*)::int as matching from (${query("")}) found`,
    [tenant.orgId, ...values],
  );
  const { matching = 0 } = counted[0] ?? {};
  // The last whole page, when there are fewer.
  const page = Math.max(1, Math.min(DEEP_PAGE, Math.floor(matching / LIMIT)));
  const pages = [{ page: 1, after: undefined }, ...(page === 1 ? [] : [{ page, after: await endOf(page - 1) }])];

  async function endOf(before: number): Promise<Position> {
    const { rows } = await pool.query<{ createdAt: Date; id: string }>(
      `select created_at as "createdAt", id from (${query(`order by created_at desc, id desc`)}) found
       offset ${before * LIMIT - 1} limit 1`,
      [tenant.orgId, ...values],
    );
    const last = rows[0];
    if (last === undefined) throw new Error(`${name}: no page ${before}`);
    return { createdAt: last.createdAt.toISOString(), id: last.id };
  }

  const filters = { ...CallFilters.parse({ limit: String(LIMIT), ...one.filters }), beginnings: one.beginnings };
  const ours = (after: Position | undefined) =>
    tenant.read((tx) => listCalls(tx, tenant.orgId, filters, after)).then((rows) => rows.map(({ id }) => id));
  const byHand = (after: Position | undefined) => {
    const at = values.length + 2;
    const position = after === undefined ? "" : `and (created_at, id) < ($${at}::timestamptz, $${at + 1}::uuid)`;
    const given = [tenant.orgId, ...values, ...(after === undefined ? [] : [after.createdAt, after.id])];
    return read(query(`${position} order by created_at desc, id desc limit ${LIMIT + 1}`), given);
  };

  const ask = { ours, plain: byHand };
  const times = pages.map(() => ({ ours: [] as number[], plain: [] as number[] }));
  const until = performance.now() + MOST_MS;
  for (let round = -1; round < rounds && (round < 1 || performance.now() < until); round += 1)
    for (const [index, { after, page: number }] of pages.entries()) {
      const found = { ours: "", plain: "" };
      // Each is first in every other round: the second finds the pages of the table warm.
      const order = round % 2 === 0 ? (["ours", "plain"] as const) : (["plain", "ours"] as const);
      for (const side of order) {
        const took = await timeOf(async () => (found[side] = (await ask[side](after)).join()));
        // The first is not measured.
        if (round >= 0) times[index]?.[side].push(took);
      }
      if (found.ours !== found.plain) throw new Error(`${name}, page ${number}: not the calls of the plain query`);
    }
  const p50s = times.map((page) => ({ ours: median(page.ours), plain: median(page.plain) }));
  const ratios = p50s.map(({ ours: mine, plain: theirs }) => mine / theirs);
  const ratio = Math.max(...ratios);
  const deepening = p50s.length < 2 ? 1 : (p50s[1]?.ours ?? NaN) / (p50s[0]?.ours ?? NaN);
  const show = (of: "ours" | "plain") =>
    p50s.map((p50, index) => `page ${pages[index]?.page} ${p50[of].toFixed(1)} ms`).join(", ");
  report({
    work: `a list of ${LIMIT} of ${matching} calls ${name}, among ${calls}`,
    measured: show("ours"),
    peer: `plain SQL ${show("plain")}`,
    ratio,
    goal: `≤ ${MOST.timesPlain} times${pages.length < 2 ? "" : `; the deep page ≤ ${MOST.timesFirst} × the first`}`,
    holds: ratio <= MOST.timesPlain && deepening <= MOST.timesFirst,
  });
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
