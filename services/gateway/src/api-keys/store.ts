import { entry, type Author } from "@allokoli/shared/db/books";
import { apiKeys, auditLog } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { given } from "@allokoli/shared/http/given";
import type { Position } from "@allokoli/shared/http/page";
import { Problem } from "@allokoli/shared/http/problem";
import { and, count, desc, eq, isNull, sql } from "drizzle-orm";
import type { ApiKey, CreateApiKey, KeyRole, UpdateApiKey } from "./contract.ts";

/** Keys of an organization: more are a sign that some are forgotten. */
const MAX_KEYS = 50;

// All but the hash, which nobody reads.
const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  // Never `owner`: a check of the table.
  role: sql<KeyRole>`${apiKeys.role}`,
  start: apiKeys.start,
  lastFour: apiKeys.lastFour,
  createdBy: apiKeys.createdBy,
  createdByName: sql<string | null>`app.actor_name(${apiKeys.orgId}, ${apiKeys.createdBy})`,
  revision: apiKeys.revision,
  createdAt: apiKeys.createdAt,
  updatedAt: apiKeys.updatedAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
};

const isOpen = (orgId: string) => and(eq(apiKeys.orgId, orgId), isNull(apiKeys.revokedAt));
const isThis = (orgId: string, id: string) => and(isOpen(orgId), eq(apiKeys.id, id));
const atRevision = (revision: number | undefined) =>
  revision === undefined ? undefined : eq(apiKeys.revision, revision);

/** Newest first, one more than `limit` when there are more. */
export const listApiKeys = (tx: Tx, orgId: string, limit: number, after: Position | undefined) =>
  tx
    .select(columns)
    .from(apiKeys)
    .where(
      and(
        isOpen(orgId),
        after && sql`(${apiKeys.createdAt}, ${apiKeys.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit + 1)
    .execute();
export type ApiKeyRow = Awaited<ReturnType<typeof listApiKeys>>[number];

export async function findApiKey(tx: Tx, orgId: string, id: string): Promise<ApiKeyRow | undefined> {
  const [row] = await tx.select(columns).from(apiKeys).where(isThis(orgId, id));
  return row;
}

export type NewKey = CreateApiKey & { id: string; hash: string; start: string; lastFour: string; author: Author };

/**
 * The key's row, and whether it was made just now: one of an earlier request with the same id keeps its own key.
 * @throws {Problem} `limit_reached`. The organization's row is locked, so two at once cannot both be the last.
 */
export async function insertApiKey(tx: Tx, orgId: string, { author, expiresAt, ...key }: NewKey) {
  const { id, name, role } = key;
  const values = { ...key, orgId, createdBy: author.userId, expiresAt: toMoment(expiresAt) };
  const book = entry(orgId, author, "api-key.created", { type: "api-key", id }, { name, role, expiresAt });
  const [, [counted], inserted, , row] = await Promise.all([
    tx.execute(sql`select app.lock_plan(${orgId})`).execute(),
    tx.select({ used: count() }).from(apiKeys).where(isOpen(orgId)).execute(),
    tx.insert(apiKeys).values(values).onConflictDoNothing().returning({ id: apiKeys.id }).execute(),
    tx
      .insert(auditLog)
      .values({ id, ...book })
      .onConflictDoNothing()
      .execute(),
    findApiKey(tx, orgId, id),
  ]);
  const isFresh = inserted.length > 0;
  const used = counted?.used ?? 0;
  if (isFresh && used >= MAX_KEYS) {
    throw new Problem("limit_reached", {
      detail: `An organization has at most ${MAX_KEYS} API keys: revoke one that is not needed any more.`,
      limit: { name: "apiKeys", allowed: MAX_KEYS, used },
    });
  }
  return { row, isFresh };
}

/** False when there is none at `revision`. */
export async function changeApiKey(tx: Tx, orgId: string, id: string, change: UpdateApiKey, revision?: number) {
  const { expiresAt, ...rest } = given(change);
  const changed = await tx
    .update(apiKeys)
    .set({
      ...rest,
      ...(expiresAt !== undefined && { expiresAt: toMoment(expiresAt) }),
      revision: sql`${apiKeys.revision} + 1`,
    })
    .where(and(isThis(orgId, id), atRevision(revision)))
    .returning({ id: apiKeys.id });
  return changed.length > 0;
}

/** What the key was called; undefined when there is none at `revision`. */
export async function revokeApiKey(tx: Tx, orgId: string, id: string, now: Date, revision?: number) {
  const [revoked] = await tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(isThis(orgId, id), atRevision(revision)))
    .returning({ name: apiKeys.name });
  return revoked?.name;
}

const toMoment = (at: string | null) => (at === null ? null : new Date(at));

export const toApiKey = (row: ApiKeyRow, now: Date): ApiKey => ({
  id: row.id,
  name: row.name,
  role: row.role,
  start: row.start,
  lastFour: row.lastFour,
  status: row.expiresAt === null || row.expiresAt > now ? "active" : "expired",
  createdBy: { id: row.createdBy, name: row.createdByName },
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});
