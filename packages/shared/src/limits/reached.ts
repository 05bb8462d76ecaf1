import { sql } from "drizzle-orm";
import { v5 as uuidv5 } from "uuid";
import { entry, type Author } from "../db/audit-entry.ts";
import { auditLog, events, organizations } from "../db/schema/index.ts";
import type { Tx } from "../db/tenant.ts";
import type { EventType } from "../events/event-types.ts";
import type { ReachedLimit } from "../http/problem.ts";
import { byPlan, type CountedLimit } from "./plans.ts";
import { usedOf } from "./usage.ts";

const EVENT: EventType = "limit.reached";
const NEAR: EventType = "limit.near";
/** The part of a limit of which people are told, so that they can act before it is reached. */
const NEAR_PART = 0.8;

/** The period in which a limit has one event: the month for minutes, else the day (UTC). */
const periodOf = (name: string, at: Date) => at.toISOString().slice(0, name === "minutesPerMonth" ? 7 : 10);

const idOf = (orgId: string, name: string, at: Date, type: EventType = EVENT) =>
  uuidv5(`${type} ${name} ${periodOf(name, at)}`, orgId);

/** Write an event that a limit refused something. Within its period a second one adds nothing. */
export const noteReached = (tx: Tx, orgId: string, limit: ReachedLimit, at: Date) =>
  tx
    .insert(events)
    .values({
      id: idOf(orgId, limit.name, at),
      orgId,
      type: EVENT,
      resourceType: "organization",
      resourceId: orgId,
      data: { limit, period: periodOf(limit.name, at) },
    })
    .onConflictDoNothing();

/** Write the refusal into the audit log, once in its period, so that repeated requests do not fill it. */
export const logReached = (tx: Tx, orgId: string, author: Author, limit: ReachedLimit, at: Date) =>
  tx
    .insert(auditLog)
    .values({
      id: idOf(orgId, limit.name, at),
      ...entry(orgId, author, "limit.refused", { type: "organization", id: orgId }, { limit }),
    })
    .onConflictDoNothing();

/**
 * The events for what is never refused, such as an inbound call: when all that the plan allows is used, and before, of
 * what is used up bit by bit, when four fifths are.
 */
export function noteIfReached(tx: Tx, orgId: string, name: CountedLimit, at: Date) {
  const told = [
    sql`(${idOf(orgId, name, at)}::uuid, ${EVENT}, 1::float8)`,
    ...(name === "minutesPerMonth" ? [sql`(${idOf(orgId, name, at, NEAR)}::uuid, ${NEAR}, ${NEAR_PART}::float8)`] : []),
  ];
  const limit = sql`jsonb_build_object('name', ${name}::text, 'allowed', usage.allowed, 'used', usage.used)`;
  return tx.execute(sql`
    insert into ${events} (id, org_id, type, resource_type, resource_id, data)
    select told.id, usage.id, told.type, 'organization', usage.id,
      jsonb_build_object('limit', ${limit}, 'period', ${periodOf(name, at)}::text)
    from (
      select ${organizations.id}, ${usedOf(name, orgId, at)}::float8 as used,
        (${byPlan(name)}::jsonb ->> ${organizations.plan})::float8 as allowed
      from ${organizations} where ${organizations.id} = ${orgId}
    ) usage join (values ${sql.join(told, sql`, `)}) told (id, type, part) on usage.used >= usage.allowed * told.part
    on conflict do nothing`);
}
