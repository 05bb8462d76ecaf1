import { auditLog, invitations, memberships, organizations, profiles } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { and, desc, eq, gt, inArray, isNull, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { MEMBER_ROLES } from "@allokoli/shared/identity/identity";
import type { CreateInvitation, Invitation, OwnInvitation } from "./contract.ts";

export type InvitationRow = typeof invitations.$inferSelect;

const isOpen = (orgId: string) => and(eq(invitations.orgId, orgId), isNull(invitations.acceptedAt));
const isThis = (orgId: string, id: string) => and(isOpen(orgId), eq(invitations.id, id));

/** Newest first, one more than `limit` when there are more. */
export const listInvitations = (tx: Tx, orgId: string, limit: number, after: Position | undefined) =>
  tx
    .select()
    .from(invitations)
    .where(
      and(
        isOpen(orgId),
        after &&
          sql`(${invitations.createdAt}, ${invitations.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
    .limit(limit + 1)
    .execute();

export async function findInvitation(tx: Tx, orgId: string, id: string): Promise<InvitationRow | undefined> {
  const [row] = await tx.select().from(invitations).where(isThis(orgId, id));
  return row;
}

export type NewInvitation = CreateInvitation & { id: string; invitedBy: string; expiresAt: Date; now: Date };

/**
 * The row, also that of an earlier request with the same key; undefined when the address is invited already or belongs
 * to a member. An expired invitation is replaced by a new one to the same address.
 * @throws {Problem} `limit_reached`
 */
export async function insertInvitation(tx: Tx, orgId: string, creation: NewInvitation) {
  const { id, email, role, invitedBy, expiresAt, now } = creation;
  const [, , members, inserted, [row]] = await Promise.all([
    tx
      .delete(invitations)
      .where(and(isOpen(orgId), eq(invitations.email, email), lte(invitations.expiresAt, now)))
      .execute(),
    // Behind the lock that a removal takes, so that the last invitation of a removed member is withdrawn too.
    requireWithin(tx, orgId, [{ limit: "members", ids: [id] }], now),
    tx
      .select({ userId: memberships.userId })
      .from(memberships)
      .innerJoin(profiles, eq(profiles.userId, memberships.userId))
      .where(and(eq(memberships.orgId, orgId), sql`lower(${profiles.email}) = ${email}`))
      .execute(),
    tx
      .insert(invitations)
      .values({ id, orgId, email, role, invitedBy, expiresAt })
      .onConflictDoNothing()
      .returning({ id: invitations.id })
      .execute(),
    tx.select().from(invitations).where(isThis(orgId, id)).execute(),
  ]);
  return { row, isMember: members.length > 0, isFresh: inserted.length > 0 };
}

export async function renewInvitation(tx: Tx, orgId: string, id: string, expiresAt: Date) {
  const [row] = await tx.update(invitations).set({ mail: "pending", expiresAt }).where(isThis(orgId, id)).returning();
  return row;
}

export const setMail = (tx: Tx, orgId: string, id: string, mail: "sent" | "failed") =>
  tx.update(invitations).set({ mail }).where(isThis(orgId, id)).execute();

/** False when there is none. */
export async function deleteInvitation(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const deleted = await tx.delete(invitations).where(isThis(orgId, id)).returning({ id: invitations.id });
  return deleted.length > 0;
}

/** How many mails the organization has sent since then. */
export const countMails = (tx: Tx, orgId: string, since: Date): Promise<number> =>
  tx.$count(
    auditLog,
    and(
      eq(auditLog.orgId, orgId),
      gt(auditLog.createdAt, since),
      inArray(auditLog.action, ["invitation.created", "invitation.sent"]),
    ),
  );

/** What the mail says of the organization. */
export async function findInviter(tx: Tx, orgId: string) {
  const [row] = await tx
    .select({ name: organizations.name, locale: organizations.locale })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  return row;
}

export const toInvitation = (
  { id, email, role, mail, createdAt, expiresAt }: InvitationRow,
  now: Date,
): Invitation => ({
  id,
  email,
  role,
  mail,
  status: expiresAt > now ? "open" : "expired",
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

const OwnRow = z.object({
  id: z.uuid(),
  org_id: z.uuid(),
  organization_name: z.string(),
  role: z.enum(MEMBER_ROLES),
  invited_by_name: z.string().nullable(),
  created_at: z.coerce.date(),
  expires_at: z.coerce.date(),
});

/** The open invitations to this person, newest first. */
export async function listOwn(tx: Tx): Promise<OwnInvitation[]> {
  const { rows } = await tx.execute(sql`select * from app.own_invitations()`);
  return z
    .array(OwnRow)
    .parse(rows)
    .map((row) => ({
      id: row.id,
      organization: { id: row.org_id, name: row.organization_name },
      role: row.role,
      invitedBy: row.invited_by_name,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    }));
}

/** The organization that the person is in from now on; undefined when there is no such invitation to their address. */
export async function accept(tx: Tx, id: string, requestId: string): Promise<string | undefined> {
  const { rows } = await tx.execute(sql`select app.accept_invitation(${id}, ${requestId}) as org_id`);
  return z.tuple([z.object({ org_id: z.uuid().nullable() })]).parse(rows)[0].org_id ?? undefined;
}

/** False when there is no such invitation to the person's address. */
export async function decline(tx: Tx, id: string, requestId: string): Promise<boolean> {
  const { rows } = await tx.execute(sql`select app.decline_invitation(${id}, ${requestId}) as declined`);
  return z.tuple([z.object({ declined: z.boolean() })]).parse(rows)[0].declined;
}
