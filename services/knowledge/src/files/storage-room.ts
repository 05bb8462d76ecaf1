import type { Tx } from "@allokoli/shared/db/tenant";
import { notFound } from "@allokoli/shared/http/problem";
import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import { limitReached } from "@allokoli/shared/limits/require-within";
import { findUsage } from "@allokoli/shared/limits/usage";

/** Bytes that the plan allows for files, and those that lie there. */
export type StorageRoom = { allowed: number; used: number };

export async function findRoom(tx: Tx, orgId: string, at: Date): Promise<StorageRoom> {
  const usage = await findUsage(tx, orgId, at);
  if (usage === undefined) throw notFound("organization");
  return { allowed: PLAN_LIMITS[usage.plan].storageBytes, used: usage.used.storageBytes };
}

/**
 * The same bytes, for as long as there is room for them: no more is stored than may be kept.
 * @throws {Problem} `limit_reached`
 */
export async function* withinRoom(
  content: AsyncIterable<Uint8Array>,
  { allowed, used }: StorageRoom,
): AsyncIterable<Uint8Array> {
  let taken = used;
  for await (const chunk of content) {
    taken += chunk.length;
    if (taken > allowed) throw limitReached({ name: "storageBytes", allowed, used });
    yield chunk;
  }
}
