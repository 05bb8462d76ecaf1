import { events } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { EventType } from "@allokoli/shared/events/event-types";
import { toUtc } from "@allokoli/shared/http/moment";
import type { Position } from "@allokoli/shared/http/page";
import { and, desc, eq, sql } from "drizzle-orm";
import type { EventRow } from "../event-types/event.ts";

export type EventFilter = {
  limit: number;
  after: Position | undefined;
  type: EventType | undefined;
  resourceType: string | undefined;
  resourceId: string | undefined;
  from: string | undefined;
  to: string | undefined;
};

/** Newest first, one more than `limit` when there are more. */
export const listEvents = (
  tx: Tx,
  orgId: string,
  { limit, after, type, resourceType, resourceId, from, to }: EventFilter,
) =>
  tx
    .select()
    .from(events)
    .where(
      and(
        eq(events.orgId, orgId),
        type && eq(events.type, type),
        resourceType === undefined ? undefined : eq(events.resourceType, resourceType),
        resourceId === undefined ? undefined : eq(events.resourceId, resourceId),
        from === undefined ? undefined : sql`${events.createdAt} >= ${toUtc(from)}::timestamptz`,
        to === undefined ? undefined : sql`${events.createdAt} <= ${toUtc(to)}::timestamptz`,
        after && sql`(${events.createdAt}, ${events.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(events.createdAt), desc(events.id))
    .limit(limit + 1);

export async function findEvent(tx: Tx, orgId: string, id: string): Promise<EventRow | undefined> {
  const [row] = await tx
    .select()
    .from(events)
    .where(and(eq(events.orgId, orgId), eq(events.id, id)));
  return row;
}
