import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog, publishGates, testRuns, tests, testSuites } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { requireCurrent } from "@allokoli/shared/http/etag";
import type { Position } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { and, desc, eq, getTableColumns, ne, sql } from "drizzle-orm";
import type { TestSuite, UpdateTestSuite } from "./contract.ts";

// Not written inside the field: drizzle drops the table's name from columns that are in a field themselves.
const testsInside = sql`from ${tests} where ${tests.orgId} = ${testSuites.orgId} and ${tests.suiteId} = ${testSuites.id}`;
const columns = {
  ...getTableColumns(testSuites),
  testCount: sql<number>`(select count(*)::int ${testsInside})`.as("test_count"),
};

export type SuiteRow = typeof testSuites.$inferSelect;
type CountedSuite = SuiteRow & { testCount: number };

export const toTestSuite = (row: CountedSuite): TestSuite => ({
  id: row.id,
  name: row.name,
  description: row.description,
  testCount: row.testCount,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const isSuite = (orgId: string, id: string) => and(eq(testSuites.orgId, orgId), eq(testSuites.id, id));

export async function findSuite(tx: Tx, orgId: string, id: string): Promise<CountedSuite | undefined> {
  const [row] = await tx.select(columns).from(testSuites).where(isSuite(orgId, id));
  return row;
}

/**
 * The suite, locked until the transaction ends.
 * @throws {Problem} `not_found`; `precondition_failed` when it is not the one that the client saw
 */
export function requireLockedSuite(tx: Tx, orgId: string, id: string, ifMatch: string | undefined): Promise<SuiteRow> {
  return requireCurrent("test suite", ifMatch, async () => {
    const [row] = await tx.select().from(testSuites).where(isSuite(orgId, id)).for("update");
    return row;
  });
}

/**
 * The suite, which cannot be deleted until the transaction ends.
 * @throws {Problem} `not_found`
 */
export async function requireHeldSuite(tx: Tx, orgId: string, id: string): Promise<SuiteRow> {
  const [row] = await tx.select().from(testSuites).where(isSuite(orgId, id)).for("share");
  if (row === undefined) throw notFound("test suite");
  return row;
}

/** Newest first, one more than `limit` when there are more. */
export const listSuites = (tx: Tx, orgId: string, { limit, after }: { limit: number; after: Position | undefined }) =>
  tx
    .select(columns)
    .from(testSuites)
    .where(
      and(
        eq(testSuites.orgId, orgId),
        after &&
          sql`(${testSuites.createdAt}, ${testSuites.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(testSuites.createdAt), desc(testSuites.id))
    .limit(limit + 1);

type NewSuite = { id: string; name: string; description: string | null; author: Author };

/** If it exists already, from a request that died, it is left as it is. */
export async function insertSuite(tx: Tx, orgId: string, { id, name, description, author }: NewSuite) {
  const [, , [row]] = await Promise.all([
    tx.insert(testSuites).values({ id, orgId, name, description, createdBy: author.userId }).onConflictDoNothing(),
    // The id of the suite is the entry's too, so that a repeated creation has one entry in the audit log.
    tx
      .insert(auditLog)
      .values({ id, ...entry(orgId, author, "test-suite.created", { type: "test-suite", id }, { name }) })
      .onConflictDoNothing(),
    tx.select(columns).from(testSuites).where(isSuite(orgId, id)),
  ]);
  return row;
}

export async function changeSuite(
  tx: Tx,
  { orgId, id, revision }: SuiteRow,
  { name, description }: UpdateTestSuite,
  author: Author,
): Promise<void> {
  const change = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
  const auditRow = entry(
    orgId,
    author,
    "test-suite.updated",
    { type: "test-suite", id },
    { fields: Object.keys(change) },
  );
  await Promise.all([
    tx
      .update(testSuites)
      .set({ ...change, revision: revision + 1 })
      .where(isSuite(orgId, id)),
    tx.insert(auditLog).values(auditRow),
  ]);
}

const MOST_GATES_TOLD = 10;

/**
 * Delete the suite with its tests and runs.
 * @throws {Problem} `conflict` while one of its runs is in progress, because nobody would watch it at Vapi any more, and
 *   while something is published only when it passes
 */
export async function deleteSuite(tx: Tx, { orgId, id, name }: SuiteRow, author: Author): Promise<void> {
  const [open] = await tx
    .select({ id: testRuns.id })
    .from(testRuns)
    .where(and(eq(testRuns.orgId, orgId), eq(testRuns.suiteId, id), ne(testRuns.status, "ended")))
    .limit(1);
  if (open !== undefined) throw new Problem("conflict", { detail: "One of its runs goes on: cancel it first." });
  const gates = await tx
    .select({ id: publishGates.resourceId, kind: publishGates.kind })
    .from(publishGates)
    .where(and(eq(publishGates.orgId, orgId), eq(publishGates.suiteId, id)))
    .limit(MOST_GATES_TOLD);
  if (gates.length > 0)
    throw new Problem("conflict", {
      detail: "Something is published only when it passes: remove that gate first.",
      errors: gates.map((gate) => ({
        path: `/v1/${gate.kind}s/${gate.id}/gate`,
        message: "is a gate with this suite",
      })),
    });
  await Promise.all([
    tx.delete(testSuites).where(isSuite(orgId, id)),
    tx.insert(auditLog).values(entry(orgId, author, "test-suite.deleted", { type: "test-suite", id }, { name })),
  ]);
}
