import { auditLog } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { toUtc } from "@allokoli/shared/http/moment";
import type { Position } from "@allokoli/shared/http/page";
import { and, desc, eq, sql } from "drizzle-orm";
import type { LogEntry, LogQuery } from "./contract.ts";
import { sentenceOf } from "./sentence.ts";

export type LogFilter = Omit<LogQuery, "cursor"> & { after: Position | undefined };

/** Newest first, one more than `limit` when there are more. */
export const listEntries = (tx: Tx, orgId: string, filter: LogFilter) =>
  tx
    .select({
      id: auditLog.id,
      createdAt: auditLog.createdAt,
      actorId: auditLog.actorId,
      actorKind: auditLog.actorKind,
      actorName: sql<string | null>`app.actor_name(${auditLog.orgId}, ${auditLog.actorId})`,
      action: auditLog.action,
      resourceType: auditLog.resourceType,
      resourceId: auditLog.resourceId,
      outcome: auditLog.outcome,
      requestId: auditLog.requestId,
      detail: auditLog.detail,
    })
    .from(auditLog)
    .where(conditions(orgId, filter))
    .orderBy(desc(auditLog.createdAt), desc(auditLog.id))
    .limit(filter.limit + 1)
    .execute();
export type LogRow = Awaited<ReturnType<typeof listEntries>>[number];

function conditions(orgId: string, filter: LogFilter) {
  const { actor, action, resourceType, resourceId, outcome, from, to, after } = filter;
  return and(
    eq(auditLog.orgId, orgId),
    actor === undefined ? undefined : by(actor),
    action === undefined ? undefined : eq(auditLog.action, action),
    resourceType === undefined ? undefined : eq(auditLog.resourceType, resourceType),
    resourceId === undefined ? undefined : eq(auditLog.resourceId, resourceId),
    outcome === undefined ? undefined : eq(auditLog.outcome, outcome),
    from === undefined ? undefined : sql`${auditLog.createdAt} >= ${toUtc(from)}::timestamptz`,
    to === undefined ? undefined : sql`${auditLog.createdAt} <= ${toUtc(to)}::timestamptz`,
    after && sql`(${auditLog.createdAt}, ${auditLog.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
  );
}

const by = (actor: string) => (actor === "system" ? eq(auditLog.actorKind, "system") : eq(auditLog.actorId, actor));

export function toLogEntry(row: LogRow): LogEntry {
  const actor = { kind: row.actorKind, id: row.actorId, name: row.actorName };
  // Every writer stores an object, and so does the column's default.
  const detail = row.detail as LogEntry["detail"];
  return {
    id: row.id,
    at: row.createdAt.toISOString(),
    actor,
    action: row.action,
    resource: { type: row.resourceType, id: row.resourceId },
    outcome: row.outcome,
    requestId: row.requestId,
    detail,
    sentence: sentenceOf({ actor, action: row.action, detail }),
  };
}
