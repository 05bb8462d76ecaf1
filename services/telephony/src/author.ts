import { authorOf, entry, type Author } from "@allokoli/shared/db/books";
import type { ServiceVariables } from "@allokoli/shared/http/service";
import type { Env } from "./env.ts";

/** What a request has at hand: its environment and what the middleware put there. */
export type Scope = { env: Env; var: ServiceVariables };
export { authorOf, type Author };

/** A row of the audit log. */
export const auditEntry = (
  orgId: string,
  author: Author,
  resourceType: "phone-number" | "telephony-credential",
  verb: string,
  id: string,
  detail: Record<string, unknown> = {},
) => entry(orgId, author, `${resourceType}.${verb}`, { type: resourceType, id }, detail);

/** Asks for the role before anything is done in the organization's name. */
export const requireRole = (c: Scope, role: "member" | "admin"): Promise<void> =>
  c.var.tenant.write(role, async () => undefined);

export const positionOf = (row: { createdAt: Date; id: string }) => ({
  createdAt: row.createdAt.toISOString(),
  id: row.id,
});
