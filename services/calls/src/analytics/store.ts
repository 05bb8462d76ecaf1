import { assistants, calls, callStats, organizations } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, eq, gte, inArray, isNull, lt, lte, sql, type SQL } from "drizzle-orm";
import { FEWEST_ALIKE, GROUPS, type CallStatsQuery, type Group } from "./contract.ts";
import type { Sums } from "./measure.ts";

/** The group of an item: null for each field that is not grouped by. */
export type Key = {
  day: string | null;
  assistantId: string | null;
  number: string | null;
  direction: string | null;
  endedFamily: string | null;
  outcome: string | null;
};
export type Rollup = Key & Sums;

/** Nobody reads an answer with more items than this. */
export const MAX_ITEMS = 5000;

/** The organization's time zone, and the date there today. */
export async function findClock(tx: Tx, orgId: string): Promise<{ timeZone: string; today: string } | undefined> {
  const [found] = await tx
    .select({
      timeZone: organizations.timeZone,
      today: sql<string>`(now() at time zone ${organizations.timeZone})::date::text`,
    })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  return found;
}

/** `numbers`: the forms in which the number of the query may be stored. */
type StatsFilter = CallStatsQuery & { from: string; to: string; numbers: string[] | undefined };

/**
 * The sums of each group, in the order of its keys, and its latency counts, in one round trip. At most `MAX_ITEMS + 1`
 * groups.
 */
export async function sumRollups(
  tx: Tx,
  orgId: string,
  asked: StatsFilter,
  groups: readonly Group[],
): Promise<Rollup[]> {
  const list = keyList(asked, groups);
  // Grouped by position: the same expression with another parameter would not count as the same.
  const places = groups.map((group) => sql.raw(String(GROUPS.indexOf(group) + 1)));
  const which = conditions(orgId, asked);
  const groupBy = (...by: SQL[]) => (by.length === 0 ? sql`` : sql`group by ${sql.join(by, sql`, `)}`);
  const [sums, latencies] = await Promise.all([
    tx
      .execute<KeyRow & SumRow>(
        sql`select ${list}, sum(${callStats.calls})::float8 as calls, sum(${callStats.durationMs})::float8 as duration_ms,
          sum(${callStats.costUsd})::float8 as cost_usd, sum(${callStats.turns})::float8 as turns,
          coalesce(sum(${callStats.calls}) filter (where ${callStats.outcome} = 'success'), 0)::float8 as successes,
          coalesce(sum(${callStats.calls}) filter (where ${callStats.outcome} = 'failure'), 0)::float8 as failures
          from ${callStats} where ${which} ${groupBy(...places)} having sum(${callStats.calls}) <> 0 order by 1, 2, 3, 4, 5, 6
          limit ${MAX_ITEMS + 1}`,
      )
      .execute(),
    tx
      .execute<KeyRow & { bucket: number; count: number }>(
        sql`select ${list}, latency.bucket::int - 1 as bucket, sum(latency.count)::float8 as count
          from ${callStats}, unnest(${callStats.latencies}) with ordinality as latency (count, bucket)
          where ${which} and latency.count <> 0
          ${groupBy(...places, sql`latency.bucket`)}`,
      )
      .execute(),
  ]);
  const byKey = Map.groupBy(latencies.rows, nameOf);
  return sums.rows.map((row) => ({
    day: row.day,
    assistantId: row.assistant_id,
    number: row.number,
    direction: row.direction,
    endedFamily: row.ended_family,
    outcome: row.outcome,
    calls: row.calls,
    durationMs: row.duration_ms,
    costUsd: row.cost_usd,
    turns: row.turns,
    successes: row.successes,
    failures: row.failures,
    latencies: new Map((byKey.get(nameOf(row)) ?? []).map(({ bucket, count }) => [bucket, count])),
  }));
}

type KeyRow = {
  day: string | null;
  assistant_id: string | null;
  number: string | null;
  direction: string | null;
  ended_family: string | null;
  outcome: string | null;
};
type SumRow = Record<"calls" | "duration_ms" | "cost_usd" | "turns" | "successes" | "failures", number>;

const nameOf = (row: KeyRow) =>
  JSON.stringify([row.day, row.assistant_id, row.number, row.direction, row.ended_family, row.outcome]);

/** The keys, in the order of `GROUPS`. */
function keyList({ step }: StatsFilter, groups: readonly Group[]): SQL {
  const key = (group: Group, of: SQL) => (groups.includes(group) ? of : sql`null::text`);
  return sql`${key("day", sql`date_trunc(${step}::text, ${callStats.day}::timestamp)::date::text`)} as day,
    ${key("assistant", sql`${callStats.assistantId}`)} as assistant_id,
    ${key("number", sql`${callStats.phoneNumber}`)} as number,
    ${key("direction", sql`${callStats.direction}`)} as direction,
    ${key("endedFamily", sql`${callStats.endedFamily}`)} as ended_family,
    ${key("outcome", sql`${callStats.outcome}`)} as outcome`;
}

