import { auditLog, files, knowledgeBaseFiles, knowledgeBases } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { and, desc, eq, getTableColumns, isNull, sql } from "drizzle-orm";
import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import type { KnowledgeBase, UpdateKnowledgeBase } from "./contract.ts";

// Apart from the fields that they are for: drizzle drops the table's name from columns that stand in a field itself.
const passagesOfFiles = sql`coalesce(sum(${files.passageCount}), 0)::int`;
const inside = sql`from ${knowledgeBaseFiles} join ${files}
  on ${files.orgId} = ${knowledgeBaseFiles.orgId} and ${files.id} = ${knowledgeBaseFiles.fileId}
  where ${knowledgeBaseFiles.orgId} = ${knowledgeBases.orgId} and ${knowledgeBaseFiles.knowledgeBaseId} = ${knowledgeBases.id}
    and ${files.deletedAt} is null`;
const columns = {
  ...getTableColumns(knowledgeBases),
  fileCount: sql<number>`(select count(*)::int ${inside})`.as("file_count"),
  passageCount: sql<number>`(select ${passagesOfFiles} ${inside})`.as("passage_count"),
};

export type BaseRow = typeof knowledgeBases.$inferSelect & { fileCount: number; passageCount: number };

export const toKnowledgeBase = (row: BaseRow): KnowledgeBase => ({
  id: row.id,
  name: row.name,
  description: row.description,
  fileCount: row.fileCount,
  passageCount: row.passageCount,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const isBase = (orgId: string, id: string) => and(eq(knowledgeBases.orgId, orgId), eq(knowledgeBases.id, id));

export async function findBase(tx: Tx, orgId: string, id: string): Promise<BaseRow | undefined> {
  const [row] = await tx.select(columns).from(knowledgeBases).where(isBase(orgId, id));
  return row;
}

export async function lockBase(tx: Tx, orgId: string, id: string) {
  const [row] = await tx.select().from(knowledgeBases).where(isBase(orgId, id)).for("update");
  return row;
}

/** Newest first, one more than `limit` when there are more. */
export const listBases = (tx: Tx, orgId: string, { limit, after }: { limit: number; after: Position | undefined }) =>
  tx
    .select(columns)
    .from(knowledgeBases)
    .where(
      and(
        eq(knowledgeBases.orgId, orgId),
        after &&
          sql`(${knowledgeBases.createdAt}, ${knowledgeBases.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(knowledgeBases.createdAt), desc(knowledgeBases.id))
    .limit(limit + 1);

export type NewBase = { id: string; name: string; description: string | null; author: Author };

/** A row of an earlier request that died is left as it is. */
export async function insertBase(tx: Tx, orgId: string, { id, name, description, author }: NewBase) {
  const [, , [row]] = await Promise.all([
    tx.insert(knowledgeBases).values({ id, orgId, name, description, createdBy: author.userId }).onConflictDoNothing(),
    // Its id is the base's, so that a repeated creation has one entry in the audit log.
    tx
      .insert(auditLog)
      .values({ id, ...entry(orgId, author, "knowledge-base.created", { type: "knowledge-base", id }, { name }) })
      .onConflictDoNothing(),
    // Not findBase: an async function would put its statement before those above.
    tx.select(columns).from(knowledgeBases).where(isBase(orgId, id)),
  ]);
  return row;
}

export async function changeBase(
  tx: Tx,
  { orgId, id, revision }: typeof knowledgeBases.$inferSelect,
  change: UpdateKnowledgeBase,
  author: Author,
): Promise<void> {
  const { name, description } = change;
  await Promise.all([
    tx
      .update(knowledgeBases)
      .set({
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        revision: revision + 1,
      })
      .where(isBase(orgId, id)),
    tx
      .insert(auditLog)
      .values(
        entry(orgId, author, "knowledge-base.updated", { type: "knowledge-base", id }, { fields: Object.keys(change) }),
      ),
  ]);
}

export async function deleteBase(
  tx: Tx,
  { orgId, id, name }: typeof knowledgeBases.$inferSelect,
  author: Author,
): Promise<void> {
  await Promise.all([
    tx.delete(knowledgeBases).where(isBase(orgId, id)),
    tx
      .insert(auditLog)
      .values(entry(orgId, author, "knowledge-base.deleted", { type: "knowledge-base", id }, { name })),
  ]);
}

/** Whether the organization has such a file, which nobody deletes until the transaction ends. */
export async function holdFile(tx: Tx, orgId: string, fileId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: files.id })
    .from(files)
    .where(and(eq(files.orgId, orgId), eq(files.id, fileId), isNull(files.deletedAt)))
    .for("share");
  return rows.length > 0;
}

export async function addFile(tx: Tx, orgId: string, id: string, fileId: string, author: Author): Promise<void> {
  const added = await tx
    .insert(knowledgeBaseFiles)
    .values({ orgId, knowledgeBaseId: id, fileId })
    .onConflictDoNothing()
    .returning({ fileId: knowledgeBaseFiles.fileId });
  if (added.length === 0) return;
  await tx
    .insert(auditLog)
    .values(entry(orgId, author, "knowledge-base.file.added", { type: "knowledge-base", id }, { fileId }));
}

/** Whether it was in it. */
export async function removeFile(tx: Tx, orgId: string, id: string, fileId: string, author: Author): Promise<boolean> {
  const removed = await tx
    .delete(knowledgeBaseFiles)
    .where(
      and(
        eq(knowledgeBaseFiles.orgId, orgId),
        eq(knowledgeBaseFiles.knowledgeBaseId, id),
        eq(knowledgeBaseFiles.fileId, fileId),
      ),
    )
    .returning({ fileId: knowledgeBaseFiles.fileId });
  if (removed.length === 0) return false;
  await tx
    .insert(auditLog)
    .values(entry(orgId, author, "knowledge-base.file.removed", { type: "knowledge-base", id }, { fileId }));
  return true;
}
