import type { auditLog } from "@allokoli/shared/db/schema/index";

/** Who does it, and in which request, for the books. */
export type Author = { userId: string; requestId: string };

/** An entry in the books, signed by the person. */
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
