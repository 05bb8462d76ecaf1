import { entry, systemEntry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog, events, testAttempts, testRuns, tests, testSuites } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { etagOf, requireCurrent } from "@allokoli/shared/http/etag";
import type { Position } from "@allokoli/shared/http/page";
import type { DraftSnapshot } from "@allokoli/shared/rpc/drafts";
import { Problem, type ProblemCode } from "@allokoli/shared/http/problem";
import { and, asc, desc, eq, getTableColumns, inArray, isNull, ne, sql } from "drizzle-orm";
import type { TestRow } from "../tests/store.ts";
import type { Counts, Latency, Line, RubricVerdict, TestAttempt, TestRun } from "./contract.ts";
import type { Plan, VapiRun } from "./plan.ts";
import { countAttempts, type Attempt } from "./verdict.ts";

const { transcript: _, ...withoutTranscript } = getTableColumns(testAttempts);

export type RunRow = typeof testRuns.$inferSelect;
export type AttemptRow = Omit<typeof testAttempts.$inferSelect, "transcript">;

// These columns are written from these types and nothing else.
export const planOf = (row: RunRow) => row.plan as Plan;
export const vapiRunsOf = (row: RunRow) => row.vapiRuns as VapiRun[];

export const toTestRun = (row: RunRow): TestRun => ({
  id: row.id,
  suiteId: row.suiteId,
  name: row.name,
  target: { type: row.targetType, id: row.targetId, name: row.targetName },
  draft:
    row.draftRevision === null || row.draftKeptAt === null
      ? null
      : { etag: etagOf(row.draftRevision), keptAt: row.draftKeptAt.toISOString() },
  isScheduled: row.isScheduled,
  status: row.status,
  endedReason: row.endedReason,
  error: row.error,
  passed: row.passed,
  attempts: row.counts as Counts,
  cancelAskedAt: row.cancelAskedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
});

export const toTestAttempt = (row: AttemptRow): TestAttempt => ({
  id: row.id,
  testId: row.testId,
  testName: row.testName,
  number: row.number,
  status: row.status,
  reason: row.reason,
  rubrics: row.rubrics as RubricVerdict[],
  latency: row.latency as Latency | null,
  startedAt: row.startedAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
});

export const toTestAttemptDetail = (row: typeof testAttempts.$inferSelect) => ({
  ...toTestAttempt(row),
  transcript: row.transcript as Line[],
});

const isRun = (orgId: string, id: string) => and(eq(testRuns.orgId, orgId), eq(testRuns.id, id));
const isRunOf = (orgId: string, suiteId: string, id: string) => and(isRun(orgId, id), eq(testRuns.suiteId, suiteId));

export async function findRun(tx: Tx, orgId: string, suiteId: string, id: string): Promise<RunRow | undefined> {
  const [row] = await tx
    .select()
    .from(testRuns)
    .where(isRunOf(orgId, suiteId, id));
  return row;
}

