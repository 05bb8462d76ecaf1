import type { AuditAction } from "@allokoli/shared/audit/actions";
import { entry, type Author } from "@allokoli/shared/db/books";
import { auditLog } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";

/** What somebody did to an organization, its members, its invitations or its keys. */
export type AuditEntry = {
  orgId: string;
  author: Author;
  action: AuditAction;
  resourceId: string;
  detail?: Record<string, unknown>;
};

/** Says it in the audit log, for the transaction that does it. */
export const note = (tx: Tx, { orgId, author, action, resourceId, detail }: AuditEntry) =>
  tx
    .insert(auditLog)
    .values(entry(orgId, author, action, { type: action.split(".")[0] ?? action, id: resourceId }, detail))
    .execute();
