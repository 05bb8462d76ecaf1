import type { auditLog } from "./schema/index.ts";

/** Who does something, and in which request, for the audit log. */
export type Author = { userId: string; requestId: string };

/** A row of the audit log, signed by a person: `action` such as `file.delete`, done to one resource. */
export const entry = (
  orgId: string,
  author: Author,
  action: string,
  resource: { type: string; id: string },
  detail: Record<string, unknown> = {},
): typeof auditLog.$inferInsert => ({
  orgId,
  actorId: author.userId,
  actorKind: "person",
  action,
  resourceType: resource.type,
  resourceId: resource.id,
  requestId: author.requestId,
  detail,
});
