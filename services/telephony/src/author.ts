import type { AuditAction, VerbOf } from "@allokoli/shared/audit/actions";
import { authorOf, entry, type Author } from "@allokoli/shared/db/books";
import type { ServiceVariables } from "@allokoli/shared/http/service";
import type { Env } from "./env.ts";

/** What a request has at hand: its environment and what the middleware put there. */
export type Scope = { env: Env; var: ServiceVariables };
export { authorOf, type Author };

// A verb of a kind is what follows the kind in an action, by its definition.
/** A row of the audit log. */
export const auditEntry = <Kind extends "phone-number" | "telephony-credential">(
  orgId: string,
  author: Author,
  kind: Kind,
  verb: VerbOf<Kind>,
  id: string,
  detail: Record<string, unknown> = {},
) => entry(orgId, author, `${kind}.${verb}` as AuditAction, { type: kind, id }, detail);

/** Asks for the role before anything is done in the organization's name. */
export const requireRole = (c: Scope, role: "member" | "admin"): Promise<void> =>
  c.var.tenant.write(role, async () => undefined);
