import type { AuditAction } from "@allokoli/shared/audit/actions";
import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";

/** A change to an organization, its members, its invitations or its keys. */
export type AuditEntry = {
  orgId: string;
  author: Author;
  action: AuditAction;
  resourceId: string;
  detail?: Record<string, unknown>;
};

/** Writes an entry into the audit log, in the transaction that makes the change. */
export const note = (tx: Tx, { orgId, author, action, resourceId, detail }: AuditEntry) =>
  tx
    .insert(auditLog)
    .values(entry(orgId, author, action, { type: action.split(".")[0] ?? action, id: resourceId }, detail))
    .execute();
