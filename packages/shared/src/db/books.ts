import type { AuditAction } from "../audit/actions.ts";
import type { Claims } from "../identity/identity.ts";
import type { auditLog } from "./schema/index.ts";

/** Who does something, and in which request: `userId` is the person's id, or the API key's. */
export type Author = { userId: string; kind: "person" | "api_key"; requestId: string };

/** Who makes a request. */
export const authorOf = ({ var: { claims, requestId } }: { var: { claims: Claims; requestId: string } }): Author => ({
  userId: claims.sub,
  kind: claims.role === "api_key" ? "api_key" : "person",
  requestId,
});

/** A row of the audit log, signed by its author: `action` such as `file.delete`, done to one resource. */
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

/** The same for what happens by itself, in a transaction of the system's: what failed, and nobody was there to see. */
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
