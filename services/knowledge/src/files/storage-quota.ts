import { organizations } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { notFound } from "@allokoli/shared/http/problem";
import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import { limitReached } from "@allokoli/shared/limits/require-within";
import { usedOf } from "@allokoli/shared/limits/usage";
import { eq, sql } from "drizzle-orm";

/** The bytes that the plan allows for files, and those in use. */
export type StorageQuota = { allowed: number; used: number };

export async function findRoom(tx: Tx, orgId: string, at: Date): Promise<StorageQuota> {
  const [found] = await tx
    .select({ plan: organizations.plan, used: sql<number>`${usedOf("storageBytes", orgId, at)}::float8` })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  if (found === undefined) throw notFound("organization");
  return { allowed: PLAN_LIMITS[found.plan].storageBytes, used: found.used };
}

/**
 * Passes the bytes on until the quota is used up, so that no more is stored than allowed.
 * @throws {Problem} `limit_reached`
 */
export async function* withinRoom(
  content: AsyncIterable<Uint8Array>,
  { allowed, used }: StorageQuota,
): AsyncIterable<Uint8Array> {
  let taken = used;
  for await (const chunk of content) {
    taken += chunk.length;
    if (taken > allowed) throw limitReached({ name: "storageBytes", allowed, used });
    yield chunk;
  }
}
