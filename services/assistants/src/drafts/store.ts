import { type DRAFT_KINDS, drafts, profiles, replacedSettings } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { and, desc, eq, sql } from "drizzle-orm";
import { assistantResource } from "../assistants/store.ts";
import { squadResource } from "../squads/store.ts";
import { workflowResource } from "../workflows/store.ts";
import { isStillPublished } from "../settings/base.ts";

export type DraftKind = (typeof DRAFT_KINDS)[number];
/** The assistant, squad or workflow that a draft is of. */
export type Target = { orgId: string; kind: DraftKind; id: string };

export type DraftRow = Omit<typeof drafts.$inferSelect, "base"> & {
  authorName: string | null;
  /** The name and settings that it was begun with. */
  base: object;
  isBehind: boolean;
};

/** The name and settings that are published. */
type PublishedSettings = object & { name: string };
type Find = (tx: Tx, orgId: string, id: string) => Promise<PublishedSettings | undefined>;
type Published<Row extends { name: string }> = {
  find(tx: Tx, orgId: string, id: string): Promise<Row | undefined>;
  fieldsOf(row: Row): object;
};
const settings =
  <Row extends { name: string }>({ find, fieldsOf }: Published<Row>): Find =>
  async (tx, orgId, id) => {
    const row = await find(tx, orgId, id);
    return row && { ...fieldsOf(row), name: row.name };
  };

const PUBLISHED: Record<DraftKind, Find> = {
  assistant: settings(assistantResource),
  squad: settings(squadResource),
  workflow: settings(workflowResource),
};

const isDraft = ({ orgId, kind, id }: Target) =>
  and(eq(drafts.orgId, orgId), eq(drafts.kind, kind), eq(drafts.resourceId, id));

/** Undefined when there is no such thing. */
export const findPublished = (tx: Tx, { orgId, kind, id }: Target): Promise<PublishedSettings | undefined> =>
  PUBLISHED[kind](tx, orgId, id);

const draftAuthor = sql<
  string | null
>`coalesce(${profiles.fullName}, app.api_key_name(${drafts.orgId}, ${drafts.authorId}))`;
const toAuthor = ({ authorId, authorName }: { authorId: string | null; authorName: string | null }) =>
  authorId === null ? null : { id: authorId, name: authorName };

export async function findDraft(tx: Tx, target: Target): Promise<DraftRow | undefined> {
  const [published, rows] = await Promise.all([
    findPublished(tx, target),
    tx
      .select({ draft: drafts, authorName: draftAuthor })
      .from(drafts)
      .leftJoin(profiles, eq(profiles.userId, drafts.authorId))
      .where(isDraft(target)),
  ]);
  const [found] = rows;
  if (found === undefined || published === undefined) return undefined;
  // Only what `findPublished` finds is written here.
  const base = found.draft.base as object;
  return { ...found.draft, authorName: found.authorName, base, isBehind: !isStillPublished(base, published) };
}

type ListedRow = Pick<typeof drafts.$inferSelect, "kind" | "resourceId" | "authorId" | "createdAt" | "updatedAt"> & {
  authorName: string | null;
};

/** Newest first, one more than `limit` when there are more. */
export const listDrafts = (
  tx: Tx,
  orgId: string,
  { kind, limit, after }: { kind: DraftKind | undefined; limit: number; after: Position | undefined },
): Promise<ListedRow[]> =>
  tx
    .select({
      kind: drafts.kind,
      resourceId: drafts.resourceId,
      authorId: drafts.authorId,
      createdAt: drafts.createdAt,
      updatedAt: drafts.updatedAt,
      authorName: draftAuthor,
    })
    .from(drafts)
    .leftJoin(profiles, eq(profiles.userId, drafts.authorId))
    .where(
      and(
        eq(drafts.orgId, orgId),
        kind && eq(drafts.kind, kind),
        after &&
          sql`(${drafts.createdAt}, ${drafts.resourceId}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(drafts.createdAt), desc(drafts.resourceId))
    .limit(limit + 1);

export const toListedDraft = (row: ListedRow) => ({
  kind: row.kind,
  id: row.resourceId,
  author: toAuthor(row),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** The change that a draft is, for whoever may not read who changed it. */
export async function findChange(tx: Tx, target: Target): Promise<unknown> {
  const [row] = await tx.select({ change: drafts.change }).from(drafts).where(isDraft(target));
  return row?.change;
}

export type Keeping = {
  change: object;
  /** What it is meant over, for a new draft and for one that is taken further. */
  base: object;
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
  { change, base, isRebased, authorId, expected }: Keeping,
): Promise<boolean> {
  const isExpected = expected === undefined ? undefined : eq(drafts.revision, expected);
  const changed = { change, authorId, ...(isRebased && { base }) };
  if (expected === NO_DRAFT) {
    const rows = await tx
      .insert(drafts)
      .values({ orgId, kind, resourceId: id, change, base, authorId })
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
    .values({ orgId, kind, resourceId: id, change, base, authorId })
    .onConflictDoUpdate({
      target: [drafts.orgId, drafts.kind, drafts.resourceId],
      set: { ...changed, revision: sql`${drafts.revision} + 1` },
    });
  return true;
}

/** False when there is none at that revision, or of that id. */
export async function deleteDraft(
  tx: Tx,
  target: Target,
  { id, revision }: { id?: string; revision: number | undefined },
): Promise<boolean> {
  const isIt = id === undefined ? undefined : eq(drafts.id, id);
  const isAtRevision = revision === undefined ? undefined : eq(drafts.revision, revision);
  const rows = await tx
    .delete(drafts)
    .where(and(isDraft(target), isIt, isAtRevision))
    .returning({ revision: drafts.revision });
  return rows.length > 0;
}

export const toDraft = (row: DraftRow) => ({
  isBehind: row.isBehind,
  author: toAuthor(row),
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
  author: toAuthor(row),
  replacedAt: row.createdAt.toISOString(),
});
