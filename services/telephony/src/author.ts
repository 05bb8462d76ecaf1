import type { AuditAction, VerbOf } from "@allokoli/shared/audit/actions";
import { authorOf, entry, type Author } from "@allokoli/shared/db/audit-entry";
import type { Scope } from "@allokoli/shared/service/service";
import type { Env } from "./env.ts";

export { authorOf, type Author };

// `VerbOf` has only the verbs that make an action with their kind, so the cast is safe.
/** A row of the audit log. */
export const auditEntry = <Kind extends "phone-number" | "telephony-credential" | "blocked-number">(
  orgId: string,
  author: Author,
  kind: Kind,
  verb: VerbOf<Kind>,
  id: string,
  detail: Record<string, unknown> = {},
) => entry(orgId, author, `${kind}.${verb}` as AuditAction, { type: kind, id }, detail);

/** Checks the role before anything is done in the organization's name. */
export const requireRole = (c: Scope<Env>, role: "member" | "admin"): Promise<void> =>
  c.var.tenant.read(async () => undefined, role);
