import { phoneNumbers, telephonyCredentials } from "@allokoli/shared/db/schema/index";
import type { Sealed } from "@allokoli/shared/crypto/seal";
import type { Tx } from "@allokoli/shared/db/tenant";
import { createResource } from "@allokoli/shared/mirror/resource";
import { and, count, desc, eq, getTableColumns, isNull, ne, sql } from "drizzle-orm";
import type { TelephonyCredential } from "./contract.ts";

/** The columns that a person's transaction may read: all but the sealed text. */
const { sealed: _unreadable, ...readable } = getTableColumns(telephonyCredentials);
export type CredentialRow = Omit<typeof telephonyCredentials.$inferSelect, "sealed">;
/** What a person sets. They may write the sealed text, but only the system reads it. */
type CredentialValues = Pick<CredentialRow, "provider" | "name" | "keyId" | "masked"> & { sealed?: string };

/** The sweep sends a changed secret to Vapi: the request itself only tries it at its provider. */
export const credentialResource = createResource<CredentialRow, CredentialValues, null>({
  kind: "telephony-credential",
  name: "credential",
  table: telephonyCredentials,
  readable,
  vapiId: telephonyCredentials.vapiCredentialId,
  vapiIdOf: ({ vapiCredentialId }) => vapiCredentialId,
  limit: "telephonyCredentials",
  roles: { own: "admin", change: "admin" },
  eventFields: ["id", "name"],
  fieldsOf: ({ name, masked }) => ({ name, masked }),
  findContext: async () => null,
  isChangedBySweep: true,
});

/** The columns of a sealed account. */
export const toColumns = ({ sealed, masked }: { sealed: Sealed; masked: Record<string, string> }) => ({
  sealed: sealed.text,
  keyId: sealed.keyId,
  masked,
});

export const toCredential = (row: CredentialRow): TelephonyCredential => ({
  id: row.id,
  provider: row.provider,
  name: row.name,
  // Only `mask` writes it.
  masked: row.masked as Record<string, string>,
  sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

type OpenableCredential = Pick<CredentialRow, "id" | "provider" | "name" | "vapiCredentialId"> & {
  sealed: Sealed;
};
const openable = {
  id: telephonyCredentials.id,
  provider: telephonyCredentials.provider,
  name: telephonyCredentials.name,
  vapiCredentialId: telephonyCredentials.vapiCredentialId,
  sealed: { keyId: telephonyCredentials.keyId, text: telephonyCredentials.sealed },
};

/** As the system: a credential with its sealed text, also while it is being deleted. */
export async function findOpenable(tx: Tx, orgId: string, id: string): Promise<OpenableCredential | undefined> {
  const [row] = await tx
    .select(openable)
    .from(telephonyCredentials)
    .where(and(eq(telephonyCredentials.orgId, orgId), eq(telephonyCredentials.id, id)));
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

/** Make the account's numbers due again. One that is being sent now has a new revision, and is sent once more. */
export function makeNumbersDue(tx: Tx, orgId: string, credentialId: string, now: Date) {
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

/** How many numbers use it, also those being deleted. */
export async function countNumbers(tx: Tx, orgId: string, id: string): Promise<number> {
  const [row] = await tx
    .select({ numbers: count() })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.orgId, orgId), eq(phoneNumbers.credentialId, id)));
  return row?.numbers ?? 0;
}
