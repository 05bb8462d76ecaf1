import { memberships, profiles } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Member } from "./contract.ts";

const columns = {
  id: memberships.userId,
  role: memberships.role,
  createdAt: memberships.createdAt,
  name: profiles.fullName,
  email: profiles.email,
};
export type MemberRow = { id: string; role: MemberRole; createdAt: Date; name: string | null; email: string | null };

const isMember = (orgId: string, userId: string) => and(eq(memberships.orgId, orgId), eq(memberships.userId, userId));

/** An organization's members in the order in which they joined: up to `limit` after `after`. */
export const listMembers = (tx: Tx, orgId: string, limit: number, after: Position | undefined): Promise<MemberRow[]> =>
  tx
    .select(columns)
    .from(memberships)
    .leftJoin(profiles, eq(profiles.userId, memberships.userId))
    .where(
      and(
        eq(memberships.orgId, orgId),
        after &&
          sql`(${memberships.createdAt}, ${memberships.userId}) > (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(asc(memberships.createdAt), asc(memberships.userId))
    .limit(limit)
    .execute();

export async function findMember(tx: Tx, orgId: string, userId: string): Promise<MemberRow | undefined> {
  const [found] = await tx
    .select(columns)
    .from(memberships)
    .leftJoin(profiles, eq(profiles.userId, memberships.userId))
    .where(isMember(orgId, userId));
  return found;
}

/** The roles that these people have in the organization. */
export async function findRoles(tx: Tx, orgId: string, userIds: string[]): Promise<Map<string, MemberRole>> {
  const rows = await tx
    .select({ userId: memberships.userId, role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.orgId, orgId), inArray(memberships.userId, userIds)));
  return new Map(rows.map(({ userId, role }) => [userId, role]));
}

/** False when the member is gone, or has another role than `before` by now. */
export async function changeRole(
  tx: Tx,
  orgId: string,
  userId: string,
  before: MemberRole,
  role: MemberRole,
): Promise<boolean> {
  const changed = await tx
    .update(memberships)
    .set({ role })
    .where(and(isMember(orgId, userId), eq(memberships.role, before)))
    .returning({ userId: memberships.userId });
  return changed.length > 0;
}

/** False when there is no such member, or this person may not remove them. */
export async function deleteMember(tx: Tx, orgId: string, userId: string): Promise<boolean> {
  const deleted = await tx.delete(memberships).where(isMember(orgId, userId)).returning({ userId: memberships.userId });
  return deleted.length > 0;
}

export const toMember = ({ id, name, email, role, createdAt }: MemberRow): Member => ({
  id,
  name,
  email,
  role,
  joinedAt: createdAt.toISOString(),
});
