import { auditLog, files, knowledgeBaseFiles, type FileState } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { FAILURES, type FailureCode } from "@allokoli/shared/rpc/reader";
import { and, desc, eq, getTableColumns, isNull, sql } from "drizzle-orm";
import { contains } from "@allokoli/shared/db/search";
import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import type { File } from "./contract.ts";

// Apart from the field that it is for: drizzle drops the table's name from columns that stand in a field itself.
const ofTheFile = sql`select ${knowledgeBaseFiles.knowledgeBaseId} from ${knowledgeBaseFiles}
  where ${knowledgeBaseFiles.orgId} = ${files.orgId} and ${knowledgeBaseFiles.fileId} = ${files.id} order by 1`;
const columns = {
  ...getTableColumns(files),
  knowledgeBaseIds: sql<string[]>`array(${ofTheFile})`.as("knowledge_base_ids"),
};

export type FileRow = typeof files.$inferSelect & { knowledgeBaseIds: string[] };

export const toFile = (row: FileRow): File => ({
  id: row.id,
  name: row.name,
  sizeBytes: row.sizeBytes,
  mediaType: row.mediaType,
  state: row.state,
  failure: row.failureCode === null ? null : toFailure(row.failureCode),
  passageCount: row.passageCount,
  knowledgeBaseIds: row.knowledgeBaseIds,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export function toFailure(code: string) {
  // The column is written from FAILURES and nothing else.
  const known = code as FailureCode;
  return { code: known, reason: FAILURES[known] };
}

const isLive = (orgId: string, id: string) => and(eq(files.orgId, orgId), eq(files.id, id), isNull(files.deletedAt));

export async function findFile(tx: Tx, orgId: string, id: string): Promise<FileRow | undefined> {
  const [row] = await tx.select(columns).from(files).where(isLive(orgId, id));
  return row;
}

export async function lockFile(tx: Tx, orgId: string, id: string) {
  const [row] = await tx.select().from(files).where(isLive(orgId, id)).for("update");
  return row;
}

export type ListFilter = {
  limit: number;
  after: Position | undefined;
  knowledgeBaseId: string | undefined;
  state: FileState | undefined;
  search: string | undefined;
};

/** Newest first, one more than `limit` when there are more. */
export const listFiles = (tx: Tx, orgId: string, { limit, after, knowledgeBaseId, state, search }: ListFilter) =>
  tx
    .select(columns)
    .from(files)
    .where(
      and(
        eq(files.orgId, orgId),
        isNull(files.deletedAt),
        state && eq(files.state, state),
        search ? contains(files.name, search) : undefined,
        knowledgeBaseId === undefined
          ? undefined
          : sql`exists (select from ${knowledgeBaseFiles} where ${knowledgeBaseFiles.orgId} = ${files.orgId}
              and ${knowledgeBaseFiles.knowledgeBaseId} = ${knowledgeBaseId} and ${knowledgeBaseFiles.fileId} = ${files.id})`,
        after && sql`(${files.createdAt}, ${files.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(files.createdAt), desc(files.id))
    .limit(limit + 1);

export type NewFile = { id: string; name: string; sizeBytes: number; author: Author; now: Date };

/** The file, waiting to be read. A row of an earlier request that died is left as it is. */
export async function insertFile(tx: Tx, orgId: string, { id, name, sizeBytes, author, now }: NewFile) {
  const [, , [row]] = await Promise.all([
    tx.insert(files).values({ id, orgId, name, sizeBytes, createdBy: author.userId, dueAt: now }).onConflictDoNothing(),
    // Its id is the file's, so that a repeated upload has one entry in the audit log.
    tx
      .insert(auditLog)
      .values({ id, ...entry(orgId, author, "file.created", { type: "file", id }, { name, sizeBytes }) })
      .onConflictDoNothing(),
    tx.select(columns).from(files).where(isLive(orgId, id)),
  ]);
  return row;
}

/** Hide the locked file, take it out of every base, and leave the rest to the processor. */
export async function hideFile(
  tx: Tx,
  { orgId, id, revision, name }: typeof files.$inferSelect,
  now: Date,
  author: Author,
): Promise<void> {
  await Promise.all([
    tx
      .update(files)
      .set({ deletedAt: now, dueAt: now, attempts: 0, revision: revision + 1 })
      .where(and(eq(files.orgId, orgId), eq(files.id, id))),
    tx.delete(knowledgeBaseFiles).where(and(eq(knowledgeBaseFiles.orgId, orgId), eq(knowledgeBaseFiles.fileId, id))),
    tx.insert(auditLog).values(entry(orgId, author, "file.deleted", { type: "file", id }, { name })),
  ]);
}
