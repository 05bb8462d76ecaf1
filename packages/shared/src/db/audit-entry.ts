import type { AuditAction } from "../audit/actions.ts";
import type { Claims } from "../identity/identity.ts";
import type { auditLog } from "./schema/index.ts";

/** The actor of a change and its request. `userId` is the id of the person or of the API key. */
export type Author = { userId: string; kind: "person" | "api_key"; requestId: string };

/** Who makes a request. */
export const authorOf = ({ var: { claims, requestId } }: { var: { claims: Claims; requestId: string } }): Author => ({
  userId: claims.sub,
  kind: claims.role === "api_key" ? "api_key" : "person",
  requestId,
});

/** A row of the audit log: `author` did `action`, such as `file.deleted`, to one resource. */
export const entry = (
  orgId: string,
  author: Author,
  action: AuditAction,
  resource: { type: string; id: string },
  detail: Record<string, unknown> = {},
): typeof auditLog.$inferInsert => ({
  orgId,
  actorId: author.userId,
  actorKind: author.kind,
  action,
  resourceType: resource.type,
  resourceId: resource.id,
  requestId: author.requestId,
  detail,
});

/** The same with the system as the actor, in one of its own transactions: for a failure that no request sees. */
export const systemEntry = (
  orgId: string,
  action: AuditAction,
  resource: { type: string; id: string },
  detail: Record<string, unknown> = {},
) =>
  ({
    orgId,
    actorKind: "system",
    action,
    resourceType: resource.type,
    resourceId: resource.id,
    detail,
  }) satisfies typeof auditLog.$inferInsert;
