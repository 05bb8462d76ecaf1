import { memberships, organizations, profiles } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Me, UpdateMe } from "./contract.ts";

type Belonging = { id: string; name: string; role: MemberRole };
export type Row = typeof profiles.$inferSelect & { memberships: Belonging[] };

/** A person's profile and memberships, oldest membership first. */
export async function findMe(tx: Tx, userId: string): Promise<Row | undefined> {
  const [found, belongings] = await Promise.all([
    tx.select().from(profiles).where(eq(profiles.userId, userId)),
    tx
      .select({ id: organizations.id, name: organizations.name, role: memberships.role })
      .from(memberships)
      .innerJoin(organizations, eq(organizations.id, memberships.orgId))
      .where(eq(memberships.userId, userId))
      .orderBy(asc(memberships.createdAt), asc(memberships.orgId)),
  ]);
  return found[0] === undefined ? undefined : { ...found[0], memberships: belongings };
}

/** False when there is no such profile at `expectedRevision`. */
export async function updateProfile(
  tx: Tx,
  userId: string,
  change: UpdateMe,
  expectedRevision: number | undefined,
): Promise<boolean> {
  const { fullName, locale, theme } = change;
  const updated = await tx
    .update(profiles)
    .set({
      ...(fullName !== undefined && { fullName }),
      ...(locale !== undefined && { locale }),
      ...(theme !== undefined && { theme }),
      revision: sql`${profiles.revision} + 1`,
    })
    .where(
      and(
        eq(profiles.userId, userId),
        expectedRevision === undefined ? undefined : eq(profiles.revision, expectedRevision),
      ),
    )
    .returning({ userId: profiles.userId });
  return updated.length > 0;
}

export const toMe = (row: Row): Me => ({
  kind: "person",
  id: row.userId,
  label: row.fullName ?? row.email ?? row.userId,
  organizationId: null,
  scopes: null,
  email: row.email,
  fullName: row.fullName,
  locale: row.locale,
  theme: row.theme,
  memberships: row.memberships.map(({ id, name, role }) => ({ organization: { id, name }, role })),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
