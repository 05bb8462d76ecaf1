import { assistants, assistantVersions, organizations, profiles } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Position } from "@allokoli/shared/http/page";
import { byPlan } from "@allokoli/shared/limits/plans";
import { and, desc, eq, getTableColumns, lte, sql } from "drizzle-orm";
import { DEFAULT_SETTINGS, type AssistantSettings } from "../settings/contract.ts";
import type { AssistantVersion, AssistantVersionSummary } from "./contract.ts";

const authorName = sql<
  string | null
>`coalesce(${profiles.fullName}, app.api_key_name(${assistantVersions.orgId}, ${assistantVersions.authorId}))`;
const { snapshot, ...withoutSnapshot } = getTableColumns(assistantVersions);

type SummaryRow = Omit<typeof assistantVersions.$inferSelect, "snapshot"> & { authorName: string | null };
type VersionRow = SummaryRow & { snapshot: unknown };

// A snapshot has the AssistantSettings of its time; later settings have their defaults.
export const settingsOf = (row: { snapshot: unknown }): AssistantSettings => ({
  ...DEFAULT_SETTINGS,
  ...(row.snapshot as AssistantSettings),
});

export const toVersionSummary = (row: SummaryRow): AssistantVersionSummary => ({
  version: row.version,
  author: row.authorId === null ? null : { id: row.authorId, name: row.authorName },
  restoredFrom: row.restoredFrom,
  createdAt: row.createdAt.toISOString(),
});

export const toVersion = (row: VersionRow): AssistantVersion => ({
  ...toVersionSummary(row),
  settings: settingsOf(row),
});

const isOf = (orgId: string, assistantId: string) =>
  and(eq(assistantVersions.orgId, orgId), eq(assistantVersions.assistantId, assistantId));

/** Newest first, one more than `limit` when there are more, without their settings. */
export const listVersions = (
  tx: Tx,
  orgId: string,
  id: string,
  { limit, after }: { limit: number; after: Position | undefined },
): Promise<SummaryRow[]> =>
  tx
    .select({ ...withoutSnapshot, authorName })
    .from(assistantVersions)
    .leftJoin(profiles, eq(profiles.userId, assistantVersions.authorId))
    .where(
      and(
        isOf(orgId, id),
        after &&
          sql`(${assistantVersions.createdAt}, ${assistantVersions.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(assistantVersions.createdAt), desc(assistantVersions.id))
    .limit(limit + 1);

export async function findVersion(tx: Tx, orgId: string, id: string, version: number): Promise<VersionRow | undefined> {
  const [row] = await tx
    .select({ ...withoutSnapshot, snapshot, authorName })
    .from(assistantVersions)
    .leftJoin(profiles, eq(profiles.userId, assistantVersions.authorId))
    .where(and(isOf(orgId, id), eq(assistantVersions.version, version)));
  return row;
}

export const insertVersion = (tx: Tx, row: typeof assistantVersions.$inferInsert) =>
  tx.insert(assistantVersions).values(row);

/** When a creation is resumed, its version exists already. */
export const insertFirstVersion = (tx: Tx, row: typeof assistantVersions.$inferInsert) =>
  insertVersion(tx, row).onConflictDoNothing();

type Versioned = { id: string; orgId: string; version: number };

/**
 * Delete the version after the current one of an assistant whose change was reverted. The row policy allows this only
 * once the assistant has the lower number.
 */
export const removeVersionAfter = (tx: Tx, { id, orgId, version }: Versioned) =>
  tx
    .delete(assistantVersions)
    .where(
      and(
        isOf(orgId, id),
        eq(assistantVersions.version, version + 1),
        eq(
          assistantVersions.version,
          sql`(select ${assistants.version} + 1 from ${assistants} where ${assistants.orgId} = ${orgId} and ${assistants.id} = ${id})`,
        ),
      ),
    );

/** Delete the oldest versions, so that as many are left as the plan keeps; `latest` is the newest. */
export const deleteOldVersions = (tx: Tx, { id, orgId, version: latest }: Versioned) => {
  const plan = sql`(select ${organizations.plan} from ${organizations} where ${organizations.id} = ${orgId})`;
  const kept = sql`(${byPlan("versionsPerAssistant")}::jsonb ->> ${plan})::integer`;
  return tx
    .delete(assistantVersions)
    .where(and(isOf(orgId, id), lte(assistantVersions.version, sql`${latest}::integer - ${kept}`)));
};
