import type { SealBindings } from "@allokoli/shared/crypto/seal";
import { createSecret, openSecrets, ROTATION_MS, sealSecret, type KeptSecret } from "@allokoli/shared/crypto/signing";
import type { Tenant, Tx } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { v7 as uuidv7 } from "uuid";
import * as store from "./store.ts";
import type { SecretOwner } from "./store.ts";

/** A new secret of a tool server: the text to show once, and its stored form. */
export async function newSecret(env: SealBindings, orgId: string): Promise<{ secret: string; kept: KeptSecret }> {
  const [id, secret] = [uuidv7(), createSecret()];
  const { text, keyId } = await sealSecret(requireEnv(env, ["CREDENTIALS_KEY"]), "tool", orgId, id, secret);
  return { secret, kept: { id, sealed: text, keyId } };
}

/**
 * The secrets that sign the requests to the owner's tool server. An owner without one gets its first; rotate to see
 * one.
 */
export async function signingSecrets(
  env: SealBindings,
  system: Tenant,
  owner: SecretOwner,
  now: Date,
): Promise<string[]> {
  const { orgId } = system;
  const find = (tx: Tx) => store.findValid(tx, orgId, owner, now);
  let valid = await system.read(find);
  if (valid.length === 0) {
    const { kept } = await newSecret(env, orgId);
    valid = await system.write("member", async (tx) => {
      await store.insertFirst(tx, orgId, owner, kept);
      return find(tx);
    });
  }
  return openSecrets(requireEnv(env, ["CREDENTIALS_KEY"]), "tool", orgId, valid);
}

/**
 * Add a secret for the owner. In the same transaction, `lock` finds and locks the owner's row, and writes to the audit
 * log.
 * @throws {Problem} what `lock` throws; `conflict` when too many are valid and the earlier ones are not ended
 */
export async function rotateSecret(
  env: SealBindings,
  tenant: Tenant,
  { owner, endPrevious }: { owner: SecretOwner; endPrevious: boolean },
  lock: (tx: Tx) => Promise<void>,
): Promise<{ secret: string; previousExpiresAt: string | null }> {
  const { secret, kept } = await newSecret(env, tenant.orgId);
  const now = new Date();
  const expiresAt = endPrevious ? null : new Date(now.getTime() + ROTATION_MS);
  const hadOne = await tenant.write("member", async (tx) => {
    await lock(tx);
    return store.rotate(tx, tenant.orgId, owner, { secret: kept, now, expiresAt });
  });
  return { secret, previousExpiresAt: hadOne && expiresAt !== null ? expiresAt.toISOString() : null };
}
