import { drafts, publishGates, testRuns, tests, testSuites } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { DraftKind } from "@allokoli/shared/rpc/drafts";
import { and, desc, eq, sql } from "drizzle-orm";

/** The assistant, squad or workflow that a gate is of. */
export type Guarded = { orgId: string; kind: DraftKind; id: string };
/** A draft as it is at one moment. */
export type DraftRevision = { id: string; revision: number };

export type GateRow = typeof publishGates.$inferSelect & { suiteName: string };
/** How the tests of a gate stand for one revision of a draft. */
export type Standing = { state: "none" | "running" | "passed" | "failed"; runId: string | null };

const isGate = ({ orgId, kind, id }: Guarded) =>
  and(eq(publishGates.orgId, orgId), eq(publishGates.kind, kind), eq(publishGates.resourceId, id));

export async function findGate(tx: Tx, guarded: Guarded): Promise<GateRow | undefined> {
  const [row] = await tx
    .select({ gate: publishGates, suiteName: testSuites.name })
    .from(publishGates)
    .innerJoin(testSuites, and(eq(testSuites.orgId, publishGates.orgId), eq(testSuites.id, publishGates.suiteId)))
    .where(isGate(guarded));
  return row && { ...row.gate, suiteName: row.suiteName };
}

/**
 * How the latest run of the gate's tests came out that played exactly this revision of the draft. It has to have played
 * each of them as it is today; a canceled one says nothing.
 */
export async function findStanding(tx: Tx, gate: GateRow, draft: DraftRevision): Promise<Standing> {
  const { orgId, kind, resourceId, suiteId, testIds } = gate;
  const wanted = sql`select t.id, t.settings from ${tests} t where t.org_id = ${orgId} and t.suite_id = ${suiteId}
    ${testIds === null ? sql`` : sql`and t.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(testIds)}::jsonb))`}`;
  const [run] = await tx
    .select({ id: testRuns.id, status: testRuns.status, passed: testRuns.passed })
    .from(testRuns)
    .where(
      and(
        eq(testRuns.orgId, orgId),
        eq(testRuns.suiteId, suiteId),
        eq(testRuns.targetType, kind),
        eq(testRuns.targetId, resourceId),
        eq(testRuns.draftId, draft.id),
        eq(testRuns.draftRevision, draft.revision),
        sql`${testRuns.endedReason} is distinct from 'canceled'`,
        sql`exists (${wanted})`,
        sql`not exists (select from (${wanted}) wanted where not exists (
          select from jsonb_array_elements(${testRuns.plan} -> 'tests') played
          where played ->> 'id' = wanted.id::text and played -> 'settings' = wanted.settings))`,
      ),
    )
    .orderBy(desc(testRuns.createdAt), desc(testRuns.id))
    .limit(1);
  if (run === undefined) return { state: "none", runId: null };
  const state = run.status !== "ended" ? "running" : run.passed === true ? "passed" : "failed";
  return { state, runId: run.id };
}

/**
 * Hold a draft as it is until the end of the transaction.
 * @returns false when somebody has changed or discarded it: another one in its place is not it
 */
export async function holdDraft(tx: Tx, { orgId, kind, id }: Guarded, draft: DraftRevision): Promise<boolean> {
  const rows = await tx
    .select({ id: drafts.id })
    .from(drafts)
    .where(
      and(
        eq(drafts.orgId, orgId),
        eq(drafts.kind, kind),
        eq(drafts.resourceId, id),
        eq(drafts.id, draft.id),
        eq(drafts.revision, draft.revision),
      ),
    )
    .for("update");
  return rows.length > 0;
}

/** The tests of the gate, which a change of the suite may have left without any. */
export async function countTests(tx: Tx, orgId: string, suiteId: string, testIds: string[] | null): Promise<number> {
  const rows = await tx
    .select({ id: tests.id })
    .from(tests)
    .where(and(eq(tests.orgId, orgId), eq(tests.suiteId, suiteId)));
  return testIds === null ? rows.length : rows.filter(({ id }) => testIds.includes(id)).length;
}

/** A gate that refers to it holds it against deletion. */
export async function hasSuite(tx: Tx, orgId: string, suiteId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: testSuites.id })
    .from(testSuites)
    .where(and(eq(testSuites.orgId, orgId), eq(testSuites.id, suiteId)));
  return rows.length > 0;
}

type Gate = { suiteId: string; testIds: string[] | null; authorId: string };

export async function keepGate(tx: Tx, { orgId, kind, id }: Guarded, { suiteId, testIds, authorId }: Gate) {
  await tx
    .insert(publishGates)
    .values({ orgId, kind, resourceId: id, suiteId, testIds, authorId })
    .onConflictDoUpdate({
      target: [publishGates.orgId, publishGates.kind, publishGates.resourceId],
      set: { suiteId, testIds, authorId },
    });
}

/** False when there is none. */
export async function deleteGate(tx: Tx, guarded: Guarded): Promise<boolean> {
  const rows = await tx.delete(publishGates).where(isGate(guarded)).returning({ id: publishGates.resourceId });
  return rows.length > 0;
}
