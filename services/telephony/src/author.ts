import type { ServiceVariables } from "@allokoli/shared/http/service";
import type { Env } from "./env.ts";

/** What a request has at hand: its environment and what the middleware put there. */
export type Scope = { env: Env; var: ServiceVariables };
/** Who does it, and in which request, for the books. */
export type Author = { userId: string; requestId: string };

export const authorOf = (c: Scope): Author => ({ userId: c.var.userId, requestId: c.var.requestId });

/** A row of the audit log. */
export const auditEntry = (
  orgId: string,
  author: Author,
  resourceType: "phone-number" | "telephony-credential",
  verb: string,
  id: string,
  detail: Record<string, unknown> = {},
) => ({
  orgId,
  actorId: author.userId,
  actorKind: "person" as const,
  action: `${resourceType}.${verb}`,
  resourceType,
  resourceId: id,
  requestId: author.requestId,
  detail,
});

/** Asks for the role before anything is done in the organization's name. */
export const requireRole = (c: Scope, role: "member" | "admin"): Promise<void> =>
  c.var.tenant.write(role, async () => undefined);

export type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };
/** Only the fields that the client named: JSON has no undefined. */
// zod's optional fields are typed `| undefined`; those entries are dropped here.
export const given = <T extends object>(body: T) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;

export const positionOf = (row: { createdAt: Date; id: string }) => ({
  createdAt: row.createdAt.toISOString(),
  id: row.id,
});
