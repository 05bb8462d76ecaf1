import { sql, type SQL } from "drizzle-orm";
import { assistants, calls, callStats, files, organizations, phoneNumbers } from "../db/schema/index.ts";
import type { Tx } from "../db/tenant.ts";
import { COUNTED_LIMITS, type CountedLimit, type Plan } from "./plans.ts";

const TABLES = {
  callsAtOnce: calls,
  minutesPerMonth: calls,
  assistants,
  phoneNumbers,
  storageBytes: files,
} as const satisfies Record<CountedLimit, unknown>;

/** How much of a limit an organization uses, as a scalar subquery: numbers in the unit of the limit's name. */
export function usedOf(limit: CountedLimit, orgId: string, at: Date): SQL {
  switch (limit) {
    // A call that is planned for later occupies no line yet.
    case "callsAtOnce":
      return sql`(select count(*) from ${calls} where ${calls.orgId} = ${orgId}
        and ${calls.status} not in ('scheduled', 'ended'))`;
    // Begun minutes of the month's calls, deleted ones too; one that goes on counts for as long as it has lasted.
    case "minutesPerMonth":
      return sql`(select ceil((
          (select coalesce(sum(${callStats.durationMs}), 0) from ${callStats}
            where ${callStats.orgId} = ${orgId} and ${callStats.day} >= month.starts::date)
          + (select coalesce(sum(greatest(0, extract(epoch from ${at.toISOString()}::timestamptz
              - greatest(${calls.startedAt}, month.starts at time zone month.time_zone)))), 0) * 1000 from ${calls}
            where ${calls.orgId} = ${orgId} and ${calls.status} not in ('scheduled', 'ended') and ${calls.startedAt} is not null)
        ) / 60000) from ${monthOf(orgId, at)} month)`;
    case "assistants":
      return sql`(select count(*) from ${assistants} where ${assistants.orgId} = ${orgId}
        and ${assistants.deletedAt} is null)`;
    case "phoneNumbers":
      return sql`(select count(*) from ${phoneNumbers} where ${phoneNumbers.orgId} = ${orgId}
        and ${phoneNumbers.deletedAt} is null and ${phoneNumbers.orderState} not in ('failed', 'returning'))`;
    case "storageBytes":
      return sql`(select coalesce(sum(${files.sizeBytes}), 0) from ${files} where ${files.orgId} = ${orgId}
        and ${files.deletedAt} is null)`;
  }
}

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

export type Usage = { plan: Plan; used: Record<CountedLimit, number>; month: { from: Date; to: Date } };

/** An organization's plan, all that it uses, and the month that its minutes are of; undefined when it is not there. */
export async function findUsage(tx: Tx, orgId: string, at: Date): Promise<Usage | undefined> {
  const columns = COUNTED_LIMITS.map((limit) => sql`${usedOf(limit, orgId, at)}::float8 as ${sql.identifier(limit)}`);
  const toMs = (moment: SQL) => sql`(extract(epoch from (${moment}) at time zone month.time_zone) * 1000)::float8`;
  const { rows } = await tx.execute<{ plan: Plan; from: number; to: number } & Record<CountedLimit, number>>(
    sql`select ${organizations.plan}, ${sql.join(columns, sql`, `)},
      ${toMs(sql`month.starts`)} as "from", ${toMs(sql`month.starts + interval '1 month'`)} as "to"
      from ${organizations}, ${monthOf(orgId, at)} month where ${organizations.id} = ${orgId}`,
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { plan, from, to, ...used } = row;
  return { plan, used, month: { from: new Date(from), to: new Date(to) } };
}
