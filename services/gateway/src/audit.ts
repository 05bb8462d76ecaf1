import { auditLog } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";

/** What a person did to an organization, its members or its invitations. */
export type AuditEntry = {
  orgId: string;
  userId: string;
  requestId: string;
  action:
    | "organization.created"
    | "organization.updated"
    | "member.updated"
    | "member.removed"
    | "member.left"
    | "invitation.created"
    | "invitation.sent"
    | "invitation.revoked";
  resourceId: string;
  detail?: object;
};

/** Says it in the audit log, for the transaction that does it. */
export const note = (tx: Tx, { orgId, userId, requestId, action, resourceId, detail = {} }: AuditEntry) =>
  tx
    .insert(auditLog)
    .values({
      orgId,
      actorId: userId,
      actorKind: "person",
      action,
      resourceType: action.split(".")[0] ?? action,
      resourceId,
      requestId,
      detail,
    })
    .execute();
