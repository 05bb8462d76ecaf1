import { sql, type SQL } from "drizzle-orm";
import { callStats, calls, files, organizations } from "../db/schema/index.ts";
import type { Tx } from "../db/tenant.ts";
import { COUNTED_ROWS, isRowLimit, TABLES } from "./counted-rows.ts";
import { COUNTED_LIMITS, type CountedLimit, type Plan } from "./plans.ts";

const DAY_MS = 24 * 60 * 60_000;

/** How much of a limit an organization uses, as a scalar subquery: numbers in the unit of the limit's name. */
export function usedOf(limit: CountedLimit, orgId: string, at: Date): SQL {
  if (isRowLimit(limit)) {
    const { table, are, kept } = COUNTED_ROWS[limit];
    return sql`(select count(*) from ${table} where ${table.orgId} = ${orgId} and ${are} and ${kept})`;
  }
  switch (limit) {
    // A call that is planned for later takes a line once its time has come.
    case "callsAtOnce":
      return sql`(select count(*) from ${calls} where ${calls.orgId} = ${orgId} and ${calls.status} <> 'ended'
        and (${calls.status} <> 'scheduled' or ${calls.scheduledAt} <= ${at.toISOString()}::timestamptz))`;
    // Begun minutes of the month's calls, deleted ones too; one that goes on counts for as long as it has lasted, and a
    // blocked caller's for nothing.
    case "minutesPerMonth":
      return sql`(select ceil((
          (select coalesce(sum(${callStats.durationMs}), 0) from ${callStats}
            where ${callStats.orgId} = ${orgId} and ${callStats.day} >= month.starts::date
            and ${callStats.endedFamily} is distinct from 'blocked')
          + (select coalesce(sum(greatest(0, extract(epoch from ${at.toISOString()}::timestamptz
              - greatest(${calls.startedAt}, month.starts at time zone month.time_zone)))), 0) * 1000 from ${calls}
            where ${calls.orgId} = ${orgId} and ${calls.status} not in ('scheduled', 'ended') and ${calls.startedAt} is not null)
        ) / 60000) from ${monthOf(orgId, at)} month)`;
    case "storageBytes":
      return sql`(select coalesce(sum(${files.sizeBytes}), 0) from ${files} where ${files.orgId} = ${orgId}
        and ${files.deletedAt} is null)`;
    // After the log: a run that was deleted was run.
    case "testRunsPerDay":
      return sql`app.count_actions(${orgId}, 'test-run.created', app.day_start(${orgId}, ${at.toISOString()}::timestamptz))`;
    case "apiKeys":
      return sql`app.count_api_keys(${orgId}, 'infinity')`;
    case "members":
      return sql`app.count_members(${orgId})`;
  }
}

/**
 * The same with what was deleted and is still to be released at the voice provider or in the store, and API keys that
 * were revoked in the last 24 hours; null for what leaves nothing behind.
 */
export function heldOf(limit: CountedLimit, orgId: string, at: Date): SQL {
  if (limit === "apiKeys") {
    const since = new Date(at.getTime() - DAY_MS).toISOString();
    return sql`app.count_api_keys(${orgId}, ${since}::timestamptz)`;
  }
  if (!isRowLimit(limit)) return sql`null`;
  const { table, are } = COUNTED_ROWS[limit];
  return sql`(select count(*) from ${table} where ${table.orgId} = ${orgId} and ${are})`;
}

/** How many calls are planned to ring in the minute of that moment. */
export const plannedIn = (minute: Date, orgId: string): SQL =>
  sql`(select count(*) from ${calls} where ${calls.orgId} = ${orgId} and ${calls.status} = 'scheduled'
    and date_trunc('minute', ${calls.scheduledAt}) = date_trunc('minute', ${minute.toISOString()}::timestamptz))`;

/** How many of these rows are there already. */
export function presentOf(limit: CountedLimit, orgId: string, ids: readonly string[]): SQL {
  const table = TABLES[limit];
  const list = sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
  return sql`(select count(*) from ${table} where ${table.orgId} = ${orgId} and ${table.id} in (${list}))`;
}

/** The calendar month of a moment on the organization's clock, as the roll-ups count their days. */
const monthOf = (orgId: string, at: Date) =>
  sql`(select ${organizations.timeZone} as time_zone,
    date_trunc('month', ${at.toISOString()}::timestamptz at time zone ${organizations.timeZone}) as starts
    from ${organizations} where ${organizations.id} = ${orgId})`;

export type Period = { from: Date; to: Date };
export type Usage = { plan: Plan; used: Record<CountedLimit, number>; month: Period; day: Period };

/**
 * An organization's plan, all that it uses, and the month and the day that minutes and test runs are of; undefined when it
 * is not there.
 */
export async function findUsage(tx: Tx, orgId: string, at: Date): Promise<Usage | undefined> {
  const columns = COUNTED_LIMITS.map((limit) => sql`${usedOf(limit, orgId, at)}::float8 as ${sql.identifier(limit)}`);
  const toMs = (moment: SQL) => sql`(extract(epoch from ${moment}) * 1000)::float8`;
  const ofMonth = (moment: SQL) => toMs(sql`(${moment}) at time zone month.time_zone`);
  const dayStart = sql`app.day_start(${orgId}, ${at.toISOString()}::timestamptz)`;
  const { rows } = await tx.execute<
    { plan: Plan; from: number; to: number; dayFrom: number } & Record<CountedLimit, number>
  >(
    sql`select ${organizations.plan}, ${sql.join(columns, sql`, `)},
      ${ofMonth(sql`month.starts`)} as "from", ${ofMonth(sql`month.starts + interval '1 month'`)} as "to",
      ${toMs(dayStart)} as "dayFrom"
      from ${organizations}, ${monthOf(orgId, at)} month where ${organizations.id} = ${orgId}`,
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { plan, from, to, dayFrom, ...used } = row;
  return { plan, used, month: { from: new Date(from), to: new Date(to) }, day: toDay(dayFrom) };
}

/** The day of 24 hours that begins at this moment, in milliseconds since 1970. */
export const toDay = (fromMs: number): Period => ({ from: new Date(fromMs), to: new Date(fromMs + DAY_MS) });
