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

/** The period in which a limit has one event: the month for minutes, else the day (UTC). */
const periodOf = (name: string, at: Date) => at.toISOString().slice(0, name === "minutesPerMonth" ? 7 : 10);

const idOf = (orgId: string, name: string, at: Date) => uuidv5(`${EVENT} ${name} ${periodOf(name, at)}`, orgId);

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

/** An event for what is never refused, such as an inbound call: sent when all that the plan allows is used. */
export function noteIfReached(tx: Tx, orgId: string, name: CountedLimit, at: Date) {
  const limit = sql`jsonb_build_object('name', ${name}::text, 'allowed', usage.allowed, 'used', usage.used)`;
  return tx.execute(sql`
    insert into ${events} (id, org_id, type, resource_type, resource_id, data)
    select ${idOf(orgId, name, at)}::uuid, usage.id, ${EVENT}, 'organization', usage.id,
      jsonb_build_object('limit', ${limit}, 'period', ${periodOf(name, at)}::text)
    from (
      select ${organizations.id}, ${usedOf(name, orgId, at)}::float8 as used,
        (${byPlan(name)}::jsonb ->> ${organizations.plan})::float8 as allowed
      from ${organizations} where ${organizations.id} = ${orgId}
    ) usage
    where usage.used >= usage.allowed
    on conflict do nothing`);
}
