import { organizations } from "@allokoli/shared/db/schema/index";
import { given } from "@allokoli/shared/http/given";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import { and, eq, sql } from "drizzle-orm";
import type { Organization, UpdateOrganization } from "./contract.ts";

export type Row = typeof organizations.$inferSelect & { role: MemberRole };

/** An organization with the role that the person, or the API key, has in it. */
export async function findOrganization(tx: Tx, orgId: string): Promise<Row | undefined> {
  const [found] = await tx
    .select({ organization: organizations, role: sql<MemberRole | null>`app.role_in(${organizations.id})` })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  if (found === undefined || found.role === null) return undefined;
  return { ...found.organization, role: found.role };
}

/** Undefined when it is no longer at `expectedRevision`. */
export async function updateOrganizationRow(
  tx: Tx,
  orgId: string,
  change: UpdateOrganization,
  expectedRevision: number | undefined,
) {
  const atRevision = expectedRevision === undefined ? undefined : eq(organizations.revision, expectedRevision);
  const [updated] = await tx
    .update(organizations)
    .set({ ...given(change), revision: sql`${organizations.revision} + 1` })
    .where(and(eq(organizations.id, orgId), atRevision))
    .returning();
  return updated;
}

export const toOrganization = (row: Row): Organization => ({
  id: row.id,
  name: row.name,
  locale: row.locale,
  timeZone: row.timeZone,
  country: row.country,
  allowsPremiumNumbers: row.allowsPremiumNumbers,
  keepsCallsDays: row.keepsCallsDays,
  keepsMessagesDays: row.keepsMessagesDays,
  keepsRecordingsDays: row.keepsRecordingsDays,
  keepsLogsDays: row.keepsLogsDays,
  role: row.role,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