function conditions(orgId: string, { from, to, assistantId, numbers, direction, endedFamily, outcome }: StatsFilter) {
  return and(
    eq(callStats.orgId, orgId),
    gte(callStats.day, from),
    lte(callStats.day, to),
    assistantId === undefined ? undefined : eq(callStats.assistantId, assistantId),
    numbers === undefined ? undefined : inArray(callStats.phoneNumber, numbers),
    direction === undefined ? undefined : eq(callStats.direction, direction),
    endedFamily === undefined ? undefined : eq(callStats.endedFamily, endedFamily),
    outcome === undefined ? undefined : eq(callStats.outcome, outcome),
  );
}

type Range = {
  from: string;
  to: string;
  timeZone: string;
  assistantId: string | undefined;
  numbers: string[] | undefined;
};

/**
 * The calls that came in by weekday (Monday is 1) and hour on a clock. They are counted one by one, in the order of their
 * index: the roll-ups know days alone.
 */
export async function countByHour(
  tx: Tx,
  orgId: string,
  { from, to, timeZone, assistantId, numbers }: Range,
): Promise<{ weekday: number; hour: number; calls: number }[]> {
  const which = and(eq(calls.direction, "inbound"), beganIn(orgId, { from, to, timeZone, assistantId, numbers }));
  const { rows } = await tx
    .execute<{ weekday: number; hour: number; calls: number }>(
      sql`select extract(isodow from at)::int as weekday, extract(hour from at)::int as hour, count(*)::int as calls
        from (select ${calls.createdAt} at time zone ${timeZone} as at from ${calls} where ${which}) received
        group by 1, 2 order by 1, 2`,
    )
    .execute();
  return rows;
}

/** The calls that began in these days on a clock, without those that were deleted. */
function beganIn(orgId: string, { from, to, timeZone, assistantId, numbers }: Range): SQL | undefined {
  const midnight = (day: SQL) => sql`(${day})::timestamp at time zone ${timeZone}`;
  return and(
    eq(calls.orgId, orgId),
    isNull(calls.deletedAt),
    gte(calls.createdAt, midnight(sql`${from}::date`)),
    lt(calls.createdAt, midnight(sql`${to}::date + 1`)),
    assistantId === undefined ? undefined : eq(calls.assistantId, assistantId),
    numbers === undefined ? undefined : inArray(calls.phoneNumber, numbers),
  );
}

/** A text that is longer was written for one call. */
const LONGEST_VALUE = 60;
/** Rows of an answer: of many fields and values over many days, those that occur most. */
const MOST_NOTED = 10_000;
export type Noted = { field: string; value: string | boolean; day: string; calls: number; fieldCalls: number };

/** How often which value was noted under which field, by period; values of `FEWEST_ALIKE` calls alone. */
export async function countNoted(tx: Tx, orgId: string, range: Range, step: string): Promise<Noted[]> {
  const { rows } = await tx.execute<{
    field: string;
    value: string | boolean;
    day: string;
    calls: number;
    field_calls: number;
  }>(
    sql`with noted as (
        select c.id, e.key as field, v.value,
          date_trunc(${step}::text, c.created_at at time zone ${range.timeZone})::date::text as day
        from (select ${calls.id} as id, ${calls.createdAt} as created_at, ${calls.structuredData} as data
          from ${calls} where ${beganIn(orgId, range)} and jsonb_typeof(${calls.structuredData}) = 'object') c
        cross join lateral jsonb_each(c.data) e
        cross join lateral (
          select distinct i.value from jsonb_array_elements(
            case when jsonb_typeof(e.value) = 'array' then e.value else jsonb_build_array(e.value) end
          ) i where jsonb_typeof(i.value) = 'boolean'
            or jsonb_typeof(i.value) = 'string' and char_length(i.value #>> '{}') between 1 and ${LONGEST_VALUE}::int
        ) v
      ), alike as (
        select field, value from noted group by field, value having count(*) >= ${FEWEST_ALIKE}::int
      ), of_field as (
        select field, count(distinct id)::int as calls from noted group by field
      )
      select n.field, n.value, n.day, count(*)::int as calls, f.calls as field_calls
      from noted n join alike a using (field, value) join of_field f using (field)
      group by n.field, n.value, n.day, f.calls order by f.calls desc, n.field, n.value, n.day limit ${MOST_NOTED}`,
  );
  return rows.map(({ field_calls: fieldCalls, ...row }) => ({ ...row, fieldCalls }));
}

/** Names of assistants, also of those being deleted. */
export async function findNames(tx: Tx, orgId: string, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: assistants.id, name: assistants.name })
    .from(assistants)
    .where(and(eq(assistants.orgId, orgId), inArray(assistants.id, ids)));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The ended calls of the month that a moment falls in, in the organization's time zone. */
export async function sumMonth(tx: Tx, orgId: string, at: Date): Promise<{ calls: number; costUsd: number }> {
  const month = sql`(select date_trunc('month', ${at.toISOString()}::timestamptz at time zone ${organizations.timeZone})::date
    from ${organizations} where ${organizations.id} = ${orgId})`;
  const [sums] = await tx
    .select({
      calls: sql<number>`coalesce(sum(${callStats.calls}), 0)::float8`,
      costUsd: sql<number>`coalesce(sum(${callStats.costUsd}), 0)::float8`,
    })
    .from(callStats)
    .where(and(eq(callStats.orgId, orgId), sql`${callStats.day} >= ${month}`));
  return sums ?? { calls: 0, costUsd: 0 };
}
