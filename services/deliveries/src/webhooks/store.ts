import type { VerbOf } from "@allokoli/shared/audit/actions";
import { entry, type Author } from "@allokoli/shared/db/books";
import { auditLog, webhookEndpoints, webhookSecrets } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { expectedRevision } from "@allokoli/shared/http/etag";
import type { Position } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { and, count, desc, eq, isNull, lte, sql } from "drizzle-orm";
import type { KeptSecret } from "../signing/secret.ts";
import type { UpdateWebhook, Webhook } from "./contract.ts";

export type EndpointRow = typeof webhookEndpoints.$inferSelect;

const MAX_ENDPOINTS = 20;
const MAX_SECRETS = 5;

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
export const bookOf = (
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
 * The endpoint, which nobody changes until the transaction ends; deliveries may refer to it meanwhile.
 * @throws {Problem} `not_found`; `precondition_failed` when it is not the one that the client saw
 */
export async function requireLocked(tx: Tx, orgId: string, id: string, ifMatch?: string): Promise<EndpointRow> {
  const revision = expectedRevision(ifMatch);
  const [row] = await tx.select().from(webhookEndpoints).where(isEndpoint(orgId, id)).for("no key update");
  if (row === undefined) throw notFound("webhook");
  if (revision !== undefined && revision !== row.revision) throw new Problem("precondition_failed");
  return row;
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
 * @throws {Problem} `conflict` when there are as many as may be
 */
export async function insertEndpoint(tx: Tx, orgId: string, { id, wanted, secret, author }: NewEndpoint) {
  // Two at once cannot both make the last one: the organization's row is locked.
  const [, [counted], [found]] = await Promise.all([
    tx.execute(sql`select app.lock_plan(${orgId})`).execute(),
    tx
      .select({ endpoints: count() })
      .from(webhookEndpoints)
      .where(and(eq(webhookEndpoints.orgId, orgId), isNull(webhookEndpoints.deletedAt)))
      .execute(),
    tx.select().from(webhookEndpoints).where(isEndpoint(orgId, id)).execute(),
  ]);
  if (found !== undefined) return { row: found, isFresh: false };
  if ((counted?.endpoints ?? 0) >= MAX_ENDPOINTS) {
    throw new Problem("conflict", { detail: `There are ${MAX_ENDPOINTS} webhooks, which is as many as may be.` });
  }
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
      .values(bookOf(orgId, author, "create", id, { eventTypes: wanted.eventTypes }))
      .execute(),
  ]);
  if (row === undefined) throw new Problem("conflict");
  return { row, isFresh: true };
}

/** The locked endpoint, changed. Enabled, or led elsewhere, it begins anew. */
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
    tx.insert(auditLog).values(bookOf(orgId, author, "update", id, { fields: Object.keys(change) })),
  ]);
  if (row === undefined) throw notFound("webhook");
  return row;
}

/** The locked endpoint, hidden, and what it signed with gone; what hangs on it goes in bites. */
export async function hideEndpoint(tx: Tx, { orgId, id, revision }: EndpointRow, now: Date, author: Author) {
  await Promise.all([
    tx
      .update(webhookEndpoints)
      .set({ deletedAt: now, state: "disabled", revision: revision + 1 })
      .where(isEndpoint(orgId, id)),
    tx.delete(webhookSecrets).where(and(eq(webhookSecrets.orgId, orgId), eq(webhookSecrets.endpointId, id))),
    tx.insert(auditLog).values(bookOf(orgId, author, "delete", id)),
  ]);
}

/**
 * A new secret for the locked endpoint; the one before is valid until `expiresAt`.
 * @throws {Problem} `conflict` when too many are valid
 */
export async function rotateSecret(
  tx: Tx,
  { orgId, id }: EndpointRow,
  { secret, now, expiresAt, author }: { secret: KeptSecret; now: Date; expiresAt: Date; author: Author },
): Promise<void> {
  const isOfEndpoint = and(eq(webhookSecrets.orgId, orgId), eq(webhookSecrets.endpointId, id));
  const [, [valid]] = await Promise.all([
    tx
      .delete(webhookSecrets)
      .where(and(isOfEndpoint, lte(webhookSecrets.expiresAt, now)))
      .execute(),
    tx.select({ secrets: count() }).from(webhookSecrets).where(isOfEndpoint).execute(),
  ]);
  if ((valid?.secrets ?? 0) >= MAX_SECRETS) {
    throw new Problem("conflict", { detail: `${MAX_SECRETS} secrets are valid already: wait until one expires.` });
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
      .values(bookOf(orgId, author, "rotate-secret", id))
      .execute(),
  ]);
}
