import type { Author } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { keepKey, lockKeysOf, revokeApiKey } from "../api-keys/store.ts";
import { note } from "../audit.ts";
import type { SettledKeys } from "./contract.ts";

type Settling = {
  orgId: string;
  /** Who may have no API keys any more. */
  memberId: string;
  /** Ids of the keys to keep: the author becomes responsible for them. */
  keep: readonly string[];
  author: Author;
  /** The field of the request that says them. */
  field: string;
};

/**
 * Revoke the API keys that a person is responsible for, except those that somebody else keeps, in the transaction that
 * removes their right. A trigger revokes whatever this does not find.
 * @throws {Problem} `validation_failed` when a key is to be kept that is none of theirs, or by themselves
 */
export async function settleKeys(tx: Tx, { orgId, memberId, keep, author, field }: Settling): Promise<SettledKeys> {
  const wrong = (message: string) => new Problem("validation_failed", { errors: [{ path: field, message }] });
  if (keep.length > 0 && author.userId === memberId) throw wrong("is for somebody else to say: nobody keeps their own");
  const keys = await lockKeysOf(tx, orgId, memberId);
  if (keep.some((id) => !keys.some((key) => key.id === id))) throw wrong("is not a key that this member answers for");
  const [kept, revoked] = [keys.filter(({ id }) => keep.includes(id)), keys.filter(({ id }) => !keep.includes(id))];
  const now = new Date();
  await Promise.all([
    ...kept.flatMap(({ id, name }) => [
      keepKey(tx, orgId, id, author.userId),
      note(tx, { orgId, author, action: "api-key.kept", resourceId: id, detail: { name, from: memberId } }),
    ]),
    ...revoked.flatMap(({ id, name }) => [
      revokeApiKey(tx, orgId, id, now),
      note(tx, { orgId, author, action: "api-key.revoked", resourceId: id, detail: { name, from: memberId } }),
    ]),
  ]);
  return { revokedApiKeys: revoked, keptApiKeys: kept };
}