/** Newest first, one more than `limit` when there are more. */
export const listRuns = (
  tx: Tx,
  orgId: string,
  suiteId: string,
  { limit, after }: { limit: number; after: Position | undefined },
): Promise<RunRow[]> =>
  tx
    .select()
    .from(testRuns)
    .where(
      and(
        eq(testRuns.orgId, orgId),
        eq(testRuns.suiteId, suiteId),
        after && sql`(${testRuns.createdAt}, ${testRuns.id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(testRuns.createdAt), desc(testRuns.id))
    .limit(limit + 1);

/** Each attempt of each test, in the order of the tests' creation, without the transcript. */
export const listAttempts = (tx: Tx, orgId: string, runId: string): Promise<AttemptRow[]> =>
  tx
    .select(withoutTranscript)
    .from(testAttempts)
    .where(and(eq(testAttempts.orgId, orgId), eq(testAttempts.runId, runId)))
    .orderBy(asc(testAttempts.testId), asc(testAttempts.number));

export async function findAttempt(tx: Tx, orgId: string, runId: string, id: string) {
  const [row] = await tx
    .select()
    .from(testAttempts)
    .where(and(eq(testAttempts.orgId, orgId), eq(testAttempts.runId, runId), eq(testAttempts.id, id)));
  return row;
}

/** The tests of a suite, or only the named ones, oldest first. */
export const listPlanned = (tx: Tx, orgId: string, suiteId: string, ids: string[] | undefined): Promise<TestRow[]> =>
  tx
    .select()
    .from(tests)
    .where(
      and(eq(tests.orgId, orgId), eq(tests.suiteId, suiteId), ids === undefined ? undefined : inArray(tests.id, ids)),
    )
    .orderBy(asc(tests.createdAt), asc(tests.id));

export type NewRun = {
  id: string;
  suiteId: string;
  name: string | null;
  target: { type: RunRow["targetType"]; id: string; name: string };
  /** What was compiled, when it is not what is published. */
  draft?: Pick<DraftSnapshot, "draftId" | "revision" | "keptAt"> | undefined;
  /** Begun by the suite's schedule. */
  isScheduled?: boolean;
  plan: Plan;
  vapiRuns: VapiRun[];
  attempts: Pick<AttemptRow, "testId" | "testName" | "number" | "rubrics">[];
  author: Author;
};

/** Insert a run with its attempts. If it exists already, from a request that died, it is left as it is. */
export async function insertRun(tx: Tx, orgId: string, run: NewRun): Promise<RunRow | undefined> {
  const { id, suiteId, name, target, draft, isScheduled = false, plan, vapiRuns, attempts, author } = run;
  const [begun] = await tx
    .insert(testRuns)
    .values({
      id,
      orgId,
      suiteId,
      name,
      targetType: target.type,
      targetId: target.id,
      targetName: target.name,
      ...(draft && {
        draftId: draft.draftId,
        draftRevision: draft.revision,
        draftKeptAt: new Date(draft.keptAt),
      }),
      isScheduled,
      plan,
      vapiRuns,
      counts: countAttempts(attempts.map(() => "queued")),
      createdBy: author.userId,
    })
    .onConflictDoNothing()
    .returning();
  // It has the plan of its time, and no attempts at tests that were added to the suite since.
  if (begun === undefined) return findRun(tx, orgId, suiteId, id);
  await Promise.all([
    tx.insert(testAttempts).values(attempts.map((attempt) => ({ ...attempt, orgId, runId: id }))),
    tx.insert(auditLog).values(entry(orgId, author, "test-run.created", { type: "test-run", id }, { suiteId, target })),
  ]);
  return begun;
}

/**
 * The run, locked until the transaction ends.
 * @throws {Problem} `not_found`; `precondition_failed` when it is not the one that the client saw
 */
export function requireLockedRun(
  tx: Tx,
  orgId: string,
  { id, runId }: { id: string; runId: string },
  ifMatch: string | undefined,
): Promise<RunRow> {
  return requireCurrent("test run", ifMatch, async () => {
    const [row] = await tx
      .select()
      .from(testRuns)
      .where(isRunOf(orgId, id, runId))
      .for("update");
    return row;
  });
}

export async function renameRun(tx: Tx, { orgId, id, revision }: RunRow, name: string, author: Author) {
  const [[row]] = await Promise.all([
    tx
      .update(testRuns)
      .set({ name, revision: revision + 1 })
      .where(isRun(orgId, id))
      .returning(),
    tx.insert(auditLog).values(entry(orgId, author, "test-run.updated", { type: "test-run", id }, { name })),
  ]);
  return row;
}

/** Changes nothing when it is repeated, or when the run is over. */
export async function askCancel(tx: Tx, { orgId, id }: RunRow, author: Author, now: Date): Promise<void> {
  const asked = await tx
    .update(testRuns)
    .set({ cancelAskedAt: now })
    .where(and(isRun(orgId, id), ne(testRuns.status, "ended"), sql`${testRuns.cancelAskedAt} is null`))
    .returning({ id: testRuns.id });
  if (asked.length === 0) return;
  await tx.insert(auditLog).values(entry(orgId, author, "test-run.canceled", { type: "test-run", id }));
}

/**
 * Delete the locked run with its attempts.
 * @throws {Problem} `conflict` while it is in progress: nobody would watch it at Vapi any more
 */
export async function deleteRun(tx: Tx, { orgId, id, name, status }: RunRow, author: Author): Promise<void> {
  if (status !== "ended") throw new Problem("conflict", { detail: "The run goes on: cancel it first." });
  await Promise.all([
    tx.delete(testRuns).where(isRun(orgId, id)),
    tx.insert(auditLog).values(entry(orgId, author, "test-run.deleted", { type: "test-run", id }, { name })),
  ]);
}

/** As the system: the runs in progress, oldest first. */
export const openRuns = (tx: Tx, orgId: string): Promise<RunRow[]> =>
  tx
    .select()
    .from(testRuns)
    .where(and(eq(testRuns.orgId, orgId), ne(testRuns.status, "ended")))
    .orderBy(asc(testRuns.createdAt), asc(testRuns.id));

/**
 * As the system, for all organizations: those with a run that nobody has looked at since then, in the order of their
 * ids.
 */
export async function organizationsWithIdleRuns(
  tx: Tx,
  { since, after, atOnce }: { since: Date; after: string | null; atOnce: number },
): Promise<string[]> {
  const { rows } = await tx.execute<{ org_id: string }>(
    sql`select app.organizations_with_idle_test_runs(${since.toISOString()}::timestamptz, ${after}::uuid, ${atOnce}) as org_id`,
  );
  return rows.map(({ org_id: orgId }) => orgId);
}

/** As the system: save how far it is at Vapi. */
export async function saveVapiRuns(tx: Tx, orgId: string, id: string, vapiRuns: VapiRun[]): Promise<void> {
  await tx
    .update(testRuns)
    .set({ vapiRuns })
    .where(and(isRun(orgId, id), ne(testRuns.status, "ended")));
}

export type SavedAttempt = Attempt & { testId: string; number: number; vapiItemId: string | null };

/** As the system: save what is known of some attempts. One that has ended is left as it is. */
export async function saveAttempts(tx: Tx, orgId: string, runId: string, attempts: SavedAttempt[]): Promise<void> {
  await Promise.all(
    attempts.map(({ testId, number, ...attempt }) =>
      tx
        .update(testAttempts)
        .set(attempt)
        .where(
          and(
            eq(testAttempts.orgId, orgId),
            eq(testAttempts.runId, runId),
            eq(testAttempts.testId, testId),
            eq(testAttempts.number, number),
            inArray(testAttempts.status, ["queued", "running"]),
          ),
        ),
    ),
  );
}

/** As the system: save how many attempts there are of each status, and that the run has begun once an attempt has. */
export async function saveCounts(tx: Tx, orgId: string, runId: string, now: Date): Promise<void> {
  const rows = await listAttempts(tx, orgId, runId);
  const counts = countAttempts(rows.map(({ status }) => status));
  const begun = counts.queued < counts.total;
  await tx
    .update(testRuns)
    .set({
      counts,
      ...(begun && {
        status: "running",
        startedAt: sql`coalesce(${testRuns.startedAt}, ${now.toISOString()}::timestamptz)`,
      }),
    })
    .where(and(isRun(orgId, runId), ne(testRuns.status, "ended")));
}

export type RunEnd = { reason: "completed" | "canceled" | "failed"; error: string | null; now: Date };

/** As the system: end the run and send its event. Once. */
export async function endRun(tx: Tx, run: RunRow, { reason, error, now }: RunEnd): Promise<void> {
  const { orgId, id, suiteId, name } = run;
  const rows = await listAttempts(tx, orgId, id);
  const counts = countAttempts(rows.map(({ status }) => status));
  const passed = reason === "completed" ? counts.passed === counts.total : null;
  const ended = await tx
    .update(testRuns)
    .set({ status: "ended", endedReason: reason, error, passed, counts, endedAt: now })
    .where(and(isRun(orgId, id), ne(testRuns.status, "ended")))
    .returning({ id: testRuns.id });
  if (ended.length === 0) return;
  const outcome = { suiteId, endedReason: reason, passed, attempts: counts };
  const hasFailed = reason === "failed" || passed === false;
  if (hasFailed && run.isScheduled && !(await wasRed(tx, run))) await tellRed(tx, run);
  await Promise.all([
    tx
      .insert(events)
      .values({ orgId, type: "test-run.ended", resourceType: "test-run", resourceId: id, data: { id, ...outcome } }),
    ...(hasFailed
      ? [
          tx
            .insert(auditLog)
            .values(systemEntry(orgId, "test-run.failed", { type: "test-run", id }, { name, error, ...outcome })),
        ]
      : []),
  ]);
}

/** Whether the run before it against the same target had failed already: then people know. */
async function wasRed(tx: Tx, { orgId, suiteId, targetType, targetId, id, createdAt }: RunRow): Promise<boolean> {
  const [before] = await tx
    .select({ passed: testRuns.passed })
    .from(testRuns)
    .where(
      and(
        eq(testRuns.orgId, orgId),
        eq(testRuns.suiteId, suiteId),
        eq(testRuns.targetType, targetType),
        eq(testRuns.targetId, targetId),
        isNull(testRuns.draftId),
        inArray(testRuns.endedReason, ["completed", "failed"]),
        sql`(${testRuns.createdAt}, ${testRuns.id}) < (${createdAt.toISOString()}::timestamptz, ${id}::uuid)`,
      ),
    )
    .orderBy(desc(testRuns.createdAt), desc(testRuns.id))
    .limit(1);
  return before !== undefined && before.passed !== true;
}

async function tellRed(tx: Tx, { orgId, id: runId, suiteId }: RunRow): Promise<void> {
  const [suite] = await tx
    .select({ name: testSuites.name })
    .from(testSuites)
    .where(and(eq(testSuites.orgId, orgId), eq(testSuites.id, suiteId)));
  await tx.insert(events).values(redEvent(orgId, { id: suiteId, name: suite?.name ?? "", runId, code: null }));
}

type Red = { id: string; name: string; runId: string | null; code: ProblemCode | null };

/** The event of a suite whose scheduled tests do not pass any more, or could not be begun. */
export const redEvent = (orgId: string, data: Red) =>
  ({ orgId, type: "test-suite.red", resourceType: "test-suite", resourceId: data.id, data }) as const;
