import { MAX_SECRETS, type KeptSecret } from "@allokoli/shared/crypto/signing";
import { toolSecrets } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { and, count, eq, gt, isNull, lte, or } from "drizzle-orm";

/** The owner of a tool server: a function, or an assistant with inline tools. */
export type SecretOwner = { functionId: string } | { assistantId: string };

const isOf = (orgId: string, owner: SecretOwner) =>
  and(
    eq(toolSecrets.orgId, orgId),
    "functionId" in owner
      ? eq(toolSecrets.functionId, owner.functionId)
      : eq(toolSecrets.assistantId, owner.assistantId),
  );

/** Add the owner's first secret, unless it has one. */
export const insertFirst = (tx: Tx, orgId: string, owner: SecretOwner, secret: KeptSecret) =>
  tx
    .insert(toolSecrets)
    .values({ ...secret, ...owner, orgId })
    .onConflictDoNothing();

/** The secrets that sign now; sealed, and readable only by the system. */
export const findValid = (tx: Tx, orgId: string, owner: SecretOwner, now: Date): Promise<KeptSecret[]> =>
  tx
    .select({ id: toolSecrets.id, sealed: toolSecrets.sealed, keyId: toolSecrets.keyId })
    .from(toolSecrets)
    .where(and(isOf(orgId, owner), or(isNull(toolSecrets.expiresAt), gt(toolSecrets.expiresAt, now))));

/**
 * Add a secret for the owner, whose row is locked. The one before is valid until `expiresAt`; null ends all earlier
 * ones at once. Returns whether there was one that stays valid until then.
 * @throws {Problem} `conflict` when too many are valid
 */
export async function rotate(
  tx: Tx,
  orgId: string,
  owner: SecretOwner,
  { secret, now, expiresAt }: { secret: KeptSecret; now: Date; expiresAt: Date | null },
): Promise<boolean> {
  const [, [valid]] = await Promise.all([
    tx
      .delete(toolSecrets)
      .where(and(isOf(orgId, owner), expiresAt === null ? undefined : lte(toolSecrets.expiresAt, now)))
      .execute(),
    tx.select({ secrets: count() }).from(toolSecrets).where(isOf(orgId, owner)).execute(),
  ]);
  if ((valid?.secrets ?? 0) >= MAX_SECRETS) {
    throw new Problem("conflict", {
      detail: `${MAX_SECRETS} secrets are valid already: wait until one expires, or end them with endPrevious.`,
    });
  }
  const [before] = await Promise.all([
    tx
      .update(toolSecrets)
      .set({ expiresAt })
      .where(and(isOf(orgId, owner), isNull(toolSecrets.expiresAt)))
      .returning({ id: toolSecrets.id })
      .execute(),
    tx
      .insert(toolSecrets)
      .values({ ...secret, ...owner, orgId })
      .execute(),
  ]);
  return before.length > 0;
}
