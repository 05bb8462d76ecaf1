import { entry, systemEntry, type Author } from "@allokoli/shared/db/audit-entry";
import { findCallee, type CalleeKind } from "@allokoli/shared/db/callees";
import { auditLog, events, organizations, profiles, testSchedules, testSuites } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { ProblemCode } from "@allokoli/shared/http/problem";
import type { Claims } from "@allokoli/shared/identity/identity";
import { and, asc, eq, sql } from "drizzle-orm";
import { redEvent } from "../test-runs/store.ts";
import type { TestSchedule } from "./contract.ts";

export type ScheduleRow = typeof testSchedules.$inferSelect;

const isOf = (orgId: string, suiteId: string) =>
  and(eq(testSchedules.orgId, orgId), eq(testSchedules.suiteId, suiteId));

/** The next hour after now, on the organization's clock. */
const following = sql`(select app.next_hour_of(${organizations.timeZone}, ${testSchedules.hour}, ${testSchedules.days}, now())
  from ${organizations} where ${organizations.id} = ${testSchedules.orgId})`;

export async function findSchedule(tx: Tx, orgId: string, suiteId: string): Promise<TestSchedule | undefined> {
  const [found] = await tx
    .select({
      row: testSchedules,
      askedByName: sql<
        string | null
      >`coalesce(${profiles.fullName}, app.api_key_name(${testSchedules.orgId}, ${testSchedules.askedBy}))`,
    })
    .from(testSchedules)
    .leftJoin(profiles, eq(profiles.userId, testSchedules.askedBy))
    .where(isOf(orgId, suiteId));
  if (found === undefined) return undefined;
  const { row, askedByName } = found;
  const callee = await findCallee(tx, orgId, row.targetType, row.targetId);
  return {
    target: { type: row.targetType, id: row.targetId, name: callee?.name ?? null },
    hour: row.hour,
    days: row.days,
    // A trigger sets it with every schedule.
    nextAt: (row.nextAt ?? row.updatedAt).toISOString(),
    askedBy: { id: row.askedBy, name: askedByName },
    // Written from a Problem and nothing else.
    problem: row.problem === null ? null : { code: row.problem as ProblemCode, detail: row.detail },
    createdAt: row.createdAt.toISOString(),
  };
}

export type NewSchedule = {
  suiteId: string;
  target: { type: CalleeKind; id: string };
  hour: number;
  days: number[];
  claims: Claims;
  author: Author;
};

/** Takes the place of the schedule before. */
export async function keepSchedule(
  tx: Tx,
  orgId: string,
  { suiteId, target, hour, days, claims, author }: NewSchedule,
) {
  const schedule = {
    targetType: target.type,
    targetId: target.id,
    hour,
    days: days.toSorted((a, b) => a - b),
    askedBy: claims.sub,
    askedRole: claims.role,
    problem: null,
    detail: null,
  };
  await Promise.all([
    tx
      .insert(testSchedules)
      .values({ orgId, suiteId, ...schedule })
      .onConflictDoUpdate({ target: [testSchedules.orgId, testSchedules.suiteId], set: schedule }),
    tx
      .insert(auditLog)
      .values(
        entry(orgId, author, "test-suite.scheduled", { type: "test-suite", id: suiteId }, { target, hour, days }),
      ),
  ]);
}

/** False when there is none. */
export async function deleteSchedule(tx: Tx, orgId: string, suiteId: string, author: Author): Promise<boolean> {
  const rows = await tx.delete(testSchedules).where(isOf(orgId, suiteId)).returning({ id: testSchedules.suiteId });
  if (rows.length === 0) return false;
  const resource = { type: "test-suite", id: suiteId };
  await tx.insert(auditLog).values(entry(orgId, author, "test-suite.unscheduled", resource));
  return true;
}

/** As the system: every schedule, the one that is due first before the others. */
export const listSchedules = (tx: Tx, orgId: string): Promise<ScheduleRow[]> =>
  tx.select().from(testSchedules).where(eq(testSchedules.orgId, orgId)).orderBy(asc(testSchedules.nextAt));

/** Takes the turn that is due, in the transaction that begins its run; false when another process has taken it. */
export async function takeTurn(tx: Tx, orgId: string, suiteId: string): Promise<boolean> {
  const rows = await tx
    .update(testSchedules)
    .set({ nextAt: following, problem: null, detail: null })
    .where(and(isOf(orgId, suiteId), sql`${testSchedules.nextAt} <= now()`))
    .returning({ id: testSchedules.suiteId });
  return rows.length > 0;
}

type Failure = { code: ProblemCode; detail: string | null };

/** As the system: the turn passes without a run, which is told the first time. */
export async function missTurn(tx: Tx, { orgId, suiteId, problem }: ScheduleRow, failure: Failure): Promise<void> {
  const missed = await tx
    .update(testSchedules)
    .set({ nextAt: following, problem: failure.code, detail: failure.detail })
    .where(and(isOf(orgId, suiteId), sql`${testSchedules.nextAt} <= now()`))
    .returning();
  const [row] = missed;
  if (row === undefined) return;
  const [suite] = await tx
    .select({ name: testSuites.name })
    .from(testSuites)
    .where(and(eq(testSuites.orgId, orgId), eq(testSuites.id, suiteId)));
  const name = suite?.name ?? "";
  const resource = { type: "test-suite", id: suiteId };
  await tx.insert(auditLog).values(systemEntry(orgId, "test-suite.failed", resource, { name, ...failure }));
  if (problem === null)
    await tx.insert(events).values(redEvent(orgId, { id: suiteId, name, runId: null, code: failure.code }));
}
