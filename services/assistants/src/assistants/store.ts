import type { AuditAction } from "@allokoli/shared/audit/actions";
import { entry as bookEntry, type Author } from "@allokoli/shared/db/books";
import { assistants, assistantVersions, auditLog, events, profiles } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { isSameJson } from "@allokoli/shared/mirror/resource";
import type { MirroredRow } from "@allokoli/shared/mirror/state";
import { and, desc, eq, ilike, isNull, or, sql } from "drizzle-orm";
import { DEFAULT_SETTINGS, type Assistant, type AssistantSettings, type AssistantVersion } from "./contract.ts";

export type AssistantRow = typeof assistants.$inferSelect;
/** An assistant in the hands of the mirror. */
export type ClaimedAssistant = MirroredRow & { settings: AssistantSettings };

const SETTINGS = ["name", ...Object.keys(DEFAULT_SETTINGS)] as (keyof AssistantSettings)[];

// The columns are written from AssistantSettings and nothing else.
export const toSettings = (row: AssistantRow) =>
  Object.fromEntries(SETTINGS.map((field) => [field, row[field]])) as unknown as AssistantSettings;

// A snapshot is AssistantSettings of its day; what has been added since takes its default.
export const snapshotSettings = (snapshot: unknown): AssistantSettings => ({
  ...DEFAULT_SETTINGS,
  ...(snapshot as AssistantSettings),
});

