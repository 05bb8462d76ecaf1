import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { ASKED_BY, createdAt, id, length, moment, oneOf, range, revision, updatedAt } from "./columns.ts";
import { organizations } from "./organizations.ts";

export const TEST_TARGETS = ["assistant", "squad", "workflow"] as const;
export const TEST_RUN_STATUSES = ["queued", "running", "ended"] as const;
export const TEST_RUN_ENDS = ["completed", "canceled", "failed"] as const;
export const TEST_ATTEMPT_STATUSES = ["queued", "running", "passed", "failed", "skipped", "canceled"] as const;

export const testSuites = pgTable(
  "test_suites",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    description: text("description"),
    revision: revision(),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("test_suites_org_id_id").on(t.orgId, t.id),
    index("test_suites_newest").on(t.orgId, t.createdAt, t.id),
    length("test_suites_name_length", t.name, 1, 80),
  ],
).enableRLS();

export const tests = pgTable(
  "tests",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    suiteId: uuid("suite_id").notNull(),
    name: text("name").notNull(),
    /** Caller, rubrics, attempts: all that a client sets, besides the name. */
    settings: jsonb("settings").notNull(),
    /** The call that it was made from. */
    callId: uuid("call_id"),
    revision: revision(),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("tests_org_id_id").on(t.orgId, t.id),
    index("tests_newest").on(t.orgId, t.suiteId, t.createdAt, t.id),
    foreignKey({
      name: "tests_suite",
      columns: [t.orgId, t.suiteId],
      foreignColumns: [testSuites.orgId, testSuites.id],
    }).onDelete("cascade"),
    length("tests_name_length", t.name, 1, 80),
  ],
).enableRLS();

export const testRuns = pgTable(
  "test_runs",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    suiteId: uuid("suite_id").notNull(),
    name: text("name"),
    targetType: text("target_type", { enum: TEST_TARGETS }).notNull(),
    targetId: uuid("target_id").notNull(),
    targetName: text("target_name").notNull(),
    /** The draft that was played, and its revision; null for what was published. */
    draftId: uuid("draft_id"),
    draftRevision: integer("draft_revision"),
    /** When that revision was kept. */
    draftKeptAt: moment("draft_kept_at"),
    /** Begun by the suite's schedule. */
    isScheduled: boolean("is_scheduled").notNull().default(false),
    status: text("status", { enum: TEST_RUN_STATUSES }).notNull().default("queued"),
    endedReason: text("ended_reason", { enum: TEST_RUN_ENDS }),
    error: text("error"),
    passed: boolean("passed"),
    counts: jsonb("counts").notNull().default({}),
    /** The tests as they were when it began. */
    plan: jsonb("plan").notNull(),
    /** The runs at Vapi that it consists of. */
    vapiRuns: jsonb("vapi_runs").notNull().default([]),
    cancelAskedAt: moment("cancel_asked_at"),
    /** Raised by changes of a person, not by the progress of the run. */
    revision: integer("revision").notNull().default(1),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    startedAt: moment("started_at"),
    endedAt: moment("ended_at"),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("test_runs_org_id_id").on(t.orgId, t.id),
    index("test_runs_newest").on(t.orgId, t.suiteId, t.createdAt, t.id),
    index("test_runs_of_draft")
      .on(t.orgId, t.draftId, t.draftRevision)
      .where(sql`${t.draftId} is not null`),
    index("test_runs_open")
      .on(t.orgId)
      .where(sql`${t.status} <> 'ended'`),
    foreignKey({
      name: "test_runs_suite",
      columns: [t.orgId, t.suiteId],
      foreignColumns: [testSuites.orgId, testSuites.id],
    }).onDelete("cascade"),
    length("test_runs_name_length", t.name, 1, 80),
    oneOf("test_runs_target_type", t.targetType, TEST_TARGETS),
    oneOf("test_runs_status", t.status, TEST_RUN_STATUSES),
    oneOf("test_runs_ended_reason", t.endedReason, TEST_RUN_ENDS),
  ],
).enableRLS();

/** When a suite is run by itself, and against whom: one for each suite. */
export const testSchedules = pgTable(
  "test_schedules",
  {
    orgId: uuid("org_id").notNull(),
    suiteId: uuid("suite_id").notNull(),
    targetType: text("target_type", { enum: TEST_TARGETS }).notNull(),
    targetId: uuid("target_id").notNull(),
    /** On the organization's clock. */
    hour: integer("hour").notNull(),
    /** Days of the week, from 1 for Monday to 7. */
    days: integer("days").array().notNull(),
    /** Kept by triggers, and by each run that it begins. */
    nextAt: moment("next_at"),
    /** In whose name the runs are begun. */
    askedBy: uuid("asked_by").notNull(),
    askedRole: text("asked_role", { enum: ASKED_BY }).notNull(),
    /** The code and the sentence of the problem, when the last run could not be begun. */
    problem: text("problem"),
    detail: text("detail"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.suiteId] }),
    index("test_schedules_next").on(t.nextAt),
    range("test_schedules_hour", t.hour, 0, 23),
    check(
      "test_schedules_days",
      sql`${t.days} <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality(${t.days}) between 1 and 7`,
    ),
    oneOf("test_schedules_target_type", t.targetType, TEST_TARGETS),
    oneOf("test_schedules_asked_role", t.askedRole, ASKED_BY),
    foreignKey({
      name: "test_schedules_suite",
      columns: [t.orgId, t.suiteId],
      foreignColumns: [testSuites.orgId, testSuites.id],
    }).onDelete("cascade"),
  ],
).enableRLS();

export const testAttempts = pgTable(
  "test_attempts",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    runId: uuid("run_id").notNull(),
    testId: uuid("test_id").notNull(),
    testName: text("test_name").notNull(),
    /** Counts from 1 within the test. */
    number: integer("number").notNull(),
    status: text("status", { enum: TEST_ATTEMPT_STATUSES }).notNull().default("queued"),
    reason: text("reason"),
    /** Each rubric with its verdict. */
    rubrics: jsonb("rubrics").notNull().default([]),
    transcript: jsonb("transcript").notNull().default([]),
    latency: jsonb("latency"),
    vapiItemId: text("vapi_item_id"),
    createdAt: createdAt(),
    startedAt: moment("started_at"),
    endedAt: moment("ended_at"),
  },
  (t) => [
    unique("test_attempts_run_test_number").on(t.runId, t.testId, t.number),
    index("test_attempts_of_run").on(t.orgId, t.runId, t.testId, t.number),
    foreignKey({
      name: "test_attempts_run",
      columns: [t.orgId, t.runId],
      foreignColumns: [testRuns.orgId, testRuns.id],
    }).onDelete("cascade"),
    oneOf("test_attempts_status", t.status, TEST_ATTEMPT_STATUSES),
  ],
).enableRLS();
