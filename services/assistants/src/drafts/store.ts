import {
  assistants,
  type DRAFT_KINDS,
  drafts,
  profiles,
  replacedSettings,
  squads,
  workflows,
} from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagOf } from "@allokoli/shared/http/etag";
import type { Position } from "@allokoli/shared/http/page";
import { and, desc, eq, isNull, sql } from "drizzle-orm";

export type DraftKind = (typeof DRAFT_KINDS)[number];
/** The assistant, squad or workflow that a draft is of. */
export type Target = { orgId: string; kind: DraftKind; id: string };

export type DraftRow = typeof drafts.$inferSelect & {
  authorName: string | null;
  /** Of what is published now. */
  publishedRevision: number;
};

const TABLES = { assistant: assistants, squad: squads, workflow: workflows };

const isDraft = ({ orgId, kind, id }: Target) =>
  and(eq(drafts.orgId, orgId), eq(drafts.kind, kind), eq(drafts.resourceId, id));

/** The revision of what is published; undefined when there is no such thing. */
export async function findPublishedRevision(tx: Tx, { orgId, kind, id }: Target): Promise<number | undefined> {
  const table = TABLES[kind];
  const [row] = await tx
    .select({ revision: table.revision })
    .from(table)
    .where(and(eq(table.orgId, orgId), eq(table.id, id), isNull(table.deletedAt)));
  return row?.revision;
}

export async function findDraft(tx: Tx, target: Target): Promise<DraftRow | undefined> {
  const [published, rows] = await Promise.all([
    findPublishedRevision(tx, target),
    tx
      .select({
        draft: drafts,
        authorName: sql<
          string | null
        >`coalesce(${profiles.fullName}, app.api_key_name(${drafts.orgId}, ${drafts.authorId}))`,
      })
      .from(drafts)
      .leftJoin(profiles, eq(profiles.userId, drafts.authorId))
      .where(isDraft(target)),
  ]);
  const [found] = rows;
  if (found === undefined || published === undefined) return undefined;
  return { ...found.draft, authorName: found.authorName, publishedRevision: published };
}

export type Keeping = {
  change: object;
  /** The revision of what it is meant over, for a new draft and for one that is taken further. */
  basedOn: number;
  isRebased: boolean;
  authorId: string;
  /** The draft's own revision, when the client names it. */
  expected: number | undefined;
};

/** The revision that a client expects where there is no draft yet. */
const NO_DRAFT = 0;

/** Keeps the draft in the place of the one before. False when that is not at the expected revision. */
export async function keepDraft(
  tx: Tx,
  { orgId, kind, id }: Target,
  { change, basedOn, isRebased, authorId, expected }: Keeping,
): Promise<boolean> {
  const isExpected = expected === undefined ? undefined : eq(drafts.revision, expected);
  const changed = { change, authorId, ...(isRebased && { basedOn }) };
  if (expected === NO_DRAFT) {
    const rows = await tx
      .insert(drafts)
      .values({ orgId, kind, resourceId: id, change, basedOn, authorId })
      .onConflictDoNothing()
      .returning({ revision: drafts.revision });
    return rows.length > 0;
  }
  if (expected !== undefined) {
    const rows = await tx
      .update(drafts)
      .set({ ...changed, revision: sql`${drafts.revision} + 1` })
      .where(and(isDraft({ orgId, kind, id }), isExpected))
      .returning({ revision: drafts.revision });
    return rows.length > 0;
  }
  await tx
    .insert(drafts)
    .values({ orgId, kind, resourceId: id, change, basedOn, authorId })
    .onConflictDoUpdate({
      target: [drafts.orgId, drafts.kind, drafts.resourceId],
      set: { ...changed, revision: sql`${drafts.revision} + 1` },
    });
  return true;
}

/** False when there is none at that revision. */
export async function deleteDraft(tx: Tx, target: Target, revision: number | undefined): Promise<boolean> {
  const rows = await tx
    .delete(drafts)
    .where(and(isDraft(target), revision === undefined ? undefined : eq(drafts.revision, revision)))
    .returning({ revision: drafts.revision });
  return rows.length > 0;
}

export const toDraft = (row: DraftRow) => ({
  basedOn: etagOf(row.basedOn),
  isBehind: row.basedOn !== row.publishedRevision,
  author: row.authorId === null ? null : { id: row.authorId, name: row.authorName },
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

type ReplacedRow = typeof replacedSettings.$inferSelect & { authorName: string | null };

const isReplaced = ({ orgId, kind, id }: Target) =>
  and(eq(replacedSettings.orgId, orgId), eq(replacedSettings.kind, kind), eq(replacedSettings.resourceId, id));

const selectReplaced = (tx: Tx) =>
  tx
    .select({
      row: replacedSettings,
      authorName: sql<
        string | null
      >`coalesce(${profiles.fullName}, app.api_key_name(${replacedSettings.orgId}, ${replacedSettings.authorId}))`,
    })
    .from(replacedSettings)
    .leftJoin(profiles, eq(profiles.userId, replacedSettings.authorId));

/** What it was before, newest first, one more than `limit` when there are more. */
export async function listReplaced(
  tx: Tx,
  target: Target,
  { limit, after }: { limit: number; after: Position | undefined },
): Promise<ReplacedRow[]> {
  const rows = await selectReplaced(tx)
    .where(
      and(
        isReplaced(target),
        after &&
          sql`(${replacedSettings.createdAt}, ${replacedSettings.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(replacedSettings.createdAt), desc(replacedSettings.id))
    .limit(limit + 1);
  return rows.map(({ row, authorName }) => ({ ...row, authorName }));
}

export async function findReplaced(tx: Tx, target: Target, version: number): Promise<ReplacedRow | undefined> {
  const [found] = await selectReplaced(tx).where(and(isReplaced(target), eq(replacedSettings.version, version)));
  return found && { ...found.row, authorName: found.authorName };
}

export const toReplaced = (row: ReplacedRow) => ({
  version: row.version,
  name: row.name,
  author: row.authorId === null ? null : { id: row.authorId, name: row.authorName },
  replacedAt: row.createdAt.toISOString(),
});
