import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog, publishGates, tests } from "@allokoli/shared/db/schema/index";
import { requireAdmin } from "@allokoli/shared/db/require-admin";
import type { Tx } from "@allokoli/shared/db/tenant";
import { requireCurrent } from "@allokoli/shared/http/etag";
import type { Position } from "@allokoli/shared/http/page";
import { Problem } from "@allokoli/shared/http/problem";
import { and, count, desc, eq, sql } from "drizzle-orm";
import { MAX_TESTS, type Test, type TestSettings } from "./contract.ts";

export type TestRow = typeof tests.$inferSelect;

// Written from TestSettings and nothing else.
export const settingsOf = (row: TestRow) => row.settings as TestSettings;

export const toTest = (row: TestRow): Test => ({
  id: row.id,
  suiteId: row.suiteId,
  name: row.name,
  callId: row.callId,
  ...settingsOf(row),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const isInSuite = (orgId: string, suiteId: string) => and(eq(tests.orgId, orgId), eq(tests.suiteId, suiteId));
const isTest = (orgId: string, suiteId: string, id: string) => and(isInSuite(orgId, suiteId), eq(tests.id, id));

export async function findTest(tx: Tx, orgId: string, suiteId: string, id: string): Promise<TestRow | undefined> {
  const [row] = await tx
    .select()
    .from(tests)
    .where(isTest(orgId, suiteId, id));
  return row;
}

/**
 * The test, locked until the transaction ends.
 * @throws {Problem} `not_found`; `precondition_failed` when it is not the one that the client saw
 */
export function requireLockedTest(
  tx: Tx,
  orgId: string,
  { id, testId }: { id: string; testId: string },
  ifMatch: string | undefined,
): Promise<TestRow> {
  return requireCurrent("test", ifMatch, async () => {
    const [row] = await tx
      .select()
      .from(tests)
      .where(isTest(orgId, id, testId))
      .for("update");
    return row;
  });
}

/** Newest first, one more than `limit` when there are more. */
export const listTests = (
  tx: Tx,
  orgId: string,
  suiteId: string,
  { limit, after }: { limit: number; after: Position | undefined },
): Promise<TestRow[]> =>
  tx
    .select()
    .from(tests)
    .where(
      and(
        isInSuite(orgId, suiteId),
        after && sql`(${tests.createdAt}, ${tests.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(tests.createdAt), desc(tests.id))
    .limit(limit + 1);

export type NewTest = {
  id: string;
  suiteId: string;
  name: string;
  callId: string | null;
  settings: TestSettings;
  author: Author;
};

/**
 * If it exists already, from a request that died, it is left as it is. The caller has locked the suite.
 * @throws {Problem} `conflict` when the suite is full
 */
export async function insertTest(
  tx: Tx,
  orgId: string,
  { id, suiteId, name, callId, settings, author }: NewTest,
): Promise<TestRow | undefined> {
  const [inside] = await tx.select({ count: count() }).from(tests).where(isInSuite(orgId, suiteId));
  if ((inside?.count ?? 0) >= MAX_TESTS && (await findTest(tx, orgId, suiteId, id)) === undefined)
    throw new Problem("conflict", { detail: `A suite has ${MAX_TESTS} tests at most: make another one.` });
  const [, , [row]] = await Promise.all([
    tx
      .insert(tests)
      .values({ id, orgId, suiteId, name, callId, settings, createdBy: author.userId })
      .onConflictDoNothing(),
    tx
      .insert(auditLog)
      .values({ id, ...entry(orgId, author, "test.created", { type: "test", id }, { name, callId }) })
      .onConflictDoNothing(),
    tx
      .select()
      .from(tests)
      .where(isTest(orgId, suiteId, id)),
  ]);
  return row;
}

export async function changeTest(
  tx: Tx,
  { orgId, suiteId, id, revision, ...before }: TestRow,
  wanted: { name: string | undefined; settings: TestSettings },
  author: Author,
): Promise<TestRow | undefined> {
  const { name = before.name, settings } = wanted;
  const [[row]] = await Promise.all([
    tx
      .update(tests)
      .set({ name, settings, revision: revision + 1 })
      .where(isTest(orgId, suiteId, id))
      .returning(),
    tx.insert(auditLog).values(entry(orgId, author, "test.updated", { type: "test", id }, { name })),
  ]);
  return row;
}

/**
 * That a test may be made weaker, or be taken away: where a publication depends on it, by admins alone, as its gate is. A member
 * who wants to publish could otherwise first make it easier to pass. The caller has locked the test.
 * @throws {Problem} `role_too_low`
 */
export async function requireMayWeaken(tx: Tx, { orgId, suiteId, id }: Pick<TestRow, "orgId" | "suiteId" | "id">) {
  const [gate] = await tx
    .select({ id: publishGates.resourceId })
    .from(publishGates)
    .where(
      and(
        eq(publishGates.orgId, orgId),
        eq(publishGates.suiteId, suiteId),
        sql`(${publishGates.testIds} is null or ${id}::uuid = any (${publishGates.testIds}))`,
      ),
    )
    .limit(1);
  if (gate !== undefined) await requireAdmin(tx, orgId, "A publication depends on this test: an admin changes it.");
}

export async function deleteTest(tx: Tx, { orgId, suiteId, id, name }: TestRow, author: Author): Promise<void> {
  await Promise.all([
    tx.delete(tests).where(isTest(orgId, suiteId, id)),
    tx.insert(auditLog).values(entry(orgId, author, "test.deleted", { type: "test", id }, { name })),
  ]);
}
