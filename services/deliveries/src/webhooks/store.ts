import type { AuditAction, VerbOf } from "@allokoli/shared/audit/actions";
import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog, webhookEndpoints, webhookSecrets } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { requireCurrent } from "@allokoli/shared/http/etag";
import type { Position } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { and, count, desc, eq, isNull, lte, sql } from "drizzle-orm";
import { MAX_SECRETS, type KeptSecret } from "@allokoli/shared/crypto/signing";
import type { UpdateWebhook, Webhook } from "./contract.ts";

export type EndpointRow = typeof webhookEndpoints.$inferSelect;

export const toWebhook = (row: EndpointRow): Webhook => ({
  id: row.id,
  url: row.url,
  description: row.description,
  eventTypes: row.eventTypes,
  state: row.state,
  disabledReason: row.disabledReason,
  failingSince: row.failingSince?.toISOString() ?? null,
  pausedUntil: row.pausedUntil?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const isEndpoint = (orgId: string, id: string) =>
  and(eq(webhookEndpoints.orgId, orgId), eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt));
export const auditEntry = (
  orgId: string,
  author: Author,
  verb: VerbOf<"webhook">,
  id: string,
  detail: Record<string, unknown> = {},
) => entry(orgId, author, `webhook.${verb}`, { type: "webhook", id }, detail);

/** @throws {Problem} `not_found` */
export async function requireEndpoint(tx: Tx, orgId: string, id: string): Promise<EndpointRow> {
  const [row] = await tx.select().from(webhookEndpoints).where(isEndpoint(orgId, id));
  if (row === undefined) throw notFound("webhook");
  return row;
}

/** @throws {Problem} `conflict` */
export function requireEnabled({ state }: EndpointRow): void {
  if (state !== "enabled") throw new Problem("conflict", { detail: "This webhook is disabled: enable it first." });
}

/**
 * The endpoint, locked against changes until the transaction ends; deliveries may still refer to it.
 * @throws {Problem} `not_found`; `precondition_failed` when it is not the one that the client saw
 */
export async function requireLocked(tx: Tx, orgId: string, id: string, ifMatch?: string): Promise<EndpointRow> {
  const lock = async () => {
    const [row] = await tx.select().from(webhookEndpoints).where(isEndpoint(orgId, id)).for("no key update");
    return row;
  };
  return requireCurrent("webhook", ifMatch, lock);
}

/** Whether there was such an endpoint: the log knows it longer than the row stays. */
export async function isDeleted(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const action: AuditAction = "webhook.deleted";
  const rows = await tx
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.orgId, orgId),
        eq(auditLog.resourceType, "webhook"),
        eq(auditLog.resourceId, id),
        eq(auditLog.action, action),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Newest first, one more than `limit` when there are more. */
export const listEndpoints = (
  tx: Tx,
  orgId: string,
  { limit, after }: { limit: number; after: Position | undefined },
) =>
  tx
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.orgId, orgId),
        isNull(webhookEndpoints.deletedAt),
        after &&
          sql`(${webhookEndpoints.createdAt}, ${webhookEndpoints.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(webhookEndpoints.createdAt), desc(webhookEndpoints.id))
    .limit(limit + 1);

export type NewEndpoint = {
  id: string;
  wanted: Pick<EndpointRow, "url" | "description" | "eventTypes" | "state">;
  secret: KeptSecret;
  author: Author;
};

/**
 * The endpoint and its first secret; `isFresh` is false when a request before made it.
 * @throws {Problem} `limit_reached`
 */
export async function insertEndpoint(tx: Tx, orgId: string, { id, wanted, secret, author }: NewEndpoint) {
  const [, [found]] = await Promise.all([
    requireWithin(tx, orgId, [{ limit: "webhooks", ids: [id] }], new Date()),
    tx.select().from(webhookEndpoints).where(isEndpoint(orgId, id)).execute(),
  ]);
  if (found !== undefined) return { row: found, isFresh: false };
  const [[row]] = await Promise.all([
    tx
      .insert(webhookEndpoints)
      .values({ id, orgId, ...wanted, createdBy: author.userId })
      .returning()
      .execute(),
    tx
      .insert(webhookSecrets)
      .values({ ...secret, orgId, endpointId: id })
      .execute(),
    tx
      .insert(auditLog)
      .values(auditEntry(orgId, author, "created", id, { eventTypes: wanted.eventTypes }))
      .execute(),
  ]);
  if (row === undefined) throw new Problem("conflict");
  return { row, isFresh: true };
}

/** Change the locked endpoint. When it is enabled or gets another address, its count of failures begins anew. */
export async function changeEndpoint(tx: Tx, before: EndpointRow, change: Partial<UpdateWebhook>, author: Author) {
  const { orgId, id, revision } = before;
  const isAnew = change.state === "enabled" || (change.url !== undefined && change.url !== before.url);
  const [[row]] = await Promise.all([
    tx
      .update(webhookEndpoints)
      .set({
        ...change,
        ...(isAnew && { failingSince: null, pausedUntil: null }),
        ...(change.state === "enabled" && before.state === "disabled" && { enabledSince: sql`now()` }),
        ...(change.state !== undefined && { disabledReason: null }),
        revision: revision + 1,
      })
      .where(isEndpoint(orgId, id))
      .returning(),
    tx.insert(auditLog).values(auditEntry(orgId, author, "updated", id, { fields: Object.keys(change) })),
  ]);
  if (row === undefined) throw notFound("webhook");
  return row;
}

/** Hide the locked endpoint and delete its secrets; its other rows are deleted later, in batches. */
export async function hideEndpoint(tx: Tx, { orgId, id, revision }: EndpointRow, now: Date, author: Author) {
  await Promise.all([
    tx
      .update(webhookEndpoints)
      .set({ deletedAt: now, state: "disabled", revision: revision + 1 })
      .where(isEndpoint(orgId, id)),
    tx.delete(webhookSecrets).where(and(eq(webhookSecrets.orgId, orgId), eq(webhookSecrets.endpointId, id))),
    tx.insert(auditLog).values(auditEntry(orgId, author, "deleted", id)),
  ]);
}

/**
 * A new secret for the locked endpoint; the one before is valid until `expiresAt`, or ended with all others when that is null.
 * @throws {Problem} `conflict` when too many are valid
 */
export async function rotateSecret(
  tx: Tx,
  { orgId, id }: EndpointRow,
  { secret, now, expiresAt, author }: { secret: KeptSecret; now: Date; expiresAt: Date | null; author: Author },
): Promise<void> {
  const isOfEndpoint = and(eq(webhookSecrets.orgId, orgId), eq(webhookSecrets.endpointId, id));
  const [, [valid]] = await Promise.all([
    tx
      .delete(webhookSecrets)
      .where(and(isOfEndpoint, expiresAt === null ? undefined : lte(webhookSecrets.expiresAt, now)))
      .execute(),
    tx.select({ secrets: count() }).from(webhookSecrets).where(isOfEndpoint).execute(),
  ]);
  if ((valid?.secrets ?? 0) >= MAX_SECRETS) {
    throw new Problem("conflict", {
      detail: `${MAX_SECRETS} secrets are valid already: wait until one expires, or end them with endPrevious.`,
    });
  }
  await Promise.all([
    tx
      .update(webhookSecrets)
      .set({ expiresAt })
      .where(and(isOfEndpoint, isNull(webhookSecrets.expiresAt)))
      .execute(),
    tx
      .insert(webhookSecrets)
      .values({ ...secret, orgId, endpointId: id })
      .execute(),
    tx
      .insert(auditLog)
      .values(auditEntry(orgId, author, "secret-rotated", id))
      .execute(),
  ]);
}