export const toAssistant = (row: AssistantRow): Assistant => ({
  id: row.id,
  ...toSettings(row),
  vapiAssistantId: row.vapiAssistantId,
  sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const toClaimed = (row: AssistantRow, leaseUntil: Date): ClaimedAssistant => ({
  id: row.id,
  vapiId: row.vapiAssistantId,
  action: row.syncAction ?? "update",
  revision: row.revision,
  attempts: row.syncAttempts,
  createdAt: row.createdAt,
  leaseUntil,
  settings: toSettings(row),
});

/** The assistant, in whatever state, also one that is on its way out. */
const isAssistant = (orgId: string, id: string) => and(eq(assistants.orgId, orgId), eq(assistants.id, id));
const isLive = (orgId: string, id: string) => and(isAssistant(orgId, id), isNull(assistants.deletedAt));

export async function findAssistant(tx: Tx, orgId: string, id: string): Promise<AssistantRow | undefined> {
  const [row] = await tx.select().from(assistants).where(isLive(orgId, id));
  return row;
}

/** The live assistant, which nobody else changes until the transaction ends. */
export async function lockAssistant(tx: Tx, orgId: string, id: string): Promise<AssistantRow | undefined> {
  const [row] = await tx.select().from(assistants).where(isLive(orgId, id)).for("update");
  return row;
}

export async function findClaimedAssistant(
  tx: Tx,
  orgId: string,
  id: string,
  leaseUntil: Date,
): Promise<ClaimedAssistant | undefined> {
  const [row] = await tx
    .select()
    .from(assistants)
    .where(and(isAssistant(orgId, id), eq(assistants.syncNextAt, leaseUntil)));
  return row && toClaimed(row, leaseUntil);
}

export type ListFilter = { limit: number; after: Position | undefined; search: string | undefined };

/** Newest first, one more than `limit` when there are more. */
export const listAssistants = (tx: Tx, orgId: string, { limit, after, search }: ListFilter) =>
  tx
    .select()
    .from(assistants)
    .where(
      and(
        eq(assistants.orgId, orgId),
        isNull(assistants.deletedAt),
        search ? ilike(assistants.name, `%${search.replace(/[\\%_]/g, "\\$&")}%`) : undefined,
        after &&
          sql`(${assistants.createdAt}, ${assistants.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(assistants.createdAt), desc(assistants.id))
    .limit(limit + 1);

/** What the model is told by a function that answers a text; the assistant changed last wins. */
export async function findFunctionReplies(tx: Tx, orgId: string, names: string[]): Promise<Map<string, string>> {
  const asked = names.map((name) => sql`${assistants.tools} @> ${JSON.stringify([{ type: "function", name }])}::jsonb`);
  const rows = await tx
    .select({ tools: assistants.tools })
    .from(assistants)
    .where(and(eq(assistants.orgId, orgId), isNull(assistants.deletedAt), or(...asked)))
    .orderBy(desc(assistants.updatedAt))
    .limit(100);
  const functions = rows
    .toReversed()
    // Written from AssistantSettings and nothing else.
    .flatMap(({ tools }) => tools as AssistantSettings["tools"])
    .filter((tool) => tool.type === "function");
  return new Map(functions.flatMap(({ name, reply }) => ("text" in reply ? [[name, reply.text]] : [])));
}

/** The assistant at Vapi that was changed last, of those that Vapi has. */
export async function findLatestSynced(tx: Tx, orgId: string): Promise<string | undefined> {
  const [row] = await tx
    .select({ vapiAssistantId: assistants.vapiAssistantId })
    .from(assistants)
    .where(
      and(eq(assistants.orgId, orgId), isNull(assistants.deletedAt), sql`${assistants.vapiAssistantId} is not null`),
    )
    .orderBy(desc(assistants.updatedAt), desc(assistants.id))
    .limit(1);
  return row?.vapiAssistantId ?? undefined;
}

export type VersionRow = typeof assistantVersions.$inferSelect & { authorName: string | null };

export const toVersion = (row: VersionRow): AssistantVersion => ({
  version: row.version,
  author: row.authorId === null ? null : { id: row.authorId, name: row.authorName },
  restoredFrom: row.restoredFrom,
  createdAt: row.createdAt.toISOString(),
  settings: snapshotSettings(row.snapshot),
});

/** Newest first, one more than `limit` when there are more. */
export const listVersions = (tx: Tx, orgId: string, id: string, { limit, after }: Omit<ListFilter, "search">) =>
  tx
    .select({
      id: assistantVersions.id,
      orgId: assistantVersions.orgId,
      assistantId: assistantVersions.assistantId,
      version: assistantVersions.version,
      authorId: assistantVersions.authorId,
      snapshot: assistantVersions.snapshot,
      restoredFrom: assistantVersions.restoredFrom,
      createdAt: assistantVersions.createdAt,
      authorName: sql<
        string | null
      >`coalesce(${profiles.fullName}, app.api_key_name(${assistantVersions.orgId}, ${assistantVersions.authorId}))`,
    })
    .from(assistantVersions)
    .leftJoin(profiles, eq(profiles.userId, assistantVersions.authorId))
    .where(
      and(
        eq(assistantVersions.orgId, orgId),
        eq(assistantVersions.assistantId, id),
        after &&
          sql`(${assistantVersions.createdAt}, ${assistantVersions.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(assistantVersions.createdAt), desc(assistantVersions.id))
    .limit(limit + 1);

export async function findVersion(
  tx: Tx,
  orgId: string,
  id: string,
  version: number,
): Promise<AssistantSettings | undefined> {
  const [row] = await tx
    .select({ snapshot: assistantVersions.snapshot })
    .from(assistantVersions)
    .where(
      and(
        eq(assistantVersions.orgId, orgId),
        eq(assistantVersions.assistantId, id),
        eq(assistantVersions.version, version),
      ),
    );
  return row && snapshotSettings(row.snapshot);
}

export type NewAssistant = { id: string; settings: AssistantSettings; leaseUntil: Date; author: Author };

/**
 * The assistant claimed until `leaseUntil`, its first version and the entry in the books. When it is there already, from
 * a request that died, it is left alone: `isFresh` is false, and the row may be another's to settle.
 */
export async function insertAssistant(tx: Tx, orgId: string, { id, settings, leaseUntil, author }: NewAssistant) {
  const [inserted, , , [row]] = await Promise.all([
    tx
      .insert(assistants)
      .values({
        ...settings,
        id,
        orgId,
        createdBy: author.userId,
        syncState: "pending",
        syncAction: "create",
        syncAttempts: 1,
        syncNextAt: leaseUntil,
      })
      .onConflictDoNothing()
      .returning({ id: assistants.id }),
    tx
      .insert(assistantVersions)
      .values({ orgId, assistantId: id, version: 1, authorId: author.userId, snapshot: settings })
      .onConflictDoNothing(),
    // Its id is the assistant's, so that a repeated creation is in the books once.
    tx
      .insert(auditLog)
      .values({ id, ...entry(orgId, author, "assistant.create", id, { name: settings.name, version: 1 }) })
      .onConflictDoNothing(),
    tx.select().from(assistants).where(isAssistant(orgId, id)),
  ]);
  return { row, isFresh: inserted.length > 0 };
}

/** Take a creation back whole, unless it was changed since, or the claim is over. */
export async function uncreateAssistant(
  tx: Tx,
  orgId: string,
  claim: ClaimedAssistant,
  author: Author,
): Promise<boolean> {
  const [gone] = await Promise.all([
    tx.delete(assistants).where(stillClaimed(orgId, claim)).returning({ id: assistants.id }),
    tx.insert(auditLog).values(entry(orgId, author, "assistant.create.refused", claim.id)),
  ]);
  return gone.length > 0;
}

export type Change = {
  settings: AssistantSettings;
  restoredFrom: number | null;
  leaseUntil: Date;
  now: Date;
  author: Author;
};

/** The locked row with other settings, as one version more. Claimed, unless another holds it at the moment. */
export async function changeAssistant(tx: Tx, before: AssistantRow, change: Change) {
  const { orgId, id } = before;
  const { settings, restoredFrom, leaseUntil, author } = change;
  const version = before.version + 1;
  const isFree = isUnclaimed(before, change.now);
  const [[row]] = await Promise.all([
    tx
      .update(assistants)
      .set({
        ...settings,
        version,
        revision: before.revision + 1,
        syncState: "pending",
        syncAction: before.syncAction === "create" ? "create" : "update",
        ...(isFree && { syncAttempts: 1, syncError: null, syncNextAt: leaseUntil }),
      })
      .where(isAssistant(orgId, id))
      .returning(),
    tx
      .insert(assistantVersions)
      .values({ orgId, assistantId: id, version, authorId: author.userId, snapshot: settings, restoredFrom }),
    tx.insert(auditLog).values(
      entry(orgId, author, restoredFrom === null ? "assistant.update" : "assistant.restore", id, {
        version,
        ...(restoredFrom === null ? { fields: changedFields(toSettings(before), settings) } : { restoredFrom }),
      }),
    ),
  ]);
  return row && isFree ? toClaimed(row, leaseUntil) : undefined;
}

/** Take a change back whole, unless there was another since, or the claim is over. The version goes with it. */
export async function unchangeAssistant(
  tx: Tx,
  before: AssistantRow,
  claim: ClaimedAssistant,
  author: Author,
): Promise<boolean> {
  const { orgId, id, version, revision, syncState, syncAction, syncAttempts, syncError, syncNextAt } = before;
  const [restored] = await Promise.all([
    tx
      .update(assistants)
      .set({ ...toSettings(before), version, revision, syncState, syncAction, syncAttempts, syncError, syncNextAt })
      .where(stillClaimed(orgId, claim))
      .returning({ id: assistants.id }),
    // The policy lets a version go only when the assistant counts fewer.
    tx
      .delete(assistantVersions)
      .where(
        and(
          eq(assistantVersions.orgId, orgId),
          eq(assistantVersions.assistantId, id),
          eq(assistantVersions.version, version + 1),
          eq(
            assistantVersions.version,
            sql`(select ${assistants.version} + 1 from ${assistants} where ${isAssistant(orgId, id)})`,
          ),
        ),
      ),
    tx.insert(auditLog).values(entry(orgId, author, "assistant.update.refused", id, { version: version + 1 })),
  ]);
  return restored.length > 0;
}

/** Hide the locked row; the sweep lets it go at Vapi, at once unless another holds it at the moment. */
export async function hideAssistant(tx: Tx, before: AssistantRow, now: Date, author: Author): Promise<void> {
  const { orgId, id } = before;
  await Promise.all([
    tx
      .update(assistants)
      .set({
        deletedAt: now,
        revision: before.revision + 1,
        syncState: "pending",
        syncAction: "delete",
        ...(isUnclaimed(before, now) && { syncAttempts: 0, syncNextAt: now }),
      })
      .where(isAssistant(orgId, id)),
    tx.insert(events).values({
      orgId,
      type: "assistant.deleted",
      resourceType: "assistant",
      resourceId: id,
      data: { id, name: before.name, version: before.version },
    }),
    tx.insert(auditLog).values(entry(orgId, author, "assistant.delete", id, { name: before.name })),
  ]);
}

const isUnclaimed = ({ syncState, syncNextAt }: AssistantRow, now: Date) =>
  syncState !== "pending" || syncNextAt === null || syncNextAt <= now;

const stillClaimed = (orgId: string, claim: ClaimedAssistant) =>
  and(
    isAssistant(orgId, claim.id),
    eq(assistants.syncNextAt, claim.leaseUntil),
    eq(assistants.revision, claim.revision),
  );

const entry = (orgId: string, author: Author, action: AuditAction, id: string, detail?: Record<string, unknown>) =>
  bookEntry(orgId, author, action, { type: "assistant", id }, detail);

/** The settings in which two assistants differ. */
export const changedFields = (before: AssistantSettings, after: AssistantSettings) =>
  SETTINGS.filter((field) => !isSameJson(before[field], after[field]));
