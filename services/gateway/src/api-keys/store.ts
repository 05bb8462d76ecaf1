import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { apiKeys, auditLog } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { given } from "@allokoli/shared/http/given";
import type { Position } from "@allokoli/shared/http/page";
import { usualScopes } from "@allokoli/shared/scopes/scopes";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { ApiKey, CreateApiKey, KeyRole, UpdateApiKey } from "./contract.ts";

// All but the hash, which nobody reads.
const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  // Never `owner`: a check of the table.
  role: sql<KeyRole>`${apiKeys.role}`,
  scopes: apiKeys.scopes,
  start: apiKeys.start,
  lastFour: apiKeys.lastFour,
  createdBy: apiKeys.createdBy,
  createdByName: sql<string | null>`app.actor_name(${apiKeys.orgId}, ${apiKeys.createdBy})`,
  keptBy: apiKeys.keptBy,
  keptByName: sql<string | null>`app.actor_name(${apiKeys.orgId}, ${apiKeys.keptBy})`,
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

/** The keys that are revoked when this person may no longer have keys. */
const isAnsweredFor = (orgId: string, userId: string) =>
  and(isOpen(orgId), sql`coalesce(${apiKeys.keptBy}, ${apiKeys.createdBy}) = ${userId}`);

export type KeyFilter = {
  limit: number;
  after: Position | undefined;
  createdBy?: string | undefined;
  responsible?: string | undefined;
};

/** Newest first, one more than `limit` when there are more. */
export const listApiKeys = (tx: Tx, orgId: string, { limit, after, createdBy, responsible }: KeyFilter) =>
  tx
    .select(columns)
    .from(apiKeys)
    .where(
      and(
        responsible === undefined ? isOpen(orgId) : isAnsweredFor(orgId, responsible),
        createdBy === undefined ? undefined : eq(apiKeys.createdBy, createdBy),
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
 * The key's row, and whether this request made it. A row of an earlier request with the same id keeps its own key.
 * @throws {Problem} `limit_reached`
 */
export async function insertApiKey(tx: Tx, orgId: string, { author, expiresAt, ...key }: NewKey) {
  const { id, name, role, scopes = usualScopes(role) } = key;
  const values = { ...key, scopes, orgId, createdBy: author.userId, expiresAt: toMoment(expiresAt) };
  const auditRow = entry(orgId, author, "api-key.created", { type: "api-key", id }, { name, role, scopes, expiresAt });
  const [, inserted, , row] = await Promise.all([
    requireWithin(tx, orgId, [{ limit: "apiKeys", ids: [id] }], new Date()),
    tx.insert(apiKeys).values(values).onConflictDoNothing().returning({ id: apiKeys.id }).execute(),
    tx
      .insert(auditLog)
      .values({ id, ...auditRow })
      .onConflictDoNothing()
      .execute(),
    findApiKey(tx, orgId, id),
  ]);
  return { row, isFresh: inserted.length > 0 };
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

/** The name of the key; undefined when there is none at `revision`. */
export async function revokeApiKey(tx: Tx, orgId: string, id: string, now: Date, revision?: number) {
  const [revoked] = await tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(isThis(orgId, id), atRevision(revision)))
    .returning({ name: apiKeys.name });
  return revoked?.name;
}

/** The open keys that a person answers for, oldest first, locked. */
export const lockKeysOf = (tx: Tx, orgId: string, userId: string) =>
  tx
    .select({ id: apiKeys.id, name: apiKeys.name })
    .from(apiKeys)
    .where(isAnsweredFor(orgId, userId))
    .orderBy(apiKeys.createdAt, apiKeys.id)
    .for("update")
    .execute();

/** From then on `keptBy`, who does this, answers for it. */
export const keepKey = (tx: Tx, orgId: string, id: string, keptBy: string) =>
  tx
    .update(apiKeys)
    .set({ keptBy, revision: sql`${apiKeys.revision} + 1` })
    .where(isThis(orgId, id))
    .execute();

const toMoment = (at: string | null) => (at === null ? null : new Date(at));

export const toApiKey = (row: ApiKeyRow, now: Date): ApiKey => ({
  id: row.id,
  name: row.name,
  role: row.role,
  scopes: row.scopes,
  start: row.start,
  lastFour: row.lastFour,
  status: row.expiresAt === null || row.expiresAt > now ? "active" : "expired",
  createdBy: { id: row.createdBy, name: row.createdByName },
  keptBy: row.keptBy === null ? null : { id: row.keptBy, name: row.keptByName },
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});
