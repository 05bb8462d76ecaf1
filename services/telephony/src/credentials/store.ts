import { auditLog, phoneNumbers, telephonyCredentials } from "@allokoli/shared/db/schema/index";
import type { Sealed } from "@allokoli/shared/crypto/seal";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import type { MirroredRow } from "@allokoli/shared/mirror/state";
import { and, count, desc, eq, getTableColumns, isNull, ne, sql } from "drizzle-orm";
import { auditEntry, type Author } from "../author.ts";
import type { TelephonyCredential } from "./contract.ts";

/** What a person's transaction may read: everything but the sealed text. */
const { sealed: _unreadable, ...readable } = getTableColumns(telephonyCredentials);
export type CredentialRow = Omit<typeof telephonyCredentials.$inferSelect, "sealed">;
/** A credential in the hands of the mirror. */
export type ClaimedCredential = MirroredRow & { provider: CredentialRow["provider"]; sealed: Sealed };

export const toCredential = (row: CredentialRow): TelephonyCredential => ({
  id: row.id,
  provider: row.provider,
  name: row.name,
  // Written by `mask` and nothing else.
  masked: row.masked as Record<string, string>,
  sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const isCredential = (orgId: string, id: string) =>
  and(eq(telephonyCredentials.orgId, orgId), eq(telephonyCredentials.id, id));
const isLive = (orgId: string, id: string) => and(isCredential(orgId, id), isNull(telephonyCredentials.deletedAt));

export const listCredentials = (
  tx: Tx,
  orgId: string,
  { limit, after }: { limit: number; after: Position | undefined },
) =>
  tx
    .select(readable)
    .from(telephonyCredentials)
    .where(
      and(
        eq(telephonyCredentials.orgId, orgId),
        isNull(telephonyCredentials.deletedAt),
        after &&
          sql`(${telephonyCredentials.createdAt}, ${telephonyCredentials.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(telephonyCredentials.createdAt), desc(telephonyCredentials.id))
    .limit(limit + 1);

export async function findCredential(tx: Tx, orgId: string, id: string): Promise<CredentialRow | undefined> {
  const [row] = await tx.select(readable).from(telephonyCredentials).where(isLive(orgId, id));
  return row;
}

/** The live credential, which nobody else changes until the transaction ends. */
export async function lockCredential(tx: Tx, orgId: string, id: string): Promise<CredentialRow | undefined> {
  const [row] = await tx.select(readable).from(telephonyCredentials).where(isLive(orgId, id)).for("update");
  return row;
}

export type OpenableCredential = Pick<CredentialRow, "id" | "provider" | "name" | "vapiCredentialId"> & {
  sealed: Sealed;
};
const openable = {
  id: telephonyCredentials.id,
  provider: telephonyCredentials.provider,
  name: telephonyCredentials.name,
  vapiCredentialId: telephonyCredentials.vapiCredentialId,
  sealed: { keyId: telephonyCredentials.keyId, text: telephonyCredentials.sealed },
};

/** As the system: a credential with its sealed text, also one on its way out. */
export async function findOpenable(tx: Tx, orgId: string, id: string): Promise<OpenableCredential | undefined> {
  const [row] = await tx.select(openable).from(telephonyCredentials).where(isCredential(orgId, id));
  return row;
}

export type SellingCredential = OpenableCredential & { provider: Exclude<CredentialRow["provider"], "sip"> };

/** As the system: the accounts in which numbers can be bought, with their sealed texts, newest first. */
export async function listSelling(tx: Tx, orgId: string, limit: number): Promise<SellingCredential[]> {
  const rows = await tx
    .select(openable)
    .from(telephonyCredentials)
    .where(
      and(
        eq(telephonyCredentials.orgId, orgId),
        ne(telephonyCredentials.provider, "sip"),
        isNull(telephonyCredentials.deletedAt),
      ),
    )
    .orderBy(desc(telephonyCredentials.createdAt))
    .limit(limit);
  return rows.flatMap(({ provider, ...row }) => (provider === "sip" ? [] : [{ ...row, provider }]));
}

export async function findClaimedCredential(
  tx: Tx,
  orgId: string,
  id: string,
  leaseUntil: Date,
): Promise<ClaimedCredential | undefined> {
  const [row] = await tx
    .select()
    .from(telephonyCredentials)
    .where(and(isCredential(orgId, id), eq(telephonyCredentials.syncNextAt, leaseUntil)));
  return row && toClaimed(row, { keyId: row.keyId, text: row.sealed }, leaseUntil);
}

export const toClaimed = (row: CredentialRow, sealed: Sealed, leaseUntil: Date): ClaimedCredential => ({
  id: row.id,
  vapiId: row.vapiCredentialId,
  action: row.syncAction ?? "update",
  revision: row.revision,
  attempts: row.syncAttempts,
  createdAt: row.createdAt,
  leaseUntil,
  provider: row.provider,
  sealed,
});

export type NewCredential = {
  id: string;
  provider: CredentialRow["provider"];
  name: string;
  sealed: Sealed;
  masked: Record<string, string>;
  author: Author;
  /** Null when Vapi needs nothing of it. */
  leaseUntil: Date | null;
};

/** The row of a creation; `isFresh` is false when an earlier request with the same key made it. */
export async function insertCredential(tx: Tx, orgId: string, creation: NewCredential) {
  const { id, provider, name, sealed, masked, author, leaseUntil } = creation;
  const [row] = await tx
    .insert(telephonyCredentials)
    .values({
      id,
      orgId,
      provider,
      name,
      sealed: sealed.text,
      keyId: sealed.keyId,
      masked,
      createdBy: author.userId,
      ...(leaseUntil === null
        ? { syncState: "synced" as const }
        : { syncAction: "create" as const, syncAttempts: 1, syncNextAt: leaseUntil }),
    })
    .onConflictDoNothing()
    .returning(readable);
  if (row === undefined) return { row: await findCredential(tx, orgId, id), isFresh: false };
  await tx.insert(auditLog).values(auditEntry(orgId, author, "telephony-credential", "create", id, { provider, name }));
  return { row, isFresh: true };
}

export async function uncreateCredential(
  tx: Tx,
  orgId: string,
  claim: ClaimedCredential,
  author: Author,
): Promise<boolean> {
  const [gone] = await Promise.all([
    tx.delete(telephonyCredentials).where(stillClaimed(orgId, claim)).returning({ id: telephonyCredentials.id }),
    tx.insert(auditLog).values(auditEntry(orgId, author, "telephony-credential", "create.refused", claim.id)),
  ]);
  return gone.length > 0;
}

export type CredentialChange = {
  name: string | undefined;
  secret: { sealed: Sealed; masked: Record<string, string> } | undefined;
  author: Author;
  now: Date;
};

/** The locked row, changed. The mirror is told by the sweep; numbers that Vapi calls with the secret are told again, too. */
export async function changeCredential(tx: Tx, before: CredentialRow, change: CredentialChange): Promise<void> {
  const { orgId, id } = before;
  const { name, secret, author, now } = change;
  const isMirrored = before.provider !== "twilio";
  await Promise.all([
    tx
      .update(telephonyCredentials)
      .set({
        ...(name !== undefined && { name }),
        ...(secret && { sealed: secret.sealed.text, keyId: secret.sealed.keyId, masked: secret.masked }),
        revision: before.revision + 1,
        ...(secret && isMirrored && again(before, now)),
      })
      .where(isCredential(orgId, id)),
    tx.insert(auditLog).values(
      auditEntry(orgId, author, "telephony-credential", "update", id, {
        name,
        isSecretChanged: secret !== undefined,
      }),
    ),
    ...(secret && !isMirrored ? [tellNumbers(tx, orgId, id, now)] : []),
  ]);
}

/** The account's numbers, due again; who holds one at the moment finds its revision moved, and has it swept once more. */
function tellNumbers(tx: Tx, orgId: string, credentialId: string, now: Date) {
  const isHeld = sql`${phoneNumbers.syncState} = 'pending'`;
  return tx
    .update(phoneNumbers)
    .set({
      revision: sql`${phoneNumbers.revision} + 1`,
      syncState: "pending",
      syncAction: sql`case when ${isHeld} then ${phoneNumbers.syncAction} else 'update' end`,
      syncNextAt: sql`case when ${isHeld} then ${phoneNumbers.syncNextAt} else ${now.toISOString()}::timestamptz end`,
    })
    .where(
      and(
        eq(phoneNumbers.orgId, orgId),
        eq(phoneNumbers.credentialId, credentialId),
        eq(phoneNumbers.orderState, "done"),
        isNull(phoneNumbers.deletedAt),
      ),
    );
}

/** The locked row, hidden; the sweep lets it go at Vapi. */
export async function hideCredential(tx: Tx, before: CredentialRow, now: Date, author: Author): Promise<void> {
  const { orgId, id } = before;
  await Promise.all([
    tx
      .update(telephonyCredentials)
      .set({ deletedAt: now, revision: before.revision + 1, ...again(before, now), syncAction: "delete" })
      .where(isCredential(orgId, id)),
    tx.insert(auditLog).values(auditEntry(orgId, author, "telephony-credential", "delete", id, { name: before.name })),
  ]);
}

/** How many numbers stand on it, those on their way out included. */
export async function countNumbers(tx: Tx, orgId: string, id: string): Promise<number> {
  const [row] = await tx
    .select({ numbers: count() })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.orgId, orgId), eq(phoneNumbers.credentialId, id)));
  return row?.numbers ?? 0;
}

/** Due at once, unless another holds it at the moment, who will find the change. */
function again(before: CredentialRow, now: Date) {
  const isFree = before.syncState !== "pending" || before.syncNextAt === null || before.syncNextAt <= now;
  const syncAction = before.syncAction === "create" ? ("create" as const) : ("update" as const);
  return {
    syncState: "pending" as const,
    syncAction,
    ...(isFree && { syncAttempts: 0, syncError: null, syncNextAt: now }),
  };
}

const stillClaimed = (orgId: string, claim: ClaimedCredential) =>
  and(
    isCredential(orgId, claim.id),
    eq(telephonyCredentials.syncNextAt, claim.leaseUntil),
    eq(telephonyCredentials.revision, claim.revision),
  );
